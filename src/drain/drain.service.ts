/** The drain of the installation (A9): from inputs to the lifecycle and back. */
import { Injectable, Logger } from '@nestjs/common';

import { currentActor } from '../common/acting.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { DrainLifecycleService } from '../lifecycle/drain/drain-lifecycle.service.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import type { SetDrainInput } from './drain.inputs.js';
import type { DrainModel } from './drain.model.js';
import type { DrainPayload } from './drain.payloads.js';
import { DrainRepository } from './drain.repository.js';

@Injectable()
export class DrainService {
  private readonly logger = new Logger('Drain');

  constructor(
    private readonly lifecycle: DrainLifecycleService,
    private readonly repository: DrainRepository,
  ) {}

  async set(input: SetDrainInput): Promise<DrainPayload> {
    const { draining, reason } = input;
    const errors = await this.lifecycle.set(
      draining,
      reason || null,
      commandKey('setDrain', input.idempotencyKey, input),
    );
    if (errors.length === 0)
      this.logger.log(`The drain of all servers ${draining ? 'begins' : 'ends'} (${currentActor()})`);
    return { draining: await this.now(null), errors: errors.map(toCommandError) };
  }

  /** `projectIds`: whose leases are counted; null: those of all. */
  async now(projectIds: readonly string[] | null): Promise<DrainModel | null> {
    const { draining, change } = await this.repository.now();
    if (!draining || change === null) return null;
    const { count, until } = await this.repository.leases(projectIds);
    return { since: new Date(change.at), by: change.by, reason: change.reason, leases: count, leasesUntil: until };
  }
}
