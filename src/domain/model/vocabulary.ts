/** The closed vocabularies of plans and policies. Types, database checks and GraphQL enums derive from these lists. */

export const SAFETY_PROFILES = ['NORMAL', 'SAFETY_CRITICAL'] as const;
export type SafetyProfile = (typeof SAFETY_PROFILES)[number];

export const RUN_SCOPES = ['MULTI_TIER', 'SINGLE_TIER'] as const;
export type RunScope = (typeof RUN_SCOPES)[number];

/** In rising order of care. */
export const COMPLEXITIES = ['LOW', 'MEDIUM', 'HIGH'] as const;
export type Complexity = (typeof COMPLEXITIES)[number];

export const BUILDER_MODES = ['TWEAK_LIGHT', 'SCAFFOLDING_HEAVY', 'REFACTOR_HEAVY', 'SCHEMA_HEAVY'] as const;
export type BuilderMode = (typeof BUILDER_MODES)[number];

export const CLEANLINESS = ['CLEAN', 'NOT_CLEAN'] as const;
export type Cleanliness = (typeof CLEANLINESS)[number];

export const DEBT_STATUSES = ['CLEAN', 'HAS_MINOR_ISSUES', 'EXCESS_MINOR_ISSUES'] as const;
export type DebtStatus = (typeof DEBT_STATUSES)[number];

export const ISSUE_STATES = ['NO_ISSUES', 'HAS_MINOR_ISSUES', 'HAS_MAJOR_ISSUES'] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

export const BUDGET_SCOPES = ['RUN', 'TIER', 'PHASE'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

export const SEVERITIES = ['MINOR', 'MAJOR'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ISSUE_SOURCES = ['PROBE', 'TEST', 'CI', 'STATIC_CHECK', 'SELF_DOUBT', 'AUDITOR'] as const;
export type IssueSource = (typeof ISSUE_SOURCES)[number];

export const BACKLOG_STATUSES = ['OPEN', 'NEEDS_CLEANUP', 'RESOLVED'] as const;
export type BacklogStatus = (typeof BACKLOG_STATUSES)[number];

/** In rising order of care. */
export const CI_PROFILES = ['NORMAL', 'STRICT'] as const;
export type CiProfile = (typeof CI_PROFILES)[number];

export const WORKER_ROLES = ['BUILDER', 'AUDITOR', 'CI'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

/** Roles of workers as people read them. */
export const ROLE_TITLES: Readonly<Record<WorkerRole, string>> = {
  BUILDER: 'Builder',
  AUDITOR: 'Auditor',
  CI: 'CI worker',
};

/**
 * What became of an attempt: at work, a result is in, released, its lease ran out, ended from outside (a manual
 * transition, a run that ended).
 */
export const ATTEMPT_STATES = ['LEASED', 'SUBMITTED', 'RELEASED', 'EXPIRED', 'STOPPED'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** What became of an attempt, as people read it. */
export const ATTEMPT_WORDS: Readonly<Record<AttemptState, string>> = {
  LEASED: 'its worker is at it',
  SUBMITTED: 'its result is in',
  RELEASED: 'its worker released it',
  EXPIRED: 'its lease ran out',
  STOPPED: 'it was ended from outside',
};

/** What a Builder says of its own work: a claim, judged by the gate (C2). */
export const BUILDER_STATUSES = ['SUCCEEDED', 'FAILED', 'NEEDS_REVIEW', 'ENVIRONMENT_FAILURE'] as const;
export type BuilderStatus = (typeof BUILDER_STATUSES)[number];

export const AUDIT_VERDICTS = ['APPROVE', 'REVISE', 'ESCALATE'] as const;
export type AuditVerdict = (typeof AUDIT_VERDICTS)[number];

export const CONFIDENCES = ['LOW', 'MEDIUM', 'HIGH'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const GATE_VERDICTS = ['PASS', 'AUDIT', 'REJECT'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** What the verdict of CI on the base commit means for a run (V6): see `ci.baseline` of the ruleset. */
export const BASELINE_MODES = ['REQUIRED', 'DELTA', 'OFF'] as const;
export type BaselineMode = (typeof BASELINE_MODES)[number];
export const CI_VERDICTS = ['GREEN', 'FLAKY', 'RED', 'MISSING', 'ENVIRONMENT'] as const;
export type CiVerdict = (typeof CI_VERDICTS)[number];

export const CI_TEST_STATUSES = ['PASSED', 'FAILED', 'SKIPPED', 'ERROR'] as const;
export type CiTestStatus = (typeof CI_TEST_STATUSES)[number];

export const DIRECTIVES = ['CONTINUE', 'STOP'] as const;
export type Directive = (typeof DIRECTIVES)[number];

/** What became of a run that is old enough to be archived (O10). */
export const ARCHIVE_OUTCOMES = ['ARCHIVED', 'ARCHIVABLE', 'KEPT', 'FAILED'] as const;
export type ArchiveOutcome = (typeof ARCHIVE_OUTCOMES)[number];

/** What another ruleset makes of an ended run (X4). */
export const BACKTEST_OUTCOMES = ['SAME', 'OTHER_END', 'UNKNOWN_FROM_HERE'] as const;
export type BacktestOutcome = (typeof BACKTEST_OUTCOMES)[number];

/** What the decisions make of an ended run under its own strategy (X4). */
export const REPLAY_OUTCOMES = ['SAME', 'OTHER', 'UNKNOWN'] as const;
export type ReplayOutcome = (typeof REPLAY_OUTCOMES)[number];
