/**
 * Pages of other origins that may use the API (A8): listed in AUTOPACK_ALLOWED_ORIGINS, each as scheme, host and port.
 * They get CORS headers, and a preflight of theirs is answered before a token is asked for, because a browser sends none
 * with it. A page of an origin that is not listed gets none, so that it never reads an answer.
 */
import type { IncomingMessage } from 'node:http';

/** For how long a browser may keep the answer to a preflight. */
const PREFLIGHT_SECONDS = 600;

/** What clients of the API and of MCP send; of what else a browser asks for, it sends nothing. */
const ALLOWED_HEADERS = [
  ...['authorization', 'content-type', 'apollo-require-preflight', 'traceparent', 'tracestate'],
  ...['mcp-protocol-version', 'mcp-method', 'mcp-name'],
];

/** The part of the options of `enableCors` that is set here. */
export interface CorsOptions {
  origin(origin: string | undefined, answer: (error: Error | null, allowed: boolean) => void): void;
  readonly methods: string[];
  readonly allowedHeaders: string[];
  readonly exposedHeaders: string[];
  readonly maxAge: number;
  readonly credentials: false;
}

/** Whether an Origin header names one of the allowed origins. `null`, the origin of sandboxed pages, never does. */
function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  return origin !== undefined && allowed.includes(origin.toLowerCase());
}

/** The same of an upgrade or a request. */
export const isFromAllowedOrigin = (request: IncomingMessage, allowed: readonly string[]): boolean =>
  isAllowedOrigin(request.headers.origin, allowed);

/** Cookies are not used, so credentials stay off: the token is a header that the page sets itself. */
export function corsOptions(allowed: readonly string[]): CorsOptions {
  return {
    origin: (origin, answer) => answer(null, isAllowedOrigin(origin, allowed)),
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: ['date', 'retry-after'],
    maxAge: PREFLIGHT_SECONDS,
    credentials: false,
  };
}
