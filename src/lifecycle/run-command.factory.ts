/** Commands on a run that exists: what all of them have in common, around the decision that makes each of them itself. */
import { Injectable } from '@nestjs/common';
import { isPastDeadline } from '../domain/budget/budgets.js';
import type { Occasion, RunChange } from '../domain/command/change.js';
import type { Decision, OpenRows } from '../domain/command/decision.js';
import { refsPending, runNotFound, versionConflict } from '../domain/command/refusals.js';
import { deletionRefusal } from '../domain/command/run-commands.js';
import type { RunFacts } from '../domain/run/facts.js';
import type { Actor } from '../domain/run/run-event.js';
import type { Refusal } from '../domain/shared/refusal.js';
import { noRows, type Rows } from './answer.js';
import type { Command, Verdict } from './command-runner.js';
import { FactsStore, type Seen, type SeenDraft } from './facts.store.js';
import { changeWrite, deleteWrite, grows } from './guarded-writes.js';
import type { CommandKey } from './idempotency.js';

/** The run that a command is for, as its caller sees it. */
export interface RunTarget {
  readonly runId: string;
  readonly expectedRunVersion: number | null;
  readonly key: CommandKey | null;
}

export type Existing<Facts> = Facts & { readonly run: RunFacts };

export interface RunCommandSpec<Facts extends Seen> {
  /** The cause that its events show. */
  readonly name: string;
  readonly actor?: Actor;
  /** The decision itself looks at the deadline; for any other command the clock ends the run first (B5). */
  readonly endsAtDeadline?: boolean;
  /** It ends the run, or touches neither its phases nor its refs: it need not wait for refs that are about to move (G7). */
  readonly regardlessOfRefs?: boolean;
  /** Ends the run: refs that cannot be settled now do not keep it from that, and go back when they can be reached (S6). */
  readonly goesOnWithoutRefs?: boolean;
  /** The tier and phase that the answer names. */
  readonly names?: { readonly tierId?: string; readonly phaseId?: string };
  read(): Promise<Facts>;
  decide(facts: Existing<Facts>, occasion: Occasion, open: OpenRows | null): Decision<RunChange> | Promise<Decision<RunChange>>;
}

/** What has to be done before a command on a run can be decided. */
export interface RunPrelude {
  expire(): Promise<void>;
  /** False: it cannot be done now. */
  settleRefs(): Promise<boolean>;
}

@Injectable()
export class RunCommandFactory {
  constructor(private readonly facts: FactsStore) {}

  onRun<Facts extends Seen>(target: RunTarget, spec: RunCommandSpec<Facts>, prelude: RunPrelude): Command<Facts, Rows> {
    return {
      name: spec.name,
      key: target.key,
      read: spec.read,
      decide: async (facts) => {
        const rows = namedRows(facts, spec.names);
        if (!exists(facts)) return refuse([runNotFound(target.runId)], rows);
        const stale = staleVersion(target, facts.run);
        if (stale) return refuse([stale], rows);
        if (!spec.endsAtDeadline && facts.run.completedAt === null && isPastDeadline(facts.run, facts.now)) {
          await prelude.expire();
          return { outcome: 'again' };
        }
        if (facts.run.refIntent !== null && facts.run.completedAt === null && !spec.regardlessOfRefs) {
          if (await prelude.settleRefs()) return { outcome: 'again' };
          if (!spec.goesOnWithoutRefs) return refuse([refsPending(facts.run)], rows);
        }
        const occasion: Occasion = { actor: spec.actor ?? 'operator', cause: spec.name, now: facts.now };
        let decision = await spec.decide(facts, occasion, null);
        if (decision.outcome === 'needs-open-rows') {
          decision = await spec.decide(facts, occasion, await this.facts.open(target.runId));
        }
        if (decision.outcome === 'refused') return refuse(decision.errors, rows);
        if (decision.outcome !== 'accepted') throw new Error(`${spec.name} asked for open rows twice`);
        return { outcome: 'write', write: changeWrite(decision.change), result: rowsAfter(decision.change, rows, spec.names) };
      },
      replay: async (facts) => namedRows(facts, spec.names),
    };
  }

  /** A command that changes nothing of the run, but obeys the same guards and is remembered under its key. */
  untouching(name: string, target: RunTarget): Command<Seen, Rows> {
    return {
      name,
      key: target.key,
      read: () => this.facts.run(target.runId, target.key),
      decide: async ({ run }) => {
        const refusal = run ? staleVersion(target, run) : runNotFound(target.runId);
        return { outcome: 'answer', errors: refusal ? [refusal] : [], result: { ...noRows, run } };
      },
      replay: async ({ run }) => ({ ...noRows, run }),
    };
  }

  /** Deleting has no events and no version of its own, but obeys the same guards. Who waits for the run is released first (P10). */
  deletion(target: RunTarget, release: (runId: string) => Promise<unknown>): Command<Seen, Rows> {
    return {
      name: 'deleteRun',
      key: target.key,
      read: () => this.facts.run(target.runId, target.key),
      decide: async ({ run }): Promise<Verdict<Rows>> => {
        const refusal = run ? (staleVersion(target, run) ?? deletionRefusal(run)) : runNotFound(target.runId);
        if (refusal || !run) return { outcome: 'answer', errors: refusal ? [refusal] : [], result: { ...noRows, run } };
        if (run.nextRunId !== null) await release(run.nextRunId);
        return { outcome: 'write', write: deleteWrite(run), result: { ...noRows, run } };
      },
      replay: async ({ run }) => ({ ...noRows, run }),
    };
  }
}

const exists = <Facts extends Seen>(facts: Facts): facts is Existing<Facts> => facts.run !== null;
const refuse = (errors: readonly Refusal[], result: Rows): Verdict<Rows> => ({ outcome: 'answer', errors, result });

/** The caller looked at another version than the run's present one. */
export function staleVersion(target: RunTarget, run: RunFacts): Refusal | null {
  const { expectedRunVersion: expected } = target;
  return expected !== null && expected !== run.version ? versionConflict(run, expected) : null;
}

type Names = { readonly tierId?: string; readonly phaseId?: string } | undefined;

function namedRows(facts: Seen & Partial<Pick<SeenDraft, 'tier' | 'phase'>>, names: Names): Rows {
  return {
    run: facts.run,
    tier: names?.tierId ? (facts.tier ?? null) : null,
    phase: names?.phaseId ? (facts.phase ?? null) : null,
  };
}

function rowsAfter(change: RunChange, before: Rows, names: Names): Rows {
  const tiers = grows(change) ? [...change.newTiers, ...change.tiers] : change.tiers;
  const phases = grows(change) ? [...change.newPhases, ...change.phases] : change.phases;
  return {
    run: change.run,
    tier: tiers.find((tier) => tier.tierId === names?.tierId) ?? before.tier,
    phase: phases.find((phase) => phase.phaseId === names?.phaseId) ?? before.phase,
  };
}
