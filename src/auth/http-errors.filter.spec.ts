import { type ArgumentsHost, BadRequestException, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';

import { HttpErrorsFilter } from './http-errors.filter.js';

function answering(exception: unknown) {
  const answer = { status: 0, body: '' };
  const reply = {
    sent: false,
    code: (status: number) => ((answer.status = status), reply),
    header: () => reply,
    type: () => reply,
    send: (body: string) => ((answer.body = body), reply),
  };
  const host = {
    getType: () => 'http',
    switchToHttp: () => ({ getResponse: () => reply }),
  } as unknown as ArgumentsHost;
  new HttpErrorsFilter().catch(exception, host);
  return answer;
}

describe('What goes wrong around GraphQL', () => {
  beforeEach(() => Logger.overrideLogger(false));
  afterEach(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it('is masked when it was not foreseen, with a request id (A4)', () => {
    const { status, body } = answering(new Error('select secret from /var/lib'));
    expect(status).toBe(500);
    expect(body).not.toMatch(/select|\/var|at /);
    expect(JSON.parse(body).errors[0].extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: expect.any(String),
    });
  });

  it('is left to GraphQL when it happened there', () => {
    const error = new GraphQLError('first must be at most 100');
    expect(new HttpErrorsFilter().catch(error, { getType: () => 'graphql' } as unknown as ArgumentsHost)).toBe(error);
  });

  it('A4: is told in the words of the controller that refuses it, and no parser is blamed', () => {
    const { status, body } = answering(new BadRequestException('The role must be builder.'));
    expect([status, JSON.parse(body).errors[0].message]).toEqual([400, 'The role must be builder.']);
  });

  it('A4: has no words of a parser', () => {
    const cause = new SyntaxError('Unexpected token <secret>');
    const { body } = answering(new BadRequestException(cause.message, { cause }));
    expect(JSON.parse(body).errors[0].message).toBe('The request body is not valid JSON.');
  });
});
