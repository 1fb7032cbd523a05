/** A strategy as the commands read and print it. */
import { printable, type Output } from '../output.js';
import { grouped, tableOf } from './table.js';

export interface ReasonView {
  readonly code: string;
  readonly message: string;
  readonly source: string | null;
}

export interface PhaseStrategyView {
  readonly phaseId: string;
  readonly taskCategory: string | null;
  readonly complexity: string;
  readonly builderMode: string;
  readonly ciProfile: string;
  readonly autoApply: boolean;
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly auditorProfile: string;
  readonly reasons: readonly ReasonView[];
}

interface TierStrategyView {
  readonly tierId: string;
  readonly tokenCap: number;
  readonly ciRunCap: number;
  readonly maxMinorIssuesTolerated: number;
  readonly maxMajorIssuesTolerated: number;
  readonly reasons: readonly ReasonView[];
}

export interface StrategyView {
  readonly hash: string;
  readonly rulesetVersion: number | null;
  /** What the whole strategy says besides; see docs/schemas. */
  readonly document: {
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
  };
  readonly phases: readonly PhaseStrategyView[];
  readonly tiers: readonly TierStrategyView[];
  readonly debtCleanupPhases: readonly string[];
}

const REASONS = 'reasons { code message source }';

/** To be selected of a strategy. */
export const STRATEGY_FIELDS = `hash rulesetVersion document debtCleanupPhases
  phases { phaseId taskCategory complexity builderMode ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap auditorProfile ${REASONS} }
  tiers { tierId tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated ${REASONS} }`;

export const reasonText = ({ code, message, source }: ReasonView): string =>
  `${code}: ${message}${source === null || message.includes(source) ? '' : ` (${source})`}`;

const PHASES = ['phase', 'category', 'complexity', 'CI', 'tries', 'audits', 'tokens', 'auto-apply', 'auditor'];
const TIERS = ['tier', 'tokens', 'CI runs', 'minor issues', 'major issues'];

/** The values as tables; with `reasons`, where each one comes from, below its row. */
export function printStrategy(output: Output, strategy: StrategyView, reasons: boolean): void {
  const { run, debtCleanup } = strategy.document;
  const said = (of: readonly ReasonView[]): void => {
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
      said(rows[i]!.reasons);
    }
  };
  output.line(
    `at most ${grouped(run.tokenCap)} tokens, ${grouped(run.maxPhases)} phases, ${grouped(run.maxDurationMinutes)} minutes, ${grouped(run.maxMinorIssuesTotal)} minor issues`,
  );
  said(run.reasons);
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
  said(debtCleanup.reasons);
}
