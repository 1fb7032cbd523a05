/**
 * Runs commands about work, and does what follows their commit before they are answered: refs that are to move (G7), files, linked runs. What the clock has to do
 * first, it does through here too.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { isRunTerminal } from '../domain/run/run-state.js';
import type { RunFacts } from '../domain/run/facts.js';
import { decideLeaseExpiry } from '../domain/work/lease-end.js';
import type { RefIntent } from '../domain/work/ref-intent.js';
import { decideSettlement, type RefOutcome } from '../domain/work/settle-refs.js';
import { CommandRunner } from './command-runner.js';
import { Repositories } from './repositories.js';
import { RunLifecycleService } from './run-lifecycle.service.js';
import { answer, noWorkRows, rowsOf, WorkCommandFactory, type Prelude, type WorkRows, type WorkSpec } from './work-command.factory.js';
import { WorkFactsStore } from './work-facts.store.js';

export interface WorkAnswer extends WorkRows {
  readonly errors: readonly Refusal[];
  readonly by: 'write' | 'answer' | 'memory';
}

/** The refs of a run that has ended: it never changes again, so what became of them stands beside it (G7). $3 a ref that stood elsewhere, $4 where. */
const SETTLE_ENDED: Statement = {
  name: 'settle_ended_run',
  text: `with settled as (update run set ref_intent = null where run_id = $1 and version = $2 and completed_at is not null returning run_id)
    insert into ref_difference (run_id, ref, found, at) select run_id, $3, $4, autopack_now() from settled where $3::text is not null
    on conflict on constraint pk_ref_difference do nothing`,
};

@Injectable()
export class WorkRunner {
  private readonly prelude: Prelude = {
    expireRun: async (runId) => void (await this.runs.expireRun(runId)),
    expireLease: async (runId) => void (await this.expireLease(runId)),
    settleRefs: (runId) => this.settleRefs(runId),
  };

  constructor(
    private readonly runner: CommandRunner,
    private readonly commands: WorkCommandFactory,
    private readonly runs: RunLifecycleService,
    private readonly facts: WorkFactsStore,
    private readonly repositories: Repositories,
    private readonly database: Database,
  ) {
    repositories.settleBy((runId) => this.settleRefs(runId));
  }

  async run(spec: WorkSpec): Promise<WorkAnswer> {
    const { result, errors, by } = await this.runner.run(this.commands.make(spec, this.prelude));
    spec.decided?.();
    if (by !== 'write' || !result.run) return { ...result, errors, by };
    await this.runs.followCommit(result.run);
    return { ...(result.run.refIntent === null ? result : await this.asItIsNow(result)), errors, by };
  }

  /** The clock ends the lease of a run if it has run out (W3). */
  async expireLease(runId: string): Promise<WorkAnswer> {
    return this.run({
      name: 'leaseExpiry',
      key: null,
      actor: () => 'clock',
      read: () => this.facts.of({ headOf: runId }, null),
      missing: () => answer([], noWorkRows),
      decide: (facts, occasion) => decideLeaseExpiry(facts, occasion),
      endsLeases: true,
    });
  }

  /** Compares the refs with what was intended, does what is left to do, and takes the step that waited for it (G7). False: not now. May be called at any time,
   * by any server.
   */
  async settleRefs(runId: string): Promise<boolean> {
    const { run, now } = await this.facts.of({ headOf: runId }, null);
    if (!run || run.refIntent === null) return true;
    const intent = run.refIntent;
    const outcome = await this.repositories.get().perform(run, intent);
    if (isRunTerminal(run.state)) await this.settleEnded(run, outcome);
    else await this.settleLive(runId, intent, outcome, now);
    return outcome.at !== 'unreachable';
  }

  private async settleLive(runId: string, intent: RefIntent, outcome: RefOutcome, seenAt: Date): Promise<void> {
    await this.run({
      name: 'settleRefs',
      key: null,
      actor: () => 'clock',
      read: () => this.facts.of({ headOf: runId }, null),
      missing: () => answer([], noWorkRows),
      before: ({ run, phase }) => {
        const settled = JSON.stringify(run.refIntent) !== JSON.stringify(intent);
        // Several may find the repository away at once: one of them counts (B6).
        const counted = outcome.at === 'unreachable' && phase.notBefore !== null && phase.notBefore > seenAt;
        return settled || counted ? { answered: noWorkRows } : { go: true };
      },
      decide: (facts, occasion) => decideSettlement(facts, intent, outcome, occasion),
      regardlessOfRefs: true,
    });
  }

  private async settleEnded(run: RunFacts, outcome: RefOutcome): Promise<void> {
    if (outcome.at === 'unreachable') return;
    const difference = outcome.at === 'elsewhere' ? [outcome.ref, outcome.found] : [null, null];
    await this.database.write(SETTLE_ENDED, [run.runId, run.version, ...difference]);
  }

  private async asItIsNow(seen: WorkRows): Promise<WorkRows> {
    const { run, phase, attempt } = seen;
    if (!run || !phase) return seen;
    const { work } = await this.facts.of({ runId: run.runId, phaseId: phase.phaseId, attempt: attempt?.number ?? 0 }, null);
    return work ? { ...rowsOf(work), lease: seen.lease } : seen;
  }
}
