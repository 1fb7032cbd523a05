/** The token of this tab. It lives as long as the tab, is sent as a header or with the socket's first message, and is never part of an address (A1, A2). */
import { Store } from './store.js';

const NAME = 'autopack.token';

/** Does the server want a token that this tab does not have? */
export const signInNeeded = new Store(false);

export const tokenNow = (): string | null => sessionStorage.getItem(NAME);

export function keepToken(token: string): void {
  sessionStorage.setItem(NAME, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(NAME);
}

/** The value of the header `Authorization`; null without a token. */
export function authorization(): string | null {
  const token = tokenNow();
  return token === null ? null : `Bearer ${token}`;
}
