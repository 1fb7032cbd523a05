/**
 * The GraphQL enums: each derives from the list that the tables and the database checks derive from, and describes its
 * values.
 */
import { PHASE_STATES, type PhaseState } from '../../domain/model/phase-state.js';
import { REFUSAL_CODES, type RefusalCode } from '../../domain/model/refusal.js';
import {
  EVENT_ACTORS,
  EVENT_SUBJECTS,
  type EventActor,
  type EventSubject,
  RUN_EVENT_TYPES,
  type RunEventType,
} from '../../domain/model/run-event.js';
import { RUN_STATES, type RunState } from '../../domain/model/run-state.js';
import { TIER_STATES, type TierState } from '../../domain/model/tier-state.js';
import * as words from '../../domain/model/vocabulary.js';
import { CHECK_KINDS, type CheckKind } from '../../domain/rules/ci/commit-check.js';
import { graphqlEnum } from './graphql-enum.js';

export const RunStateEnum = graphqlEnum<RunState>(
  'RunState',
  'The state of a run. It follows its phases; it is never set manually.',
  RUN_STATES,
  {
    PLAN_BOOTSTRAP: 'A draft: tiers and phases may still be added.',
    RUN_CREATED: 'The plan is frozen and the clock runs; no phase was leased yet.',
    PHASE_QUEUEING: 'Passed within the first lease; a run never remains here.',
    PHASE_EXECUTION: 'A phase is at work, or went back to the queue.',
    GATE: 'A result is in and is being judged.',
    CI_RUNNING: 'The patch is applied and CI decides.',
    SNAPSHOT_CREATED: 'A phase turned green; the next one may be leased.',
    DONE_SUCCESS: 'No phase is left and at least one is COMPLETE.',
    DONE_FAILED_BUDGET_EXHAUSTED: 'A budget was broken.',
    DONE_FAILED_POLICY_VIOLATION: 'The last attempt of a phase was refused by policy.',
    DONE_FAILED_REQUIRES_HUMAN_REVIEW: 'A phase failed, or the policy refused its tier.',
    DONE_FAILED_ENVIRONMENT: 'The environment failed too often.',
    DONE_FAILED_CANCELLED: 'The run was cancelled, its draft expired, or nothing was done.',
  },
);

export const TierStateEnum = graphqlEnum<TierState>(
  'TierState',
  'The state of a tier. It follows its phases.',
  TIER_STATES,
  {
    PENDING: 'No phase of it was leased.',
    IN_PROGRESS: 'At least one phase was leased and not all have ended.',
    COMPLETE: 'All phases have ended, at least one COMPLETE and none FAILED.',
    FAILED: 'A phase failed, or the run failed while the tier was in progress.',
    SKIPPED: 'All phases were skipped, or the run failed before the tier began.',
  },
);

export const PhaseStateEnum = graphqlEnum<PhaseState>('PhaseState', 'The state of a phase.', PHASE_STATES, {
  QUEUED: 'Waits for its turn, or for another attempt.',
  EXECUTING: 'A Builder or an external driver works on it.',
  GATE: 'A result is in and is being judged.',
  CI_RUNNING: 'The patch is applied and CI decides.',
  COMPLETE: 'CI was green and the policy of its tier accepted it.',
  FAILED: 'It cannot be finished; the run ended with it.',
  SKIPPED: 'It was left out, or the run ended before its turn.',
});

export const SafetyProfileEnum = graphqlEnum<words.SafetyProfile>(
  'SafetyProfile',
  'How much care a run takes.',
  words.SAFETY_PROFILES,
  {
    NORMAL: 'The default: a tier that is not clean is reported and accepted.',
    SAFETY_CRITICAL: 'A tier that is not clean refuses its phases; fewer minor issues are tolerated.',
  },
);

export const RunScopeEnum = graphqlEnum<words.RunScope>(
  'RunScope',
  'How many tiers a run may have.',
  words.RUN_SCOPES,
  {
    MULTI_TIER: 'Any number of tiers.',
    SINGLE_TIER: 'Exactly one tier.',
  },
);

export const ComplexityEnum = graphqlEnum<words.Complexity>(
  'Complexity',
  'How hard a phase is judged to be; more complexity means more care.',
  words.COMPLEXITIES,
  {
    LOW: 'Small and local.',
    MEDIUM: 'The usual.',
    HIGH: 'Risky or far-reaching: strict CI.',
  },
);

export const BuilderModeEnum = graphqlEnum<words.BuilderMode>(
  'BuilderMode',
  'What kind of work a Builder is asked to do.',
  words.BUILDER_MODES,
  {
    TWEAK_LIGHT: 'Small edits of what is there.',
    SCAFFOLDING_HEAVY: 'Much new code.',
    REFACTOR_HEAVY: 'Changes through many files.',
    SCHEMA_HEAVY: 'Changes of schemas and migrations.',
  },
);

export const CleanlinessEnum = graphqlEnum<words.Cleanliness>(
  'Cleanliness',
  'Did a tier keep its budgets and issue thresholds?',
  words.CLEANLINESS,
  {
    CLEAN: 'It did.',
    NOT_CLEAN: 'It did not; the reasons say where.',
  },
);

export const DebtStatusEnum = graphqlEnum<words.DebtStatus>(
  'DebtStatus',
  'What the run still owes.',
  words.DEBT_STATUSES,
  {
    CLEAN: 'No open minor issue.',
    HAS_MINOR_ISSUES: 'At least one open minor issue, within what is tolerated.',
    EXCESS_MINOR_ISSUES: 'More open minor issues than the run or one of its tiers tolerates.',
  },
);

export const IssueStateEnum = graphqlEnum<words.IssueState>(
  'IssueState',
  'The issues of a phase in one word.',
  words.ISSUE_STATES,
  {
    NO_ISSUES: 'None was counted.',
    HAS_MINOR_ISSUES: 'Only minor issues.',
    HAS_MAJOR_ISSUES: 'At least one major issue.',
  },
);

export const BudgetScopeEnum = graphqlEnum<words.BudgetScope>(
  'BudgetScope',
  'Whose budget it is.',
  words.BUDGET_SCOPES,
  {
    RUN: 'The whole run.',
    TIER: 'One tier.',
    PHASE: 'One phase, all its attempts together.',
  },
);

export const RunEventTypeEnum = graphqlEnum<RunEventType>(
  'RunEventType',
  'The type of an event. The list grows: a client ignores types that it does not know.',
  RUN_EVENT_TYPES,
  {
    RUN_STATE_CHANGED: 'The run moved; from null: it was created, and `data.plan` holds the plan.',
    TIER_STATE_CHANGED: 'A tier moved.',
    PHASE_STATE_CHANGED: 'A phase moved; `data.tokens` are the tokens charged with the move.',
    PLAN_TIER_ADDED: 'A draft got a tier; `data.tier` holds it with its phases.',
    PLAN_PHASE_ADDED: 'A draft got a phase; `data.phase` holds it.',
    TOKENS_ADDED: 'Tokens were charged and nothing moved.',
    ISSUES_RECORDED:
      'Issues of a phase were recorded; `data.issues` holds each as it is afterwards, without its texts.',
    RUN_RELEASED: 'A linked run begins: the run that it waited for has succeeded.',
    WORK_CLAIMED: 'An Auditor or a CI worker got a lease; the phase stays where it is.',
    WORK_ENDED:
      'A lease ended, a CI result arrived or no worker claimed the work in time, and the phase keeps its state; `data` says which.',
    AUDIT_REQUESTED: 'The operator requested an audit.',
    REFS_INTENDED: 'Refs are about to move; `data.refs.refIntent` says which and where to.',
    REFS_SETTLED: 'Refs have moved as intended, and no state with them.',
    BASE_CHECKED: 'CI has judged the base commit; `data.refs.baseCheck` has the verdict.',
  },
);

export const EventSubjectEnum = graphqlEnum<EventSubject>('EventSubject', 'What an event is about.', EVENT_SUBJECTS, {
  RUN: 'The run itself.',
  TIER: 'One of its tiers.',
  PHASE: 'One of its phases.',
});

export const EventActorEnum = graphqlEnum<EventActor>('EventActor', 'Who acted.', EVENT_ACTORS, {
  OPERATOR: 'A command of an operator, or of a program that acts for one.',
  CLOCK: 'Nobody: a deadline, an expiry, a pause that ended.',
  BUILDER: 'A Builder.',
  AUDITOR: 'An Auditor.',
  CI: 'A CI worker.',
});

export const CommitCheckKindEnum = graphqlEnum<CheckKind>(
  'CommitCheckKind',
  'What CI on a commit that no phase made is for.',
  CHECK_KINDS,
  {
    BASE: 'The commit that a run starts from.',
    MERGE: 'The merge commit of a promotion whose target has moved.',
  },
);

export const SeverityEnum = graphqlEnum<words.Severity>('Severity', 'How serious an issue is.', words.SEVERITIES, {
  MINOR: 'Tolerated within limits; grows more serious with age.',
  MAJOR: 'Not tolerated by default.',
});

export const IssueSourceEnum = graphqlEnum<words.IssueSource>(
  'IssueSource',
  'Who found an issue.',
  words.ISSUE_SOURCES,
  {
    PROBE: 'A probe that the Builder ran.',
    TEST: 'A test.',
    CI: 'CI, e.g. a flaky test.',
    STATIC_CHECK: 'A linter, a type checker or the like.',
    SELF_DOUBT: 'The Builder itself.',
    AUDITOR: 'An Auditor.',
  },
);

export const BacklogStatusEnum = graphqlEnum<words.BacklogStatus>(
  'BacklogStatus',
  'The status of a project’s issue; computed when read.',
  words.BACKLOG_STATUSES,
  {
    OPEN: 'Seen, and not old yet.',
    NEEDS_CLEANUP: 'It has reached a threshold of age: later runs count it as major.',
    RESOLVED: 'Cleaned up, or not seen in enough successful runs; seen again, it is OPEN with age 1.',
  },
);

export const CiProfileEnum = graphqlEnum<words.CiProfile>(
  'CiProfile',
  'How thoroughly CI looks at a phase.',
  words.CI_PROFILES,
  {
    NORMAL: 'The steps of the ruleset’s normal profile.',
    STRICT: 'The steps of its strict profile: high complexity and safety critical runs.',
  },
);

export const CommandErrorCodeEnum = graphqlEnum<RefusalCode>(
  'CommandErrorCode',
  'Why a command was refused, for programs.',
  REFUSAL_CODES,
  {
    NOT_FOUND: 'What the command names does not exist.',
    ALREADY_EXISTS: 'The id is taken.',
    IDEMPOTENCY_CONFLICT: 'The idempotency key was used with another input.',
    VERSION_CONFLICT: 'The run is not at `expectedRunVersion`.',
    INVALID_INPUT: 'The plan as a whole, or with what is stored, makes no sense.',
    PLAN_TOO_LARGE: 'More phases than `maxPhases`.',
    TRANSITION_REFUSED: 'The state, its guards or the order of the plan do not allow it now.',
    RUN_TERMINAL: 'The run has ended; it never changes again.',
    PLAN_SEALED: 'The plan is frozen; only a draft can grow or be sealed.',
    STALE_LEASE: 'The lease is over: another worker has the phase, or it moved on.',
    BUDGET_EXHAUSTED: 'A budget is used up.',
    POLICY_VIOLATION: 'Policy refuses it; `reasons` say why.',
    NOT_ELIGIBLE: 'The run cannot be promoted now; `reasons` say why.',
  },
);
