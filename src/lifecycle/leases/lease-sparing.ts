/**
 * A result that the server cannot store because of its own disk is not the worker's fault: the lease is extended so
 * that the worker can submit it again (B6).
 */
import { Injectable } from '@nestjs/common';

import { outageOf } from '../../common/outages.js';
import { Database } from '../../database/database.js';
import { SPARE_LEASE } from '../../database/work-writes.js';
import type { LeaseFacts } from '../../domain/model/attempt.js';

@Injectable()
export class LeaseSparing {
  constructor(private readonly database: Database) {}

  /** Does work under a lease that needs the disk. Throws what it throws. */
  async during<Result>(lease: LeaseFacts | null, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (lease && outageOf(error)?.reason.startsWith('server_disk'))
        await this.database.write(SPARE_LEASE, [lease.token]);
      throw error;
    }
  }
}
