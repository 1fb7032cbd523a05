/** How often an address was refused lately (A2): whoever guesses is slowed down before anything is looked at again. */
import { LatestFew } from '../../common/latest-few.js';
import { type Bucket, fullBucket, takeFrom } from '../../domain/rules/access/bucket.js';

const PER_MINUTE = 30;
const MOST_ADDRESSES = 10_000;

export class Refusals {
  private readonly refused = new LatestFew<string, Bucket>(MOST_ADDRESSES);

  /** Seconds until the next of the address is looked at; 0: now. */
  waitOf(address: string): number {
    const known = this.refused.get(address);
    if (known === undefined) return 0;
    return Math.ceil(takeFrom(known, 1, PER_MINUTE, performance.now()).waitMs / 1_000);
  }

  count(address: string): void {
    const now = performance.now();
    const known = this.refused.get(address) ?? fullBucket(PER_MINUTE, now);
    this.refused.set(address, takeFrom(known, 1, PER_MINUTE, now).bucket);
  }
}
