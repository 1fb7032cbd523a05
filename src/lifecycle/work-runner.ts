/**
 * Runs commands about work, and does what follows their commit before they are answered: refs that are to move (G7), files, linked runs. What the clock has to do
 * first, it does through here too.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database/database.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { isRunTerminal } from '../domain/run/run-state.js';
import type { PhaseFacts, RunFacts } from '../domain/run/facts.js';
import { decideLeaseExpiry } from '../domain/work/lease-end.js';
import { decideReturn, lookingAt, returning, toGoBack, waysBack } from '../domain/work/late-moves.js';
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

/** The refs of a run that has ended: it never changes again, so what became of them stands beside it (G7). $2 the intent, $3 refs that stood elsewhere, $4 where. */
const SETTLE_ENDED: Statement = {
  name: 'settle_ended_run',
  text: `with settled as (update run set ref_intent = null where run_id = $1 and completed_at is not null and ref_intent = $2::jsonb returning run_id),
    noted as (insert into ref_difference (run_id, ref, found, at)
      select s.run_id, d.ref, d.found, autopack_now() from settled s, unnest($3::text[], $4::text[]) as d (ref, found)
      on conflict on constraint pk_ref_difference do nothing)
    select run_id from settled`,
};
/** A late move of a run that has ended goes back (G7): intended like any other, so that it is done whoever dies. */
const INTEND_ENDED: Statement = {
  name: 'intend_for_ended_run',
  text: `update run set ref_intent = $2::jsonb where run_id = $1 and completed_at is not null and ref_intent is null`,
};
/** So much time the worker of a lease has, each time its result could not be taken (B6); the run's deadline stays. */
const SPARE_LEASE: Statement = {
  name: 'spare_lease',
  text: `update lease l set
      hard_deadline_at = greatest(l.hard_deadline_at, least(clock.now + interval '5 minutes', r.deadline_at)),
      expires_at = greatest(l.expires_at, least(clock.now + interval '5 minutes', r.deadline_at))
    from (select autopack_now() as now) as clock, run r where l.token = $1 and r.run_id = l.run_id`,
};
/** Every look but the first follows a write of ours, or of another server that was late as well. */
const MOST_LOOKS = 5;

@Injectable()
export class WorkRunner {
  private readonly prelude: Prelude = {
    expireRun: async (runId) => void (await this.runs.expireRun(runId)),
    expireLease: async (runId) => void (await this.expireLease(runId)),
    spareLease: async ({ token }) => void (await this.database.write(SPARE_LEASE, [token])),
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
    if (by === 'write') spec.landed?.();
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
    const stillIntended = isRunTerminal(run.state)
      ? await this.settleEnded(run, intent, outcome)
      : await this.settleLive(runId, intent, outcome, now);
    if (!stillIntended) await this.lookAgain(runId, intent);
    return outcome.at !== 'unreachable';
  }

  /** False: by now the row intends something else, or nothing: what was just moved may have come too late. */
  private async settleLive(runId: string, intent: RefIntent, outcome: RefOutcome, seenAt: Date): Promise<boolean> {
    let stillIntended = true;
    await this.run({
      name: 'settleRefs',
      key: null,
      actor: () => 'clock',
      read: () => this.facts.of({ headOf: runId }, null),
      // The run has ended, and no phase is at its head.
      missing: () => {
        stillIntended = false;
        return answer([], noWorkRows);
      },
      before: ({ run, phase }) => {
        const settled = JSON.stringify(run.refIntent) !== JSON.stringify(intent);
        stillIntended = !settled;
        // Several may find the repository away at once: one of them counts (B6).
        const counted = outcome.at === 'unreachable' && phase.notBefore !== null && phase.notBefore > seenAt;
        return settled || counted ? { answered: noWorkRows } : { go: true };
      },
      decide: (facts, occasion) => decideSettlement(facts, intent, outcome, occasion),
      regardlessOfRefs: true,
    });
    return stillIntended;
  }

  private async settleEnded({ runId }: RunFacts, intent: RefIntent, outcome: RefOutcome): Promise<boolean> {
    if (outcome.at === 'unreachable') return true;
    const differences = outcome.at === 'elsewhere' ? outcome.refs : [];
    const values = [runId, JSON.stringify(intent), differences.map(({ ref }) => ref), differences.map(({ found }) => found)];
    return (await this.database.write(SETTLE_ENDED, values)).length > 0;
  }

  /** Puts back what moved for an intent that others had settled before (late-moves.ts). */
  private async lookAgain(runId: string, late: RefIntent): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      // What is intended now comes first: its own way may lead from where the late move went.
      if (!(await this.settleRefs(runId))) return;
      const { run, work } = await this.facts.of({ headOf: runId }, null);
      if (!run) return;
      if (run.refIntent !== null) continue;
      const ended = isRunTerminal(run.state);
      const phase = ended && late.phaseId !== null ? await this.phaseOf(runId, late.phaseId) : (work?.phase ?? null);
      const back = waysBack(late, { run, phase });
      if (back.length === 0) return;
      const moves = toGoBack(back, await this.repositories.get().perform(run, lookingAt(late, back)));
      if (moves.length === 0) return;
      const intent = returning(late, moves);
      if (ended) await this.database.write(INTEND_ENDED, [runId, JSON.stringify(intent)]);
      else await this.intendReturn(run, intent);
    }
  }

  private async intendReturn({ runId, version }: RunFacts, intent: RefIntent): Promise<void> {
    await this.run({
      name: 'settleRefs',
      key: null,
      actor: () => 'clock',
      read: () => this.facts.of({ headOf: runId }, null),
      missing: () => answer([], noWorkRows),
      before: ({ run }) => (run.version === version ? { go: true } : { answered: noWorkRows }),
      decide: (facts, occasion) => decideReturn(facts, intent, occasion),
    });
  }

  private async phaseOf(runId: string, phaseId: string): Promise<PhaseFacts | null> {
    return (await this.facts.of({ runId, phaseId }, null)).work?.phase ?? null;
  }

  private async asItIsNow(seen: WorkRows): Promise<WorkRows> {
    const { run, phase, attempt } = seen;
    if (!run || !phase) return seen;
    const { work } = await this.facts.of({ runId: run.runId, phaseId: phase.phaseId, attempt: attempt?.number ?? 0 }, null);
    return work ? { ...rowsOf(work), lease: seen.lease } : seen;
  }
}
