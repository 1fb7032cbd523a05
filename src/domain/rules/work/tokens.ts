/**
 * What a lease is charged (B1): `tokensUsed` is its running total; only what exceeds the total charged so far counts,
 * and it only grows.
 */
import type { AttemptFacts, LeaseFacts } from '../../model/attempt.js';

export interface TokenSettlement {
  readonly charge: number;
  readonly attempt: Pick<AttemptFacts, 'tokensUsed' | 'tokensEstimated'>;
}

/** What a running total adds to what was charged. */
export const exceeding = (tokensUsed: number | null, charged: number): number =>
  Math.max(0, (tokensUsed ?? 0) - charged);

/**
 * The last settlement of a lease. Usage that was never reported is charged the flat amount and marked as estimated; a
 * CI worker has none. `estimated`: the worker made its figure up from what it saw; where nothing else was reported, the
 * flat amount is the least that is charged for it.
 */
export function settleTokens(
  attempt: AttemptFacts,
  lease: Pick<LeaseFacts, 'tokensTold'> | null,
  tokensUsed: number | null,
  flatPerAttempt: number,
  estimated = false,
): TokenSettlement {
  const reported = tokensUsed !== null || (lease?.tokensTold ?? null) !== null || attempt.tokensUsed > 0;
  if (!reported && attempt.role !== 'CI' && !attempt.tokensEstimated) {
    return {
      charge: flatPerAttempt,
      attempt: { tokensUsed: attempt.tokensUsed + flatPerAttempt, tokensEstimated: true },
    };
  }
  if (estimated && tokensUsed !== null) {
    const exact = (lease?.tokensTold ?? null) !== null || attempt.tokensUsed > 0;
    const charge = exceeding(exact ? tokensUsed : Math.max(tokensUsed, flatPerAttempt), attempt.tokensUsed);
    return { charge, attempt: { tokensUsed: attempt.tokensUsed + charge, tokensEstimated: true } };
  }
  const charge = exceeding(tokensUsed, attempt.tokensUsed);
  return {
    charge,
    attempt: {
      tokensUsed: attempt.tokensUsed + charge,
      tokensEstimated: attempt.tokensEstimated && tokensUsed === null,
    },
  };
}
