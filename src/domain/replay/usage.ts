/** What a worker reported of its tokens, from what was charged (X4, B1): a flat amount is that of the policy, not the worker's. */
import type { AttemptFacts } from '../model/attempt.js';

export interface Usage {
  /** The running total of the lease; null: the worker reported none. */
  readonly tokensUsed: number | null;
  readonly tokensEstimated: boolean;
}

export interface Charged {
  /** The attempt as it was recorded in the end. */
  readonly row: Pick<AttemptFacts, 'tokensEstimated'> | undefined;
  /** What was charged to it before the command, and by the command. */
  readonly before: number;
  readonly added: number;
  /** The flat amount of the policy under which it was charged. */
  readonly flatPerAttempt: number;
}

/** An estimate of the worker that is not over the flat amount cannot be told from none: it is taken for none. */
export function usageOf({ row, before, added, flatPerAttempt }: Charged): Usage {
  const total = before + added;
  if (!row?.tokensEstimated) return { tokensUsed: total, tokensEstimated: false };
  if (before === 0 && added <= flatPerAttempt) return { tokensUsed: null, tokensEstimated: false };
  return { tokensUsed: added > 0 ? total : null, tokensEstimated: true };
}
