/**
 * Top-level errors: faults that do not depend on stored data. Each has a code of the contract; an unexpected error is
 * masked, with a request id that is also in the log (A4).
 */
import { randomUUID } from 'node:crypto';

import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { subjectOf } from '../../common/log-subject.js';
import { outageOf, type ServerOutage } from '../../common/outages.js';
import { reported, tooMany } from './many-faults.js';
import { withoutValues } from './without-values.js';

export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** A value outside its documented form, length or range. */
export function badUserInput(faults: readonly FieldFault[]): GraphQLError {
  const fields = reported(faults, () => ({ path: '', message: tooMany('the input') }));
  return new GraphQLError(fields[0]?.message ?? 'The input is not valid.', {
    extensions: { code: 'BAD_USER_INPUT', fields },
  });
}

export const notFound = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'NOT_FOUND' } });

/** A row that another one belongs to. It can be gone only if the run was deleted while the answer was being made. */
export function present<Row>(row: Row | null, runId: string): Row {
  if (row === null) throw notFound(`Run "${runId}" was deleted meanwhile.`);
  return row;
}

const PASSED_ON = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
/** Codes of the library that are the contract's under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
};

const logger = new Logger('GraphQL');

/** Formats every top-level error. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = isArgumentFault(error)
    ? 'BAD_USER_INPUT'
    : String(formatted.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
  if (!PASSED_ON.has(code)) return { ...unforeseen(error), ...pathOf(formatted) };
  const renamed = RENAMED[code] ?? code;
  const given = formatted.extensions?.fields as readonly FieldFault[] | undefined;
  const message = shortened(given ? formatted.message : inOwnWords(withoutValues(formatted.message)));
  const fields =
    renamed === 'BAD_USER_INPUT' ? { fields: given ?? [{ path: pathIn(formatted.message), message }] } : {};
  const retry = renamed === 'RATE_LIMITED' ? { retryAfter: formatted.extensions?.retryAfter } : {};
  const locations = formatted.locations && { locations: formatted.locations.slice(0, MOST_LOCATIONS) };
  return { message, ...locations, ...pathOf(formatted), extensions: { code: renamed, ...fields, ...retry } };
}

const pathOf = ({ path }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'path'> => (path ? { path } : {});

/** The code of an answer that is impossible now, because a dependency of the server is unavailable. */
export const SERVICE_UNAVAILABLE = 'SERVICE_UNAVAILABLE';

/**
 * An outage is reported with its reason, and that the same request can succeed later; an unexpected error is masked.
 */
export function unforeseen(error: unknown): GraphQLFormattedError {
  const outage = outageOf(error);
  return outage ? unavailable(outage) : masked(error);
}

/** The log has one line for each outage, not one for each request. */
const unavailable = ({ reason, message }: ServerOutage): GraphQLFormattedError => ({
  message,
  extensions: { code: SERVICE_UNAVAILABLE, reason, retryable: true },
});

/** Hides internal details; the log has them under the request id. */
function masked(error: unknown): GraphQLFormattedError {
  const requestId = randomUUID();
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  logger.error({ requestId, ...subjectOf(error), err: cause }, `Request ${requestId} failed`);
  return {
    message: `Something went wrong on the server; it is logged as request ${requestId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  };
}

/** A fault that a whole document shares points at every place of it. */
const MOST_LOCATIONS = 10;

/** Where the library gives up, it says so in words about itself. */
function inOwnWords(message: string): string {
  if (message.startsWith('Too many validation errors')) return tooMany('the document');
  if (message.startsWith('Validation aborted'))
    return 'The document selects the same fields in more places than can be compared: at most one of each is needed.';
  const tokens = /^(?:Syntax Error: )?Document contains more that (\d+) tokens/.exec(message)?.[1];
  return tokens === undefined
    ? message
    : `The document is too long: it has more than ${tokens} tokens, which is the most.`;
}

/** graphql-js repeats the value that it does not like, however long it is. */
const MESSAGE_MAX_LENGTH = 500;
function shortened(message: string): string {
  if (message.length <= MESSAGE_MAX_LENGTH) return message;
  return `${message.slice(0, MESSAGE_MAX_LENGTH / 2)} … ${message.slice(-MESSAGE_MAX_LENGTH / 2)}`.toWellFormed();
}

/**
 * A variable that spoils an argument written in the document: graphql-js finds out while it runs, and gives it no code.
 */
function isArgumentFault(error: unknown): boolean {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : null;
  return (
    cause instanceof GraphQLError &&
    cause.extensions.code === undefined &&
    /^Argument "\w+" (has invalid value|of )/.test(cause.message)
  );
}

/**
 * graphql-js names the place of a wrong variable in its message: `Variable "$input" got invalid value 1 at
 * "input.tiers[0].name"`.
 */
function pathIn(message: string): string {
  const variable = /^(?:Variable "\$|Argument ")([^"]+)"/.exec(message)?.[1] ?? '';
  const place = / at "([^"]+)"/.exec(message)?.[1] ?? variable;
  return place.replace(/\[(\d+)\]/g, '.$1');
}
