/** Answers that the edge gives itself: the form of a GraphQL response, so that every client can read them (A4). */
export interface RefusedAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
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
  message: 'This server asks for its token: send the header "Authorization: Bearer <token>".',
};

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
    'There is nothing at this address. The API is at /graphql: POST for operations; a browser that opens it gets the playground.',
};

/** The body of an answer; faults of the input name where they are, here the request as a whole. */
export function bodyOf({ code, message }: RefusedAnswer): string {
  const fields = code === 'BAD_USER_INPUT' ? { fields: [{ path: '', message }] } : {};
  return JSON.stringify({ errors: [{ message, extensions: { code, ...fields } }] });
}
