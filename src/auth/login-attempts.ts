/**
 * Refused logins of an address (A2): whoever sends wrong tokens is slowed down, so that the token of the configuration, which people
 * choose, cannot be guessed. Stored tokens cannot be guessed at all; their holders are let in whatever else comes from their address.
 */
import { TrustedProxies } from '../common/trusted-proxies.js';
import { looksLikeToken } from '../domain/rules/access/token-text.js';
import { Refusals } from '../graphql/access/refusals.js';
import type { Login } from '../graphql/request/login.js';

export class LoginAttempts {
  constructor(
    private readonly proxies = new TrustedProxies([]),
    private readonly refusals = new Refusals(),
  ) {}

  /** The login, null for a token that is refused, or after too many of those the seconds until the next is looked at. */
  async tried(
    request: Parameters<TrustedProxies['clientOf']>[0],
    given: unknown,
    login: () => Login | null | Promise<Login | null>,
  ): Promise<Login | null | number> {
    if (typeof given !== 'string' || given === '') return login();
    const address = this.proxies.clientOf(request);
    const isStored = looksLikeToken(given.replace(/^ *bearer +/i, ''));
    const wait = this.refusals.waitOf(address);
    if (wait > 0 && !isStored) return wait;
    const found = await login();
    if (!found) this.refusals.count(address);
    return found;
  }
}
