/**
 * How often commands of a token are taken (A2): a bucket for each token, that of workers' commands and that of all others apart, so
 * that neither uses up what the other needs. A bucket holds a minute's worth and fills steadily. Claims, heartbeats and releases cost
 * nothing: no limit takes a lease away. On an open server nobody is limited.
 */
import { Inject, Injectable } from '@nestjs/common';

import { LatestFew } from '../common/latest-few.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import type { Caller } from '../domain/model/caller.js';
import { type Bucket, fullBucket, takeFrom } from '../domain/rules/access/bucket.js';
import { NEVER_LIMITED, WORK_COMMANDS } from '../domain/rules/access/field-access.js';
import type { Limits } from '../graphql/access/guard.js';

const MOST_BUCKETS = 10_000;

@Injectable()
export class CommandLimits implements Limits {
  private readonly buckets = new LatestFew<string, Bucket>(MOST_BUCKETS);

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'token' | 'commandsPerMinute' | 'workPerMinute'>,
  ) {}

  take({ tokenId }: Caller, commands: readonly string[]): number {
    if (tokenId === null && this.settings.token === undefined) return 0;
    const limited = commands.filter((name) => !NEVER_LIMITED.has(name));
    const work = limited.filter((name) => WORK_COMMANDS.has(name)).length;
    const others = limited.length - work;
    const { workPerMinute, commandsPerMinute } = this.settings;
    const ofWork = this.from(`work ${tokenId}`, work, workPerMinute);
    return ofWork > 0 ? ofWork : this.from(`commands ${tokenId}`, others, commandsPerMinute);
  }

  private from(name: string, count: number, perMinute: number): number {
    if (count === 0 || perMinute === 0) return 0;
    const now = performance.now();
    const { bucket, waitMs } = takeFrom(this.buckets.get(name) ?? fullBucket(perMinute, now), count, perMinute, now);
    this.buckets.set(name, bucket);
    return Math.ceil(waitMs / 1_000);
  }
}
