/** What cannot be taken because of our disk is not the worker's fault: its lease lives on, so that it can be sent again (B6). */
import { Injectable } from '@nestjs/common';

import { outageOf } from '../../common/outages.js';
import { Database, statement } from '../../database/database.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';

/** So much time the worker of a lease has, each time its result could not be taken; the run's deadline stays. $1 token. */
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
