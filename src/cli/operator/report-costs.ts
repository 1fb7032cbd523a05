/** `autopack report budgets` and `calibration`: what ended runs used, which budgets ended them, and which caps follow (O4, O5). */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { grouped } from '../shared/table.js';
import { clientOf, factLines, fitted, present } from './present.js';
import type { ReportOptions } from './report.js';

export interface BudgetsOptions extends ReportOptions {
  /** An instant; runs that ended before it do not count. */
  readonly since?: string;
}

export interface CalibrationOptions extends BudgetsOptions {
  /** Only the newest so many ended runs. */
  readonly last?: number;
}

const BUDGETS =
  gql(`query OperatorBudgets($projectId: ID, $since: DateTime) { budgetReport(projectId: $projectId, since: $since) {
  runs endedByBudget utilisationP50 utilisationP90 breaches { scope name runs tiers { tierName runs tokens } }
  slices { taskCategory complexity phases tokens failed }
  audits { phasesWith completedWith phasesWithout completedWithout auditTokens } } }`);
const CALIBRATION =
  gql(`query OperatorCalibration($projectId: ID!, $since: DateTime, $last: Int) { calibration(projectId: $projectId, since: $since, last: $last) {
  taskCategory complexity phases completedAtTry failed tokens { count p50 p90 p99 max } minutes { count p50 p90 p99 max }
  minutesByState { state total minutes { count p50 p90 max } } incidentTokenCap gateRejections { code count } ciRuns flakyShare ciVerdicts { code count } auditVerdicts { code count }
  suggestedTokenCap suggestedBuilderAttempts evidence } }`);

type Category = ResultOf<typeof CALIBRATION>['calibration'][number];
type Slice = Pick<Category, 'taskCategory' | 'complexity'>;

/** The categories of phases that spent most, and no more of them. */
const MOST_SLICES = 20;

const sliceOf = ({ taskCategory, complexity }: Slice): string => `${taskCategory || '-'}:${complexity}`;
const percent = (share: number | null | undefined): string => (share == null ? '-' : `${Math.round(share * 100)} %`);
const figure = (value: number | null | undefined): string => (value == null ? '-' : grouped(Math.round(value)));

const tenths = (value: number | null | undefined): string => (value == null ? '-' : value.toFixed(1));

/** Which budgets ended runs, which tiers were responsible, which phases spent most, and whether audits helped. */
export async function reportBudgets(output: Output, options: BudgetsOptions): Promise<number> {
  const answer = await clientOf(options).request(BUDGETS, { projectId: options.project, since: options.since });
  const { runs, endedByBudget, utilisationP50, utilisationP90, breaches, slices, audits } = answer.budgetReport;
  const facts = [
    ['ended runs', `${grouped(runs)}, ${grouped(endedByBudget)} of them by a budget`],
    ['token cap', `used to ${percent(utilisationP50)} by half of them, to ${percent(utilisationP90)} by 90 of 100`],
    [
      'audited',
      `${audits.completedWith} of ${audits.phasesWith} phases completed, ${figure(audits.auditTokens)} tokens`,
    ],
    ['not audited', `${audits.completedWithout} of ${audits.phasesWithout} phases completed`],
  ] as const;
  const broken = breaches.map(({ scope, name, runs: ended, tiers }) => [
    `${scope}/${name}`,
    grouped(ended),
    tiers.map((tier) => `${tier.tierName || '-'} ${tier.runs}`).join(', '),
  ]);
  const spent = slices
    .slice(0, MOST_SLICES)
    .map((slice) => [sliceOf(slice), grouped(slice.phases), grouped(slice.failed), grouped(slice.tokens)]);
  const lines = [
    ...factLines(output, facts),
    ...(broken.length === 0 ? [] : ['', ...fitted(output, ['BUDGET', 'RUNS', 'TIERS'], broken, [2])]),
    ...(spent.length === 0 ? [] : ['', ...fitted(output, ['KIND', 'PHASES', 'FAILED', 'TOKENS'], spent, [0])]),
  ];
  const of = options.project === undefined ? '' : ` --project ${options.project}`;
  present(output, answer, lines, [`autopack report calibration${of}`]);
  return EXIT.ok;
}

/** What phases of each kind used against their cap, and the cap that follows from it. */
export async function reportCalibration(output: Output, options: CalibrationOptions): Promise<number> {
  const { project: projectId = DEFAULT_PROJECT, since, last } = options;
  const answer = await clientOf(options).request(CALIBRATION, { projectId, since, last });
  const rows = answer.calibration.map((one) => [
    sliceOf(one),
    grouped(one.phases),
    [0, 1, 2].map((index) => one.completedAtTry[index] ?? 0).join('/'),
    grouped(one.failed),
    figure(one.tokens.p50),
    figure(one.tokens.p90),
    figure(one.incidentTokenCap),
    figure(one.suggestedTokenCap),
  ]);
  const heading = ['KIND', 'PHASES', 'TRY 1/2/3', 'FAILED', 'P50', 'P90', 'CAP', 'SUGGESTED'];
  const table = rows.length === 0 ? ['No phase has ended yet.'] : fitted(output, heading, rows, [0]);
  const details = answer.calibration.flatMap((one) => [
    '',
    output.paint('bold', sliceOf(one)),
    ...detailsOf(output, one),
  ]);
  present(
    output,
    answer,
    [...table, ...details],
    [`autopack ruleset suggest --project ${projectId}`, `autopack report budgets --project ${projectId}`],
  );
  return EXIT.ok;
}

function detailsOf(output: Output, one: Category): string[] {
  const { tokens, minutes } = one;
  const spent = one.minutesByState.reduce((sum, { total }) => sum + total, 0);
  const share = (total: number): number => (spent === 0 ? 0 : total / spent);
  const counts = (list: Category['gateRejections']): string =>
    list.map(({ code, count }) => `${code} ${count}`).join(', ');
  const facts: [string, string][] = [
    ['tokens', `p99 ${figure(tokens.p99)}, most ${figure(tokens.max)}, of ${figure(one.incidentTokenCap)}`],
    ['minutes', `p50 ${figure(minutes.p50)}, p90 ${figure(minutes.p90)}, most ${figure(minutes.max)}`],
    ...one.minutesByState.map(({ state, total, minutes: inState }): [string, string] => [
      state.toLowerCase(),
      `p50 ${tenths(inState.p50)}, p90 ${tenths(inState.p90)}, ${percent(share(total))} of the time`,
    ]),
    ['CI', `${grouped(one.ciRuns)} commits, ${percent(one.flakyShare)} flaky`],
  ];
  if (one.ciVerdicts.length > 0) facts.push(['verdicts', counts(one.ciVerdicts)]);
  if (one.gateRejections.length > 0) facts.push(['rejected', counts(one.gateRejections)]);
  if (one.auditVerdicts.length > 0) facts.push(['audits', counts(one.auditVerdicts)]);
  if (one.suggestedBuilderAttempts != null) facts.push(['attempts', `${one.suggestedBuilderAttempts} suggested`]);
  facts.push(['evidence', one.evidence]);
  return factLines(output, facts);
}
