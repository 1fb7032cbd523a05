/**
 * One step of a phase by its table, with everything that follows: CI runs are counted, the head of the run moves on,
 * issues close, the tier and the run follow (S5, S7). Manual transitions and results both take this step; only FAILED
 * comes with the end of the run (S6).
 */
import { openPhases, type PhaseFacts, type TierFacts } from '../../model/facts.js';
import { isPhaseTerminal, type PhaseState } from '../../model/phase-state.js';
import type { SeverityCounts } from '../../rules/issue/severity.js';
import type { ChangeRecorder, RunChange } from './change.js';

export interface StepFacts {
  readonly phase: PhaseFacts;
  readonly tier: TierFacts;
  readonly head: Pick<PhaseFacts, 'phaseId'> | null;
  /** Index of the first QUEUED phase behind the head. */
  readonly behindHeadIndex: number | null;
  /** What completing the phase does to its issues; null if it has none that closes, or does not complete. */
  readonly closing: ClosingFacts | null;
}

/** Open issues as they are once those are closed that the phase's present round did not report (Q8). */
export interface ClosingFacts {
  readonly openInTier: SeverityCounts;
  readonly openInRun: SeverityCounts;
  /** Issues of the phase close: its issue document changes. */
  readonly closes: boolean;
  /** Keys that the phase was to clean up and did not report again (Q6). */
  readonly resolvedKeys: readonly string[];
}

/** Takes the step. Answers false if it left a run in which nothing was done: that run ends as failed (S8). */
export function stepPhase(
  recorder: ChangeRecorder,
  facts: StepFacts,
  to: Exclude<PhaseState, 'FAILED'>,
  data: Record<string, unknown> = {},
): boolean {
  const { phase, tier, head } = facts;
  if (to === 'CI_RUNNING') {
    recorder.patchTier(tier, { ciRunsUsed: recorder.tier(tier).ciRunsUsed + 1 });
    recorder.patchRun({ ciRunsUsed: recorder.run.ciRunsUsed + 1 });
  }
  recorder.movePhase(phase, tier, to, { tierId: phase.tierId, ...data });
  if (isPhaseTerminal(to) && head?.phaseId === phase.phaseId)
    recorder.patchRun({ headPhaseIndex: facts.behindHeadIndex });
  if (to === 'COMPLETE') closeIssues(recorder, facts);
  followInTier(recorder, tier, to);
  return followInRun(recorder, to);
}

/** Green: what the completing round did not report is closed. The counters follow; the rows are closed by the write. */
function closeIssues(recorder: ChangeRecorder, { phase, tier, closing }: StepFacts): void {
  if (!closing) return;
  recorder.patchTier(tier, openIssues(closing.openInTier));
  recorder.patchRun(openIssues(closing.openInRun));
  if (closing.closes) recorder.showIssues(phase, { inIndex: false });
}

export function openIssues(counts: SeverityCounts | undefined): { openMinorIssues?: number; openMajorIssues?: number } {
  return counts ? { openMinorIssues: counts.minor, openMajorIssues: counts.major } : {};
}

/** What the write of a completing phase closes and resolves. */
export function closingOf({ phase, closing }: StepFacts): Pick<RunChange, 'closing'> {
  return closing
    ? { closing: { phaseId: phase.phaseId, attempt: phase.round, resolvedKeys: closing.resolvedKeys } }
    : {};
}

/** The tier follows its phases (S7). A FAILED phase ends the run, and that ends the tier (S6). */
function followInTier(recorder: ChangeRecorder, seen: TierFacts, to: PhaseState): void {
  const tier = recorder.tier(seen);
  if (to === 'EXECUTING' && tier.state === 'PENDING') recorder.moveTier(tier, 'IN_PROGRESS');
  else if (isPhaseTerminal(to) && openPhases(tier) === 0)
    recorder.moveTier(tier, tier.phasesComplete > 0 ? 'COMPLETE' : 'SKIPPED');
}

/** The run follows its phases (S5), and ends when none is left (S8). */
function followInRun(recorder: ChangeRecorder, to: Exclude<PhaseState, 'FAILED'>): boolean {
  const nothingLeft = openPhases(recorder.run) === 0;
  switch (to) {
    case 'EXECUTING':
      if (recorder.run.state === 'RUN_CREATED') recorder.moveRun('PHASE_QUEUEING');
      if (recorder.run.state !== 'PHASE_EXECUTION') recorder.moveRun('PHASE_EXECUTION');
      return true;
    case 'QUEUED':
      if (recorder.run.state !== 'PHASE_EXECUTION') recorder.moveRun('PHASE_EXECUTION');
      return true;
    case 'GATE':
    case 'CI_RUNNING':
      recorder.moveRun(to);
      return true;
    case 'COMPLETE':
      recorder.moveRun('SNAPSHOT_CREATED');
      if (nothingLeft) recorder.moveRun('DONE_SUCCESS');
      return true;
    case 'SKIPPED':
      if (!nothingLeft) return true;
      if (recorder.run.phasesComplete === 0) return false;
      recorder.moveRun('DONE_SUCCESS');
      return true;
  }
}
