/** Words and order of what a back-test finds, and the reading of a ruleset that somebody typed. */
import type { StateLook } from '../../parts/states.js';

export type Outcome = 'OTHER_END' | 'SAME' | 'UNKNOWN_FROM_HERE';

export const OUTCOMES: Readonly<Record<Outcome, StateLook>> = {
  OTHER_END: { sign: '≠', word: 'Another end', tone: 'warn' },
  UNKNOWN_FROM_HERE: { sign: '?', word: 'Unknown from here', tone: 'idle' },
  SAME: { sign: '=', word: 'Same end', tone: 'good' },
};

const RANK = Object.keys(OUTCOMES);

/** Those that change first; within each, as they came. */
export const changedFirst = <Run extends { readonly outcome: Outcome }>(runs: readonly Run[]): Run[] =>
  [...runs].sort((a, b) => RANK.indexOf(a.outcome) - RANK.indexOf(b.outcome));

interface ReadRuleset {
  readonly document: Readonly<Record<string, unknown>> | null;
  /** Why it cannot be read, in words; null: it can. */
  readonly fault: string | null;
}

export function rulesetIn(text: string): ReadRuleset {
  try {
    const document = JSON.parse(text) as unknown;
    if (typeof document === 'object' && document !== null && !Array.isArray(document))
      return { document: document as Readonly<Record<string, unknown>>, fault: null };
    return { document: null, fault: 'A ruleset is a JSON object: it begins with { and ends with }.' };
  } catch (error) {
    return { document: null, fault: `This is no JSON: ${(error as Error).message}` };
  }
}
