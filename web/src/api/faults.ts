/** What can go wrong between this page and the server, in words that say what to do. */

/** The server asks for a token, or does not take the one that it got. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** No answer came: the server is away, or the network is. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The server answered that it did not do it. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault';

  /** `code`: that of the first error, as FORBIDDEN or BAD_USER_INPUT. */
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** The sentence of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
