/**
 * How a run ends as failed (S6), whatever the reason: what is at work FAILS, what waits is SKIPPED, all in the same
 * write.
 */
import type { RunFailure, TierFacts } from '../../model/facts.js';
import { isAtWork, isPhaseTerminal } from '../../model/phase-state.js';
import type { RunFailedState } from '../../model/run-state.js';
import { isTierTerminal } from '../../model/tier-state.js';
import { restoring } from '../../rules/work/backwards.js';
import type { ChangeRecorder } from './change.js';
import type { OpenRows } from './decision.js';

export function endAsFailed(
  recorder: ChangeRecorder,
  open: OpenRows,
  to: RunFailedState,
  failure: RunFailure,
  /** Tokens that were charged with the command, by phase: that phase's event holds them (E1). */
  charged: ReadonlyMap<string, number> = new Map(),
): void {
  const tiers = new Map(open.tiers.map((tier) => [tier.tierId, tier]));
  for (const seen of open.phases) {
    const phase = recorder.phase(seen);
    if (isPhaseTerminal(phase.state)) continue;
    const tokens = charged.get(phase.phaseId);
    const data = tokens === undefined ? {} : { tokens };
    recorder.movePhase(phase, tierOf(tiers, phase.tierId), isAtWork(phase.state) ? 'FAILED' : 'SKIPPED', data);
  }
  for (const seen of open.tiers) {
    const tier = recorder.tier(seen);
    if (isTierTerminal(tier.state)) continue;
    recorder.moveTier(tier, tier.state === 'IN_PROGRESS' || tier.phasesFailed > 0 ? 'FAILED' : 'SKIPPED');
  }
  const atWork = open.phases.find((phase) => isAtWork(phase.state)) ?? null;
  recorder.patchRun({ headPhaseIndex: null, refIntent: restoring(recorder.seenRun, atWork) });
  recorder.failRun(to, failure);
}

function tierOf(tiers: ReadonlyMap<string, TierFacts>, tierId: string): TierFacts {
  const tier = tiers.get(tierId);
  if (!tier) throw new Error(`The open rows lack tier ${tierId} of an open phase`);
  return tier;
}
