/** Commands on a run that exists: what all of them have in common. */
import type { CommandContext, RunChange } from '../../domain/decisions/change/change.js';
import { type Decision, refused } from '../../domain/decisions/change/decision.js';
import { runNotFound } from '../../domain/decisions/change/refusals.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { SeenDraft } from '../facts/facts.store.js';
import type { CommandKey } from '../facts/idempotency.js';
import { type Rows, rowsAfter } from '../facts/rows.js';
import type { Seen } from '../facts/seen.js';
import { ALL_FIRST, type Command, type Need, type Preconditions } from './command.js';
import { changeWrite, grows } from './guarded-writes.js';

/** The run that a command changes, as its caller sees it. */
export interface RunTarget {
  readonly runId: string;
  readonly expectedRunVersion: number | null;
  readonly key: CommandKey | null;
}

/** Does what follows the commit of a run's change: the pipeline. */
export interface Follower {
  follow(run: RunFacts): Promise<unknown>;
}

export type Existing<Facts> = Facts & { readonly run: RunFacts };
type Named = Partial<Pick<SeenDraft, 'tier' | 'phase'>>;

interface OnRun<Facts extends Seen> extends Pick<
  Command<Facts, RunChange, Rows>,
  'name' | 'actor' | 'load' | 'supply'
> {
  readonly first?: Partial<Preconditions>;
  /** The tier and phase that the answer names. */
  readonly names?: { readonly tierId?: string; readonly phaseId?: string };
  decide(facts: Existing<Facts>, context: CommandContext): Decision<RunChange, Need>;
}

export function onRun<Facts extends Seen & Named>(
  { runId, key = null, expectedRunVersion = null }: Partial<RunTarget> & Pick<RunTarget, 'runId'>,
  follower: Follower,
  { names, first, decide, ...own }: OnRun<Facts>,
): Command<Facts, RunChange, Rows> {
  return {
    ...own,
    key,
    expectedRunVersion,
    first: { ...ALL_FIRST, ...first },
    decide: (facts, context) => (exists(facts) ? decide(facts, context) : refused(runNotFound(runId))),
    persist: changeWrite,
    respond: (facts, change) => {
      const before: Rows = {
        run: facts.run,
        tier: names?.tierId ? (facts.tier ?? null) : null,
        phase: names?.phaseId ? (facts.phase ?? null) : null,
      };
      if (!change) return before;
      const { run, tier, phase } = rowsAfter(change, before);
      if (!grows(change)) return { run, tier, phase };
      return {
        run,
        tier: change.newTiers.find(({ tierId }) => tierId === names?.tierId) ?? tier,
        phase: change.newPhases.find(({ phaseId }) => phaseId === names?.phaseId) ?? phase,
      };
    },
    follow: async (rows, { run }) => {
      await follower.follow(run);
      return rows;
    },
  };
}

const exists = <Facts extends Seen>(facts: Facts): facts is Existing<Facts> => facts.run !== null;
