/**
 * What the checks of a commit on its forge amount to (M3). They are evidence, not the run's verdict. Nothing counts as
 * green that nobody tested: no check, or none that ended with success, is MISSING after a while; and so is a list that is
 * cut, because what was not read may have failed (V8).
 */
import type { ForgeCheckState } from '../../model/forge.js';

export const CHECKS_VERDICTS = ['PENDING', 'GREEN', 'RED', 'MISSING'] as const;
export type ChecksVerdict = (typeof CHECKS_VERDICTS)[number];

/** Checks may come so long after the change was opened. */
export const CHECKS_AWAITED_MINUTES = 30;

export function checksVerdict(
  {
    checks,
    checksCut,
  }: { readonly checks: readonly { readonly state: ForgeCheckState }[]; readonly checksCut: boolean },
  openedAt: Date | null,
  now: Date,
): ChecksVerdict {
  const has = (state: ForgeCheckState) => checks.some((check) => check.state === state);
  if (has('FAILURE')) return 'RED';
  if (has('PENDING')) return 'PENDING';
  if (checksCut) return 'MISSING';
  if (has('SUCCESS')) return 'GREEN';
  const isAwaited = openedAt === null || now.getTime() - openedAt.getTime() < CHECKS_AWAITED_MINUTES * 60_000;
  return isAwaited ? 'PENDING' : 'MISSING';
}
