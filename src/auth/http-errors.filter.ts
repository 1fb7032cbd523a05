/**
 * Turns what goes wrong around GraphQL (a body that is too large or no JSON, an unknown address, a failing controller)
 * into answers of one form. What is not foreseen is masked, and logged under a request id (A4). Errors inside GraphQL
 * pass through: `formatError` has the last word on them.
 */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { SERVICE_UNAVAILABLE, unforeseen } from '../graphql/errors/top-level.js';
import { RETRY_AFTER_SECONDS } from '../graphql/errors/unavailable-status.js';
import { BODY_LIMIT_BYTES } from '../graphql/limits.js';
import { bodyOf, type RefusedAnswer, UNKNOWN_ADDRESS, UNSUPPORTED_CONTENT } from './answers.js';

/** The cause of a refusal whose message is meant for the client. */
export const BODY_OUT_OF_BOUNDS = 'BODY_OUT_OF_BOUNDS';

@Catch()
export class HttpErrorsFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() !== 'http') return exception;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return undefined;
    const answer = answerTo(exception);
    const fault = answer ? null : unforeseen(exception);
    const away = fault?.extensions?.code === SERVICE_UNAVAILABLE;
    const body = answer ? bodyOf(answer) : JSON.stringify({ errors: [fault] });
    if (away) void reply.header('retry-after', RETRY_AFTER_SECONDS);
    void reply
      .code(answer?.status ?? (away ? 503 : 500))
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(body);
    return undefined;
  }
}

/** The answer to a fault of the client; null for a fault of ours. */
function answerTo(exception: unknown): RefusedAnswer | null {
  if (!(exception instanceof HttpException) || exception.getStatus() >= 500) return null;
  const status = exception.getStatus();
  if (status === 404) return UNKNOWN_ADDRESS;
  if (status === 413)
    return badInput(413, `The request body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MiB, which is the most.`);
  if (status === 415) return UNSUPPORTED_CONTENT;
  const cause = exception.cause as { code?: string } | undefined;
  // Without a cause the refusal is a controller's own, and its message is meant for the client.
  const isOurs = cause === undefined || cause.code === BODY_OUT_OF_BOUNDS;
  if (status === 400) return badInput(400, isOurs ? exception.message : sentenceFor(cause.code));
  return badInput(status, 'The request cannot be answered as it is.');
}

function sentenceFor(code: string | undefined): string {
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'The request body is empty; send a GraphQL request as JSON.';
  if (code?.startsWith('FST_ERR_CTP_INVALID_CONTENT_LENGTH'))
    return 'The request body is not as long as its Content-Length says.';
  return 'The request body is not valid JSON.';
}

const badInput = (status: number, message: string): RefusedAnswer => ({ status, code: 'BAD_USER_INPUT', message });
