/** Answers that the edge gives itself: the form of a GraphQL response, so that every client can read them (A4). */
export interface RefusedAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Whole seconds, after which the same request may be sent again. */
  readonly retryAfter?: number;
}

export const FOREIGN_HOST: RefusedAnswer = {
  status: 403,
  code: 'FORBIDDEN',
  message:
    'This server has no token and answers only requests to a loopback name or address. ' +
    'Set AUTOPACK_TOKEN, or list the host in AUTOPACK_ALLOWED_HOSTS.',
};

export const FOREIGN_ORIGIN: RefusedAnswer = {
  status: 403,
  code: 'FORBIDDEN',
  message:
    'This server has no token and does not act for pages of other origins. List the origin in AUTOPACK_ALLOWED_ORIGINS.',
};

export const UNAUTHENTICATED: RefusedAnswer = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message:
    'This server asks for a token: send the header "Authorization: Bearer <token>". If one was sent, it is wrong, revoked or expired.',
};

export const FORBIDDEN_ROUTE: RefusedAnswer = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'The token does not let its holder do this: its role, or the projects that it is bound to, leave it out.',
};

export const FORBIDDEN_TO_AGENTS: RefusedAnswer = {
  status: 403,
  code: 'FORBIDDEN',
  message:
    'The token is that of an agent at work: it is good for the tools at /mcp alone, and its worker does the rest.',
};

export const LOGINS_AWAY: RefusedAnswer = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: 'The database that knows the tokens is away. Send the request again in a moment.',
  retryAfter: 1,
};

/** Too many wrong tokens came from the address. */
export const tooManyAttempts = (seconds: number): RefusedAnswer => ({
  status: 429,
  code: 'RATE_LIMITED',
  message: `Too many wrong tokens came from this address: the next is looked at in ${seconds} s.`,
  retryAfter: seconds,
});

export const UNSUPPORTED_CONTENT: RefusedAnswer = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message: 'The request body must be JSON: send it with the header "Content-Type: application/json".',
};

export const ENCODED_CONTENT: RefusedAnswer = {
  status: 415,
  code: 'BAD_USER_INPUT',
  message: 'The request body must not be compressed: send it as it is, without the header "Content-Encoding".',
};

export const TOO_MANY_SOCKETS: RefusedAnswer = {
  status: 503,
  code: 'FORBIDDEN',
  message: 'Too many WebSockets are open, in all or from this address. Close some, or follow several runs over one.',
};

export const UNREADABLE_ADDRESS: RefusedAnswer = {
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'The address of the request is not well formed.',
};

export const UNKNOWN_ADDRESS: RefusedAnswer = {
  status: 404,
  code: 'NOT_FOUND',
  message:
    'There is nothing at this address. The dashboard is at /ui/. The API is at /graphql: POST for operations; a browser that opens it gets the playground.',
};

/** The body of an answer; faults of the input name where they are, here the request as a whole. */
export function bodyOf({ code, message, retryAfter }: RefusedAnswer): string {
  const fields = code === 'BAD_USER_INPUT' ? { fields: [{ path: '', message }] } : {};
  return JSON.stringify({
    errors: [{ message, extensions: { code, ...fields, ...(retryAfter === undefined ? {} : { retryAfter }) } }],
  });
}
