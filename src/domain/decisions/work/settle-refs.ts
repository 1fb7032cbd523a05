/**
 * The outcome of a ref that was to move (G7). Moved: the phase takes the step that waited for it. Anywhere else:
 * somebody else moved it, and the run ends. Not reachable: a failure of the environment, tried again after its pause
 * (B6).
 */
import type { RunFailure } from '../../model/facts.js';
import type { RefIntent } from '../../model/ref-intent.js';
import { isRunTerminal } from '../../model/run-state.js';
import { branchExists, fromOtherWorker } from '../../rules/work/failures.js';
import type { CommandContext } from '../change/change.js';
import { type Decision, refused } from '../change/decision.js';
import { runTerminal } from '../change/refusals.js';
import { enterCi } from './apply.js';
import type { WorkFacts } from './facts.js';
import { PhaseTransition } from './phase-transition.js';
import { complete } from './snapshot.js';
import type { WorkChange } from './work-change.js';

const MOST_NAMED = 200;

/** A ref and its commit. */
export interface FoundRef {
  readonly ref: string;
  readonly found: string | null;
}

export type RefOutcome =
  /** `putBack`: of a live run, refs that were missing and exist again; `lost`: those whose objects are gone, too. */
  | { readonly at: 'moved'; readonly putBack?: readonly string[]; readonly lost?: readonly string[] }
  /** The refs at commits where the run did not put them; of an intent that moves forward only the first one. */
  | { readonly at: 'elsewhere'; readonly refs: readonly FoundRef[] }
  | { readonly at: 'unreachable'; readonly why: string };

export function decideSettlement(
  facts: WorkFacts,
  intent: RefIntent,
  outcome: RefOutcome,
  context: CommandContext,
): Decision<WorkChange> {
  const { run } = facts;
  if (isRunTerminal(run.state)) return refused(runTerminal(run));
  const transition = new PhaseTransition(facts, context);
  if (outcome.at === 'unreachable') {
    // The phase stays where it is, and so does the intent: it is tried again after the pause.
    const pause = transition.pauseAfter(outcome.why, null);
    if (pause !== null) transition.patch({ notBefore: transition.inSeconds(pause) });
    return transition.finish('REFS_INTENDED');
  }
  if (outcome.at === 'elsewhere') {
    transition.end('DONE_FAILED_ENVIRONMENT', notOurs(run.runId, intent, outcome.refs[0]!));
    return transition.finish('REFS_INTENDED');
  }
  transition.recorder.patchRun({ refIntent: null });
  notePutBack(transition, outcome.putBack ?? [], outcome.lost ?? []);
  transition.patch({ notBefore: null }, { environmentFailures: 0 });
  transition.addEventData({ refs_moved: intent.moves.map(({ ref, to }) => ({ ref, to })) });
  switch (intent.purpose) {
    case 'APPLY':
      enterCi(transition, intent.moves[0]!.to);
      break;
    case 'SNAPSHOT':
      complete(
        transition,
        facts.phase.work.candidate?.commit ?? run.headCommit,
        intent.moves.at(-1)?.to ?? null,
        facts.tries.at(-1)?.judged?.executed ?? null,
      );
      break;
    case 'ROLLBACK':
      // An Auditor can come from now on: his time begins (V1).
      if (facts.phase.work.auditDue) transition.awaitAuditor();
      break;
    case 'START':
    case 'RESTORE':
      break;
  }
  return transition.finish('REFS_SETTLED');
}

/**
 * Refs of a live run are deleted from outside, such as in a mirror that is updated with `--prune`: the run continues,
 * and records it (G9).
 */
function notePutBack(transition: PhaseTransition, putBack: readonly string[], lost: readonly string[]): void {
  if (lost.length > 0) transition.addEventData({ refs_lost: lost });
  if (putBack.length === 0) return;
  const { refsPutBack } = transition.recorder.run;
  transition.recorder.patchRun({ refsPutBack: [...new Set([...refsPutBack, ...putBack])].slice(0, MOST_NAMED) });
  transition.addEventData({ refs_put_back: putBack });
}

/** A branch that is to begin finds one of its name (G3, P10); any other ref was where the run had put it. */
const notOurs = (runId: string, { purpose }: RefIntent, { ref, found }: FoundRef): RunFailure =>
  purpose === 'START' && found !== null ? branchExists(runId, found) : fromOtherWorker(ref, found);
