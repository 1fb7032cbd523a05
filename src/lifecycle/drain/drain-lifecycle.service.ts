/** The command that begins and ends the drain of all servers on the database (A9). */
import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { Database } from '../../database/database.js';
import { DRAIN_LANDED, drainValues, WRITE_DRAIN } from '../../database/drain-writes.js';
import type { JsonRow } from '../../database/rows.js';
import { accepted } from '../../domain/decisions/change/decision.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { type DrainFacts, setDrain } from '../../domain/rules/project/dispatch.js';
import type { CommandKey } from '../facts/idempotency.js';
import { keyValues, rememberedFrom } from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { DRAIN_FACTS } from './drain-facts.statements.js';

interface SeenDrain extends Seen {
  readonly drain: DrainFacts;
}

@Injectable()
export class DrainLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly hooks: CommitHooks,
  ) {}

  /** At the answer of one that begins a drain, no write of a lease is under way any more. */
  async set(draining: boolean, reason: string | null, key: CommandKey | null): Promise<readonly Refusal[]> {
    const { errors } = await this.pipeline.run<SeenDrain, DrainFacts, null>({
      name: 'setDrain',
      key,
      load: () => this.read(key),
      decide: ({ drain, now }) => accepted(setDrain(drain, draining, reason, currentActor(), now)),
      persist: (drain) => ({
        runId: null,
        statement: WRITE_DRAIN,
        values: (writeId, record) => drainValues(drain, writeId, record),
        landed: (writeId) => ({ statement: DRAIN_LANDED, values: [writeId] }),
      }),
      respond: () => null,
      follow: async () => {
        this.hooks.workDue('here');
        return null;
      },
    });
    return errors;
  }

  private async read(key: CommandKey | null): Promise<SeenDrain> {
    const [row] = await this.database.read<DrainFacts & { now: Date; remembered: JsonRow | null }>(
      DRAIN_FACTS,
      keyValues(key),
    );
    const { now, remembered, draining, change } = row!;
    return { now, remembered: rememberedFrom(remembered), run: null, drain: { draining, change } };
  }
}
