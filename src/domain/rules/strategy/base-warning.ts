/** That the base commit of a run is known to be red (V6), as a warning before it starts (P12). */
import type { BaselineMode, CiVerdict } from '../../model/vocabulary.js';
import type { Warning } from './start-warnings.js';

/** What CI last said of the commit in the project. */
export interface KnownVerdict {
  readonly commit: string;
  readonly verdict: CiVerdict;
  readonly failing: readonly string[];
  readonly moreFailing: number;
  readonly summary: string | null;
}

const MOST_TESTS = 5;

/** `mode`: what the ruleset says of a red base. */
export function baseWarnings(known: KnownVerdict | null, mode: BaselineMode): Warning[] {
  if (!known || mode === 'OFF' || (known.verdict !== 'RED' && known.verdict !== 'MISSING')) return [];
  const { commit, verdict, failing, moreFailing } = known;
  const more = failing.length + moreFailing - MOST_TESTS;
  const tests =
    failing.length === 0
      ? ''
      : `: ${failing.slice(0, MOST_TESTS).join(', ')}${more > 0 ? ` and ${more} more` : ''} failed`;
  const then =
    mode === 'DELTA' && verdict === 'RED' && failing.length > 0 && moreFailing === 0
      ? 'These tests will not make a phase red, unless it touches them.'
      : `A run that starts there ends before any phase, unless CI finds it green by then: mend the branch first${mode === 'DELTA' ? '' : ', or publish `ci.baseline: delta`'}.`;
  return [
    {
      code: 'base_red',
      message: `CI was ${verdict} on commit ${commit.slice(0, 12)}, from which a run would start${tests}. ${then}`,
      path: ['ci', 'baseline'],
    },
  ];
}
