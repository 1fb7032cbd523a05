/** Values of a strategy and names of budgets in words. */
import type { PhaseStrategyViewQuery } from '../../api/operations/phase.generated.js';
import { inFull } from '../../parts/format.js';

type Strategy = NonNullable<NonNullable<PhaseStrategyViewQuery['phase']>['strategy']>;

export const COMPLEXITY = { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' } as const;

export const BUILDER_MODES = {
  TWEAK_LIGHT: 'small edits of what is there',
  REFACTOR_HEAVY: 'changes through many files',
  SCAFFOLDING_HEAVY: 'much new code',
  SCHEMA_HEAVY: 'changes of schemas and migrations',
} as const;

const CI_PROFILES = { NORMAL: 'normal', STRICT: 'strict' } as const;

export interface StrategyRow {
  readonly code: string;
  readonly name: string;
  readonly value: string;
  readonly why: string;
  readonly source: string | null;
}

const VALUES: readonly (readonly [string, string, (strategy: Strategy) => string])[] = [
  ['complexity', 'Complexity', ({ complexity }) => COMPLEXITY[complexity]],
  ['builder_mode', 'Builder mode', ({ builderMode }) => BUILDER_MODES[builderMode]],
  ['ci_profile', 'CI profile', ({ ciProfile }) => CI_PROFILES[ciProfile]],
  ['auto_apply', 'Applied without an audit', ({ autoApply }) => (autoApply ? 'yes' : 'no')],
  ['max_builder_attempts', 'Attempts of a Builder', ({ maxBuilderAttempts }) => inFull(maxBuilderAttempts)],
  ['max_auditor_attempts', 'Audits', ({ maxAuditorAttempts }) => inFull(maxAuditorAttempts)],
  ['incident_token_cap', 'Tokens', ({ incidentTokenCap }) => inFull(incidentTokenCap)],
  ['auditor_profile', 'Kind of audit', ({ auditorProfile }) => auditorProfile],
];

/** Each value with where it came from; reasons of values that have no row of their own are added. */
export function strategyRows(strategy: Strategy): StrategyRow[] {
  const known = new Set(VALUES.map(([code]) => code));
  return [
    ...VALUES.map(([code, name, valueOf]) => {
      const reason = strategy.reasons.find((each) => each.code === code);
      const why = reason ? behindTheValue(reason.message) : '';
      return { code, name, value: valueOf(strategy), why, source: reason?.source ?? null };
    }),
    ...strategy.reasons
      .filter(({ code }) => !known.has(code))
      .map(({ code, message, source }) => ({
        code,
        name: code.replaceAll('_', ' '),
        value: '',
        why: message,
        source,
      })),
  ];
}

/** The server begins a reason with the value, which stands beside it already. */
function behindTheValue(message: string): string {
  const at = message.indexOf(', ');
  const why = at < 0 || at > 80 ? message : message.slice(at + 2);
  return why.charAt(0).toUpperCase() + why.slice(1);
}

/** By the name that the API has: the name for people, and what happens at its end. */
export const BUDGET_WORDS: Readonly<Record<string, readonly [string, string]>> = {
  max_builder_attempts: ['Attempts of a Builder', 'When they are spent without a result that passes, the phase fails.'],
  max_auditor_attempts: ['Audits', 'When they are spent, no Auditor can approve a patch any more.'],
  incident_token_cap: [
    'Tokens of the phase',
    'All attempts together. One token more ends the run: a phase that costs so much is an incident.',
  ],
};
