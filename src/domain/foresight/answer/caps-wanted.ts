/**
 * The smallest caps that reach a wanted probability of DONE_SUCCESS (X3). The plays are made again without caps of
 * tokens, minutes and minor issues; each then says what it needed. A set of caps lets exactly those plays succeed whose
 * needs it covers, because draws do not know of caps. Attempts and audits stay as they are.
 */
import type { NewRun } from '../../decisions/start/start-run.js';
import { quantile } from '../figures/statistics.js';
import { NO_CAPS, type SearchedCaps } from '../play/caps.js';
import type { PlayOutcome } from '../play/play-plan.js';
import type { Player } from '../play/play-task.js';

export interface CapAdvice {
  readonly wanted: number;
  /** The probability without any of these caps: no set of them can reach more. */
  readonly reachable: number;
  /** None of them can be lowered alone; null: the wanted probability is out of reach. */
  readonly caps: SearchedCaps | null;
  /** The probability with them. */
  readonly reached: number | null;
  /** The caps as they are now. */
  readonly present: SearchedCaps;
}

const CONSUMED = ['tokenCap', 'maxDurationMinutes', 'maxMinorIssuesTotal', 'incidentFactor'] as const;
type Cap = (typeof CONSUMED)[number];
type Need = Readonly<Record<Cap, number>>;

export async function capAdvice(
  runs: readonly NewRun[],
  outcomes: readonly PlayOutcome[],
  wanted: number,
  player: Player,
): Promise<CapAdvice> {
  const uncapped = await withoutCaps(outcomes, player);
  const planned = runs.flatMap((run) => run.phases.map((phase) => phase.incidentTokenCap));
  const needs = uncapped.filter((one) => one.state === 'DONE_SUCCESS').map((one) => needOf(one, planned));
  const present = presentCaps(runs);
  const enough = Math.ceil(wanted * outcomes.length - 1e-9);
  const reachable = needs.length / outcomes.length;
  if (needs.length < enough || needs.length === 0) return { wanted, reachable, caps: null, reached: null, present };
  const caps = smallest(needs, Math.max(enough, 1));
  return { wanted, reachable, caps, reached: covered(needs, caps) / outcomes.length, present };
}

/** Only plays that a cap ended go another way without caps. */
async function withoutCaps(outcomes: readonly PlayOutcome[], player: Player): Promise<readonly PlayOutcome[]> {
  const again = outcomes.flatMap((one, play) => (one.state === 'DONE_FAILED_BUDGET_EXHAUSTED' ? [play] : []));
  if (again.length === 0) return outcomes;
  const played = await player({ plays: again, variant: { caps: NO_CAPS } });
  const other = new Map(again.map((play, i) => [play, played[i]!]));
  return outcomes.map((one, play) => other.get(play) ?? one);
}

/** `planned`: the incident caps of the plan, by position of the phase. */
const needOf = ({ needs }: PlayOutcome, planned: readonly number[]): Need => ({
  tokenCap: needs.tokenCap,
  maxDurationMinutes: needs.maxDurationMinutes,
  maxMinorIssuesTotal: Math.max(1, needs.maxMinorIssuesTotal),
  incidentFactor: Math.max(...needs.incidentTokens.map((tokens, i) => tokens / planned[i]!)),
});

const presentCaps = (runs: readonly NewRun[]): SearchedCaps => {
  const { tokenCap, maxDurationMinutes, maxMinorIssuesTotal } = runs[0]!.run;
  return { tokenCap, maxDurationMinutes, maxMinorIssuesTotal, incidentFactor: 1 };
};

const covers = (caps: Need, need: Need): boolean => CONSUMED.every((cap) => need[cap] <= caps[cap]);
const covered = (needs: readonly Need[], caps: Need): number => needs.filter((need) => covers(caps, need)).length;

/** All caps at the same quantile of what was needed, the lowest that is enough; then each as low as the others allow. */
function smallest(needs: readonly Need[], enough: number): SearchedCaps {
  const sorted = Object.fromEntries(
    CONSUMED.map((cap) => [cap, needs.map((need) => need[cap]).sort((a, b) => a - b)]),
  ) as Record<Cap, number[]>;
  const at = (count: number): Need =>
    Object.fromEntries(CONSUMED.map((cap) => [cap, quantile(sorted[cap], count / needs.length)!])) as unknown as Need;
  let count = enough;
  while (covered(needs, at(count)) < enough) count += 1;
  let caps = at(count);
  for (const cap of CONSUMED) {
    const others = needs.filter((need) => CONSUMED.every((other) => other === cap || need[other] <= caps[other]));
    const least = others.map((need) => need[cap]).sort((a, b) => a - b)[enough - 1]!;
    caps = { ...caps, [cap]: least };
  }
  return caps;
}
