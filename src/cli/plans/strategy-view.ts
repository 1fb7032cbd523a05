/** A strategy as the commands read and print it. */
import type { StrategyFragment } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { type Output, printable } from '../shared/output.js';
import { grouped, tableOf } from '../shared/table.js';

/** A strategy with everything that the commands show of it. */
export const STRATEGY = gql(`fragment Strategy on Strategy { hash rulesetVersion document debtCleanupPhases
  phases { phaseId taskCategory complexity builderMode ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap auditorProfile
    reasons { code message source } }
  tiers { tierId tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated reasons { code message source } } }`);

export type StrategyView = StrategyFragment;
export type PhaseStrategyView = StrategyView['phases'][number];
export type ReasonView = PhaseStrategyView['reasons'][number];

/** What the whole strategy says besides; see docs/schemas. */
interface StrategyDocument {
  readonly safetyProfile: string;
  readonly runScope: string;
  readonly run: {
    readonly tokenCap: number;
    readonly maxPhases: number;
    readonly maxDurationMinutes: number;
    readonly maxMinorIssuesTotal: number;
    readonly reasons: readonly ReasonView[];
  };
  readonly debtCleanup: { readonly reasons: readonly ReasonView[] };
}

/** The schema of the API says of the document only that it is an object. */
export const documentOf = (strategy: StrategyView): StrategyDocument =>
  strategy.document as unknown as StrategyDocument;

export const reasonText = ({ code, message, source }: ReasonView): string =>
  `${code}: ${message}${source === null || message.includes(source) ? '' : ` (${source})`}`;

const PHASES = ['phase', 'category', 'complexity', 'CI', 'tries', 'audits', 'tokens', 'auto-apply', 'auditor'];
const TIERS = ['tier', 'tokens', 'CI runs', 'minor issues', 'major issues'];

/** The values as tables; with `reasons`, where each one comes from, below its row. */
export function printStrategy(output: Output, strategy: StrategyView, reasons: boolean): void {
  const { run, debtCleanup } = documentOf(strategy);
  const stated = (of: readonly ReasonView[]): void => {
    if (reasons) for (const reason of of) output.line(output.paint('dim', `    ${printable(reasonText(reason))}`));
  };
  const table = <Row extends { readonly reasons: readonly ReasonView[] }>(
    heading: readonly string[],
    rows: readonly Row[],
    cells: (row: Row) => string[],
  ): void => {
    const [first, ...lines] = tableOf(heading, rows.map(cells));
    output.line(output.paint('bold', first!));
    for (const [i, line] of lines.entries()) {
      output.line(line);
      stated(rows[i]!.reasons);
    }
  };
  output.line(
    `at most ${grouped(run.tokenCap)} tokens, ${grouped(run.maxPhases)} phases, ${grouped(run.maxDurationMinutes)} minutes, ${grouped(run.maxMinorIssuesTotal)} minor issues`,
  );
  stated(run.reasons);
  output.line();
  table(PHASES, strategy.phases, (phase) => [
    phase.phaseId,
    phase.taskCategory ?? '-',
    phase.complexity.toLowerCase(),
    phase.ciProfile.toLowerCase(),
    grouped(phase.maxBuilderAttempts),
    grouped(phase.maxAuditorAttempts),
    grouped(phase.incidentTokenCap),
    phase.autoApply ? 'yes' : 'no',
    phase.auditorProfile,
  ]);
  output.line();
  table(TIERS, strategy.tiers, (tier) => [
    tier.tierId,
    grouped(tier.tokenCap),
    grouped(tier.ciRunCap),
    grouped(tier.maxMinorIssuesTolerated),
    grouped(tier.maxMajorIssuesTolerated),
  ]);
  output.line();
  output.line(`debt cleanup  ${strategy.debtCleanupPhases.map(printable).join(', ') || 'none'}`);
  stated(debtCleanup.reasons);
}
