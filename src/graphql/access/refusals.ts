/**
 * How often an address was refused lately (A2): whoever guesses is slowed down before anything is looked at again. Of IPv6 the first
 * 64 bits count: whoever has one address there has all of them.
 */
import { isIPv6 } from 'node:net';

import { LatestFew } from '../../common/latest-few.js';
import { type Bucket, fullBucket, takeFrom } from '../../domain/rules/access/bucket.js';

const PER_MINUTE = 30;
const MOST_ADDRESSES = 10_000;

export class Refusals {
  private readonly refused = new LatestFew<string, Bucket>(MOST_ADDRESSES);

  /** Seconds until the next of the address is looked at; 0: now. */
  waitOf(address: string): number {
    const known = this.refused.get(networkOf(address));
    if (known === undefined) return 0;
    return Math.ceil(takeFrom(known, 1, PER_MINUTE, performance.now()).waitMs / 1_000);
  }

  count(address: string): void {
    const now = performance.now();
    const network = networkOf(address);
    const known = this.refused.get(network) ?? fullBucket(PER_MINUTE, now);
    this.refused.set(network, takeFrom(known, 1, PER_MINUTE, now).bucket);
  }
}

/** What one client has: an IPv4 address, or the first four groups of an IPv6 address. */
function networkOf(address: string): string {
  const [bare = ''] = address.split('%', 1);
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split('::') as [string, string?];
  const groups = (text: string) => text.split(':').filter(Boolean);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
