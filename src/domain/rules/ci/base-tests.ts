/**
 * Which tests of the base commit a try is compared with (V2): those that ran there by the same steps. Another profile,
 * or another ruleset, runs other tests; their number says nothing of what the phase took away.
 */
/** A snapshot of the run: what ran on it, and whether its phase was allowed to remove tests. */
export interface EarlierSnapshot {
  readonly phaseId: string;
  readonly executed: number | null;
  readonly ciSteps: string | null;
}

/**
 * Tests that the phase may not fall below; null: not known, or it may. `earlier` are the run's snapshots, the newest
 * first. Where phases that may remove tests completed since the last one of the same steps, it is not known how many
 * these steps would have run.
 */
export function leastTests(
  key: string,
  earlier: readonly EarlierSnapshot[],
  onBase: number | null,
  mayRemove: (phaseId: string) => boolean,
): number | null {
  for (const { phaseId, executed, ciSteps } of earlier) {
    if (ciSteps === key) return executed;
    if (mayRemove(phaseId)) return null;
  }
  return onBase;
}
