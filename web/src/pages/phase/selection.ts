/** What of a phase is displayed, as the address says it: `?attempt=2&part=patch`, or `?part=strategy` for what belongs to no attempt. */

export const ATTEMPT_PARTS = ['summary', 'output', 'patch', 'ci', 'brief', 'files'] as const;
export type AttemptPart = (typeof ATTEMPT_PARTS)[number];
export const PHASE_PARTS = ['request', 'strategy', 'issues', 'budgets'] as const;
export type PhasePart = (typeof PHASE_PARTS)[number];

export type Selection =
  | { readonly kind: 'attempt'; readonly attempt: number; readonly part: AttemptPart; readonly isPinned: boolean }
  | { readonly kind: 'phase'; readonly part: PhasePart };

export interface SelectableAttempt {
  readonly number: number;
  readonly role: 'BUILDER' | 'AUDITOR' | 'CI';
  readonly state: string;
}

const isOneOf = <Part extends string>(parts: readonly Part[], part: string | null): part is Part =>
  (parts as readonly (string | null)[]).includes(part);

/** The attempt at work, else the last one that wrote code, else the last one. */
export function attemptOfInterest(attempts: readonly SelectableAttempt[]): number | null {
  const found =
    attempts.findLast(({ state }) => state === 'LEASED') ??
    attempts.findLast(({ role }) => role === 'BUILDER') ??
    attempts.at(-1);
  return found?.number ?? null;
}

/** What an address selects; whatever it does not say, or says of an attempt that is not there, is chosen. `isPinned`: the address names the attempt, so that a newer one does not take its place. */
export function selectionOf(search: URLSearchParams, attempts: readonly SelectableAttempt[]): Selection {
  const part = search.get('part');
  const wanted = Number(search.get('attempt'));
  const isThere = attempts.some(({ number }) => number === wanted);
  if (!isThere && isOneOf(PHASE_PARTS, part)) return { kind: 'phase', part };
  const attempt = isThere ? wanted : attemptOfInterest(attempts);
  if (attempt === null) return { kind: 'phase', part: 'request' };
  return { kind: 'attempt', attempt, part: isOneOf(ATTEMPT_PARTS, part) ? part : 'summary', isPinned: isThere };
}

export const attemptSearch = (attempt: number, part: AttemptPart): string =>
  part === 'summary' ? `?attempt=${attempt}` : `?attempt=${attempt}&part=${part}`;
export const phaseSearch = (part: PhasePart): string => `?part=${part}`;
