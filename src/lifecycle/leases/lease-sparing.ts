/**
 * A result that the server cannot store because of its own disk is not the worker's fault: the lease is extended so
 * that the worker can submit it again (B6).
 */
import { Injectable } from '@nestjs/common';

import { outageOf } from '../../common/outages.js';
import { Database, statement } from '../../database/database.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';

/** The extension of a lease each time its result cannot be stored; the run's deadline stays the limit. $1 token. */
const SPARE_LEASE = statement({
  name: 'spare_lease',
  text: `update lease l set
      hard_deadline_at = greatest(l.hard_deadline_at, least(clock.now + interval '5 minutes', r.deadline_at)),
      expires_at = greatest(l.expires_at, least(clock.now + interval '5 minutes', r.deadline_at))
    from (select autopack_now() as now) as clock, run r where l.token = $1 and r.run_id = l.run_id`,
});

@Injectable()
export class LeaseSparing {
  constructor(private readonly database: Database) {}

  /** Does work under a lease that needs the disk. Throws what it throws. */
  async during<Result>(lease: LeaseFacts | null, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (lease && outageOf(error)?.reason.startsWith('server_disk')) await this.database.write(SPARE_LEASE, [lease.token]);
      throw error;
    }
  }
}
