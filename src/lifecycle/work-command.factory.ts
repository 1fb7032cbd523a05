/**
 * Commands about work, around the decision that makes each of them itself: deadlines first, refs that wait to be settled, then the command on facts of one version.
 * A lease that has run out by the database's clock is ended before anything is done in its name (W3).
 */
import { Injectable } from '@nestjs/common';
import { isPastDeadline } from '../domain/budget/budgets.js';
import type { Occasion } from '../domain/command/change.js';
import type { Decision } from '../domain/command/decision.js';
import { isRunTerminal } from '../domain/run/run-state.js';
import { outageOf } from '../common/outages.js';
import type { Actor } from '../domain/run/run-event.js';
import { refsPending } from '../domain/command/refusals.js';
import type { Refusal } from '../domain/shared/refusal.js';
import type { AttemptArtefact, AttemptFacts, LeaseFacts } from '../domain/work/attempt.js';
import type { WorkFacts } from '../domain/work/facts.js';
import { isRunOut } from '../domain/work/lease-end.js';
import type { WorkChange } from '../domain/work/work-change.js';
import { noRows, type Rows } from './answer.js';
import type { Command, Verdict } from './command-runner.js';
import { FactsStore } from './facts.store.js';
import { workWrite } from './guarded-writes.js';
import type { CommandKey } from './idempotency.js';
import type { SeenWork } from './work-facts.store.js';

/** The rows that the answer of a command about work names. */
export interface WorkRows extends Rows {
  readonly attempt: AttemptFacts | null;
  readonly lease: LeaseFacts | null;
}

export const noWorkRows: WorkRows = { ...noRows, attempt: null, lease: null };

export type FoundWork = Omit<WorkFacts, 'open'> & { readonly strategyHash: string | null; readonly now: Date };

/** What stands before the decision: nothing, refusals with what the answer names, something that had to be done first, or an answer as it is. */
export type Before =
  { readonly go: true } | { readonly refused: readonly Refusal[] } | { readonly answered: WorkRows } | { readonly again: true };

export interface WorkSpec {
  readonly name: string;
  readonly key: CommandKey | null;
  readonly actor: (facts: FoundWork) => Actor;
  read(): Promise<SeenWork>;
  /** There is nothing that the command could be about. */
  missing(seen: SeenWork): Verdict<WorkRows>;
  before?(facts: FoundWork): Promise<Before> | Before;
  decide(facts: WorkFacts, occasion: Occasion, found: FoundWork): Promise<Decision<WorkChange> | null> | Decision<WorkChange> | null;
  /** What an accepted result needs before it is written: its bodies, so that no row names a file that is not there, and objects that a ref will name. */
  prepare?(change: WorkChange, found: FoundWork): Promise<readonly AttemptArtefact[]>;
  /** Which of the attempts written is the answer's. */
  readonly attemptOf?: (change: WorkChange, facts: FoundWork) => AttemptFacts | null;
  /** Works although refs wait to be settled. */
  readonly regardlessOfRefs?: boolean;
  /** It is what ends a lease that has run out. */
  readonly endsLeases?: boolean;
  /** What the answer names besides its run, for a key that is used again. */
  readonly entityOf?: (change: WorkChange) => string | undefined;
  /** False: the write is not the answer to the command, and is not kept under the caller's key. */
  readonly answers?: (change: WorkChange) => boolean;
  /** Called before what has to come first, which has files and refs of its own and may take long. */
  readonly comesFirst?: () => void;
  /** Called when the write has landed, before what follows it. */
  readonly landed?: () => void;
  /** The answer for a key that was used before, where it is not simply what was read. */
  recall?(seen: SeenWork): Promise<WorkRows>;
}

/** What has to be done before a command can be decided. */
export interface Prelude {
  expireRun(runId: string): Promise<void>;
  expireLease(runId: string): Promise<void>;
  /** Gives a lease more time, because the server could not take its result. */
  spareLease(lease: LeaseFacts): Promise<void>;
  /** False: it cannot be done now. */
  settleRefs(runId: string): Promise<boolean>;
}

@Injectable()
export class WorkCommandFactory {
  constructor(private readonly facts: FactsStore) {}

  make(spec: WorkSpec, prelude: Prelude): Command<SeenWork, WorkRows> {
    return {
      name: spec.name,
      key: spec.key,
      read: spec.read,
      decide: async (seen) => {
        if (!seen.work) return spec.missing(seen);
        const found: FoundWork = { ...seen.work, strategyHash: seen.strategyHash, now: seen.now };
        const first = await this.cameFirst(found, spec, prelude);
        if (first) return first;
        const before = (await spec.before?.(found)) ?? { go: true };
        if ('again' in before) return AGAIN;
        if ('refused' in before) return answer(before.refused, rowsOf(found));
        if ('answered' in before) return answer([], before.answered);
        const occasion: Occasion = { actor: spec.actor(found), cause: spec.name, now: seen.now };
        const { work } = seen;
        let decision = await sparing(found, prelude, () => spec.decide({ ...work, open: null }, occasion, found));
        if (decision?.outcome === 'needs-open-rows') {
          const open = await this.facts.open(found.run.runId);
          decision = await sparing(found, prelude, () => spec.decide({ ...work, open }, occasion, found));
        }
        if (decision === null) return AGAIN;
        if (decision.outcome === 'refused') return answer(decision.errors, rowsOf(found));
        if (decision.outcome !== 'accepted') throw new Error(`${spec.name} asked for open rows twice`);
        const { change } = decision;
        const artefacts = await sparing(found, prelude, () => spec.prepare?.(change, found) ?? []);
        const write = workWrite(change, artefacts, spec.entityOf?.(change));
        const kept = spec.answers?.(change) ?? true;
        return {
          outcome: 'write',
          write: kept ? write : { ...write, values: (writeId) => write.values(writeId, null) },
          result: rowsAfter(change, found, spec),
        };
      },
      replay: async (seen) => (await spec.recall?.(seen)) ?? (seen.work ? rowsOf({ ...seen.work }) : { ...noWorkRows, run: seen.run }),
    };
  }

  /** The clock, and refs that wait, come before any command of a worker (B5, W3, G7). */
  private async cameFirst({ run, lease, now }: FoundWork, spec: WorkSpec, prelude: Prelude): Promise<Verdict<WorkRows> | null> {
    if (isRunTerminal(run.state)) return null;
    const isLate = isPastDeadline(run, now);
    const hasRunOut = lease && isRunOut(lease, now) && !spec.endsLeases;
    const mustSettle = run.refIntent !== null && !spec.regardlessOfRefs;
    if (isLate || hasRunOut || mustSettle) spec.comesFirst?.();
    if (isLate) {
      await prelude.expireRun(run.runId);
      return AGAIN;
    }
    if (hasRunOut) {
      await prelude.expireLease(run.runId);
      return AGAIN;
    }
    if (!mustSettle) return null;
    return (await prelude.settleRefs(run.runId)) ? AGAIN : answer([refsPending(run)], noWorkRows);
  }
}

/** What cannot be taken because of our disk is not the worker's fault: its lease lives on, so that it can be sent again (B6). */
async function sparing<Result>({ lease }: FoundWork, prelude: Prelude, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (lease && outageOf(error)?.reason.startsWith('server_disk')) await prelude.spareLease(lease);
    throw error;
  }
}

const AGAIN = { outcome: 'again' } as const;
export const answer = (errors: readonly Refusal[], result: WorkRows): Verdict<WorkRows> => ({ outcome: 'answer', errors, result });

/** The phase's lease only as the attempt's own: another worker's token is not for this one's eyes (W2). */
export const rowsOf = ({ run, tier, phase, attempt, lease }: Omit<WorkFacts, 'open'>): WorkRows => ({
  run,
  tier,
  phase,
  attempt,
  lease: lease !== null && lease.attempt === attempt?.number ? lease : null,
});

function rowsAfter(change: WorkChange, found: FoundWork, spec: WorkSpec): WorkRows {
  const attempt = spec.attemptOf ? spec.attemptOf(change, found) : found.attempt;
  return {
    run: change.run,
    tier: change.tiers.find(({ tierId }) => tierId === found.tier.tierId) ?? found.tier,
    phase: change.phases.find(({ phaseId }) => phaseId === found.phase.phaseId) ?? found.phase,
    attempt: change.attempts.find(({ number }) => number === attempt?.number) ?? attempt,
    lease: change.lease,
  };
}
