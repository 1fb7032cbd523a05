/** Enums of work: roles, attempts, results, verdicts. Each is derived from the domain's words. */
import * as words from '../../domain/model/vocabulary.js';
import { graphqlEnum } from './graphql-enum.js';

export const WorkerRoleEnum = graphqlEnum<words.WorkerRole>('WorkerRole', 'What a worker does.', words.WORKER_ROLES, {
  BUILDER: 'Writes the code of a phase.',
  AUDITOR: 'Reviews it.',
  CI: 'Tests the commit.',
});

export const AttemptStateEnum = graphqlEnum<words.AttemptState>(
  'AttemptState',
  'What became of an attempt.',
  words.ATTEMPT_STATES,
  {
    LEASED: 'A worker is at it.',
    SUBMITTED: 'Its result is in.',
    RELEASED: 'Its worker released it.',
    EXPIRED: 'Its lease ran out.',
    STOPPED: 'It was ended from outside: by a manual transition, or with the run.',
  },
);

export const BuilderStatusEnum = graphqlEnum<words.BuilderStatus>(
  'BuilderStatus',
  'What a Builder says of its own work: a claim that the gate judges.',
  words.BUILDER_STATUSES,
  {
    SUCCEEDED: 'It is done.',
    FAILED: 'It could not be done; a patch is not read.',
    NEEDS_REVIEW: 'An Auditor should look.',
    ENVIRONMENT_FAILURE: 'Nothing was tried: disk full, provider out of credit. Costs no attempt.',
  },
);

export const AuditVerdictEnum = graphqlEnum<words.AuditVerdict>(
  'AuditVerdict',
  'What an Auditor says.',
  words.AUDIT_VERDICTS,
  {
    APPROVE: 'The patch may be applied, if the gate finds no more than what needs an audit.',
    REVISE: 'Back to the Builders, with notes and one more attempt.',
    ESCALATE: 'It cannot be done like this: the phase fails.',
  },
);

export const ConfidenceEnum = graphqlEnum<words.Confidence>(
  'Confidence',
  'How sure an Auditor is.',
  words.CONFIDENCES,
  {
    LOW: 'Not very.',
    MEDIUM: 'Fairly.',
    HIGH: 'Very.',
  },
);

export const CiVerdictEnum = graphqlEnum<words.CiVerdict>(
  'CiVerdict',
  'What CI says of a commit, as the Supervisor reads it.',
  words.CI_VERDICTS,
  {
    GREEN: 'Tests ran and passed.',
    FLAKY: 'Tests failed and then passed on the same commit; accepted, with a minor issue. Not an input.',
    RED: 'Something failed.',
    MISSING: 'No result to rely on: no test ran, fewer than before, or an unreadable report. Treated as RED.',
    ENVIRONMENT: 'CI could not run.',
  },
);

export const CiTestStatusEnum = graphqlEnum<words.CiTestStatus>(
  'CiTestStatus',
  'How a test ended.',
  words.CI_TEST_STATUSES,
  {
    PASSED: 'It passed.',
    FAILED: 'It failed.',
    SKIPPED: 'It did not run; it does not count as executed.',
    ERROR: 'It could not be run to its end.',
  },
);

export const DirectiveEnum = graphqlEnum<words.Directive>(
  'Directive',
  'What a worker shall do now.',
  words.DIRECTIVES,
  {
    CONTINUE: 'Go on.',
    STOP: 'Stop the agent; the reason says why.',
  },
);

export const GateVerdictEnum = graphqlEnum<words.GateVerdict>(
  'GateVerdict',
  'What the gate says.',
  words.GATE_VERDICTS,
  {
    PASS: 'It may be applied.',
    AUDIT: 'An Auditor has to look first.',
    REJECT: 'It is refused; the reasons say why.',
  },
);
