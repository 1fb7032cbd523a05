/** The answer of a simulation as the commands show it: from a server, or made here. */
import { grouped, tableOf } from '../shared/table.js';

interface Spread {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}

export interface SimulationView {
  readonly plays: number;
  readonly seed: number;
  readonly odds: readonly {
    readonly state: string;
    readonly reason: string | null;
    readonly probability: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly tokens: Spread;
  readonly minutes: Spread;
  readonly ciRuns: Spread;
  readonly phases: readonly { readonly phaseId: string; readonly fails: number; readonly tokenShare: number }[];
  readonly budgets: readonly {
    readonly scope: string;
    readonly name: string;
    readonly share: number;
    readonly successWithHalf: number;
    readonly successWithDouble: number;
  }[];
  readonly caps: {
    readonly wanted: number;
    readonly reachable: number;
    readonly reached: number | null;
    readonly caps: readonly {
      readonly scope: string;
      readonly name: string;
      readonly present: number | null;
      readonly smallest: number | null;
      readonly factor: number;
    }[];
  } | null;
  readonly modelEvidence: readonly string[];
}

/** What the odds mean and do not mean. */
export const MEANING =
  'The odds say what these rules make of this plan if workers behave as the model says; they are no promise. ' +
  'They are worth what the model is worth, and nothing that the model leaves out is in them.';

const MOST_PHASES = 10;
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A table: its title, its heading and its rows. */
export interface Table {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tablesOf(view: SimulationView): Table[] {
  const amount = (value: number | null): string => (value === null ? '-' : grouped(value));
  const spread = (name: string, { p10, p50, p90, p99 }: Spread): string[] => [
    name,
    ...[p10, p50, p90, p99].map(amount),
  ];
  const phases = [...view.phases].sort((a, b) => b.fails - a.fails || b.tokenShare - a.tokenShare);
  return [
    {
      title: 'How it ends',
      heading: ['end', 'reason', 'odds', '95 % interval'],
      rows: view.odds.map(({ state, reason, probability, low, high }) => [
        state.replace(/^DONE_(FAILED_)?/, '').toLowerCase(),
        reason ?? '',
        percent(probability),
        `${percent(low)} to ${percent(high)}`,
      ]),
    },
    {
      title: 'What it uses',
      heading: ['', 'p10', 'p50', 'p90', 'p99'],
      rows: [spread('tokens', view.tokens), spread('minutes', view.minutes), spread('CI runs', view.ciRuns)],
    },
    {
      title: phases.length > MOST_PHASES ? `Phases, the ${MOST_PHASES} that fail most` : 'Phases',
      heading: ['phase', 'fails', 'of all tokens'],
      rows: phases
        .slice(0, MOST_PHASES)
        .map(({ phaseId, fails, tokenShare }) => [phaseId, percent(fails), percent(tokenShare)]),
    },
    {
      title: 'Budgets that end it, and success with half and twice of each',
      heading: ['budget', 'ends', 'with half', 'with twice'],
      rows: view.budgets.map(({ scope, name, share, successWithHalf, successWithDouble }) => [
        `${scope.toLowerCase()} ${name}`,
        percent(share),
        percent(successWithHalf),
        percent(successWithDouble),
      ]),
    },
    ...capTable(view),
  ].filter(({ rows }) => rows.length > 0);
}

function capTable({ caps }: SimulationView): Table[] {
  if (!caps) return [];
  const title =
    caps.reached === null
      ? `${percent(caps.wanted)} is out of reach of these caps`
      : `The smallest caps that succeed in ${percent(caps.reached)} of plays`;
  const rows =
    caps.caps.length === 0
      ? [['without these caps', '', percent(caps.reachable), '']]
      : caps.caps.map(({ scope, name, present, smallest, factor }) => [
          `${scope.toLowerCase()} ${name}`,
          present === null ? 'of each phase' : grouped(present),
          smallest === null ? '' : grouped(smallest),
          `× ${factor.toFixed(2)}`,
        ]);
  return [{ title, heading: ['cap', 'now', 'smallest', 'factor'], rows }];
}

/** The table in lines of a terminal. */
export const linesOf = ({ heading, rows }: Table): string[] => tableOf(heading, rows);
