/**
 * The defaults of each task category (the table in docs/rules.md). Auditor tries include the reviews that "auto-apply
 * no" needs.
 */
import type { BuilderMode, Complexity } from '../../model/vocabulary.js';

export interface CategoryDefaults {
  readonly complexity: Complexity;
  readonly ciProfile: 'NORMAL' | 'STRICT';
  readonly maxBuilderAttempts: number;
  readonly maxAuditorAttempts: number;
  readonly incidentTokenCap: number;
  readonly autoApply: boolean;
  readonly auditorProfile: string;
  readonly builderMode: BuilderMode;
}

type Row = readonly [Complexity, 'NORMAL' | 'STRICT', number, number, number, 'yes' | 'no', string, BuilderMode];

const TABLE: Readonly<Record<string, Row>> = {
  cross_cutting_refactor: ['HIGH', 'STRICT', 2, 2, 1_000_000, 'no', 'refactor_review', 'REFACTOR_HEAVY'],
  index_registry_maintenance: ['HIGH', 'STRICT', 2, 2, 800_000, 'no', 'index_review', 'REFACTOR_HEAVY'],
  schema_change: ['HIGH', 'STRICT', 2, 3, 1_000_000, 'no', 'schema_review', 'SCHEMA_HEAVY'],
  bulk_operation: ['HIGH', 'STRICT', 1, 2, 1_500_000, 'no', 'bulk_review', 'REFACTOR_HEAVY'],
  security_auth: ['HIGH', 'STRICT', 2, 3, 800_000, 'no', 'security_review', 'REFACTOR_HEAVY'],
  external_feature_reuse: ['HIGH', 'STRICT', 2, 2, 1_000_000, 'no', 'external_code_review', 'SCAFFOLDING_HEAVY'],
  external_code_intake: ['HIGH', 'STRICT', 2, 3, 1_200_000, 'no', 'license_and_security_review', 'SCAFFOLDING_HEAVY'],
  orchestrator: ['HIGH', 'STRICT', 2, 2, 1_000_000, 'no', 'orchestrator_review', 'REFACTOR_HEAVY'],
  feature_scaffolding: ['MEDIUM', 'NORMAL', 3, 2, 500_000, 'yes', 'general_review', 'SCAFFOLDING_HEAVY'],
  debt_cleanup: ['MEDIUM', 'NORMAL', 2, 3, 400_000, 'no', 'debt_cleanup_review', 'TWEAK_LIGHT'],
  tests: ['LOW', 'NORMAL', 3, 1, 300_000, 'yes', 'general_review', 'TWEAK_LIGHT'],
  docs: ['LOW', 'NORMAL', 2, 1, 200_000, 'yes', 'general_review', 'TWEAK_LIGHT'],
};
const ANY_OTHER: Row = ['MEDIUM', 'NORMAL', 3, 2, 500_000, 'yes', 'general_review', 'TWEAK_LIGHT'];

/** The categories with a row of their own; any other text gets the last row of the table. */
export const KNOWN_TASK_CATEGORIES: readonly string[] = Object.keys(TABLE);

export function categoryDefaults(taskCategory: string | null): CategoryDefaults {
  const row = taskCategory !== null && Object.hasOwn(TABLE, taskCategory) ? TABLE[taskCategory]! : ANY_OTHER;
  const [
    complexity,
    ciProfile,
    maxBuilderAttempts,
    maxAuditorAttempts,
    incidentTokenCap,
    autoApply,
    auditorProfile,
    builderMode,
  ] = row;
  return {
    complexity,
    ciProfile,
    maxBuilderAttempts,
    maxAuditorAttempts,
    incidentTokenCap,
    autoApply: autoApply === 'yes',
    auditorProfile,
    builderMode,
  };
}
