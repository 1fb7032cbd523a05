/**
 * Refused logins of an address (A2): whoever sends wrong tokens is slowed down, so that the token of the configuration, which people
 * choose, cannot be guessed. Stored tokens cannot be guessed at all; their holders are let in whatever else comes from their address.
 */
import { LatestFew } from '../common/latest-few.js';
import { TrustedProxies } from '../common/trusted-proxies.js';
import { type Bucket, fullBucket, takeFrom } from '../domain/rules/access/bucket.js';
import { looksLikeToken } from '../domain/rules/access/token-text.js';
import type { Login } from '../graphql/request/login.js';

const REFUSALS_PER_MINUTE = 30;
const MOST_ADDRESSES = 10_000;

export class LoginAttempts {
  private readonly refused = new LatestFew<string, Bucket>(MOST_ADDRESSES);

  constructor(
    private readonly proxies = new TrustedProxies([]),
    private readonly perMinute = REFUSALS_PER_MINUTE,
    private readonly clock: () => number = () => performance.now(),
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
    const waitMs = this.take(address, 0);
    if (waitMs > 0 && !isStored) return Math.ceil(waitMs / 1_000);
    const found = await login();
    if (!found) this.take(address, 1);
    return found;
  }

  /** Looks whether another refusal has room, and takes it. */
  private take(address: string, count: 0 | 1): number {
    const now = this.clock();
    const known = this.refused.get(address);
    if (count === 0 && known === undefined) return 0;
    const { bucket, waitMs } = takeFrom(known ?? fullBucket(this.perMinute, now), 1, this.perMinute, now);
    if (count === 1) this.refused.set(address, bucket);
    return waitMs;
  }
}
