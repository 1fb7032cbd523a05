/** Workers in tests: scripted clients that claim work, send heartbeats and submit results through the public API. */
import { REFUSAL } from '../../../src/cli/graphql/refusal.js';
import type { ResultOf } from '../../../src/common/typed-document.js';
import type { TestClient } from '../graphql-client.js';
import { type Api, api } from './api.js';
import type {
  ClaimWorkInput,
  HeartbeatInput,
  RefusalFragment,
  ReleaseLeaseInput,
  ReportCiResultInput,
  RequestAuditInput,
  SubmitAuditorResultInput,
  SubmitBuilderResultInput,
  WorkerRole,
} from './documents.generated.js';
import { gql } from './gql.js';

const LEASE = gql('fragment LeaseSeen on Lease { token role workerId expiresAt hardDeadlineAt tokenAllowance }');
const ATTEMPT =
  gql(`fragment AttemptSeen on Attempt { id runId phaseId role workerId state number startedAt endedAt tokensUsed tokensEstimated
  commit gate { verdict reasons { code message source } } auditVerdict ciVerdict notes
  ciTries { number verdict commit at summary artefacts { path } } artefacts { path kind sizeBytes sha256 } }`);
const PHASE = gql(
  `fragment PhaseAtWork on Phase { phaseId state builderAttempts auditorAttempts maxBuilderAttempts tokensUsed notBefore
    holder { role workerId expiresAt hardDeadlineAt } waitingFor { code message } attempts { ...AttemptSeen }
    issues { issueKey severity open } }`,
  ATTEMPT,
);
const RUN = gql(`fragment RunAtWork on Run { runId state version tokensUsed ciRunsUsed failureReason
  failure { rule message reasons { code } budget { name limit used } } headCommit }`);

const CLAIM = gql(
  `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { ...LeaseSeen } phase { phaseId runId state }
    attempt { number role state } commitCheck { kind runId commit tryNumber }
    brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria
      strategy { phaseId ciProfile autoApply reasons { code } } notes openIssues { issueKey } patch ciProfile
      ciSteps { name argv timeoutSeconds report } markdown }
    idleReason { code message } errors { ...Refusal } } }`,
  LEASE,
  REFUSAL,
);
const HEARTBEAT = gql(
  `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { lease { ...LeaseSeen } directive reason { code message source }
    budgets { scope name limit used left } errors { ...Refusal } } }`,
  LEASE,
  REFUSAL,
);
const RELEASE = gql(
  `mutation ($input: ReleaseLeaseInput!) { releaseLease(input: $input) {
    phase { ...PhaseAtWork } run { ...RunAtWork } errors { ...Refusal } } }`,
  PHASE,
  RUN,
  REFUSAL,
);
const REQUEST_AUDIT = gql(
  `mutation ($input: RequestAuditInput!) { requestAudit(input: $input) {
    phase { ...PhaseAtWork } run { ...RunAtWork } errors { ...Refusal } } }`,
  PHASE,
  RUN,
  REFUSAL,
);
const BUILD = gql(
  `mutation ($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }
    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }`,
  PHASE,
  RUN,
  ATTEMPT,
  REFUSAL,
);
const AUDIT = gql(
  `mutation ($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }
    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }`,
  PHASE,
  RUN,
  ATTEMPT,
  REFUSAL,
);
const REPORT_CI = gql(
  `mutation ($input: ReportCiResultInput!) { reportCiResult(input: $input) { phase { ...PhaseAtWork } run { ...RunAtWork }
    attempt { ...AttemptSeen } gate { verdict reasons { code message source } } errors { ...Refusal } } }`,
  PHASE,
  RUN,
  ATTEMPT,
  REFUSAL,
);
const PHASE_OF = gql(
  'query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { ...PhaseAtWork } }',
  PHASE,
);
const RUN_OF = gql(
  `query ($runId: ID!) { run(runId: $runId) { ...RunAtWork
    lateResults { id runId reason { code message } tokensUsed artefacts { path kind content } } } }`,
  RUN,
);

export type Role = WorkerRole;
export type ClaimPayload = ResultOf<typeof CLAIM>['claimWork'];
export type LeasedWork = ClaimPayload & { readonly token: string };
export type HeartbeatPayload = ResultOf<typeof HEARTBEAT>['heartbeat'];
export type ReleasePayload = ResultOf<typeof RELEASE>['releaseLease'];
export type SubmitPayload = ResultOf<typeof REPORT_CI>['reportCiResult'];
export type PhaseAtWork = NonNullable<ResultOf<typeof PHASE_OF>['phase']>;
export type RunAtWork = NonNullable<ResultOf<typeof RUN_OF>['run']>;

/** Everything that workers and operators send about work. Answers are payloads, errors included. */
export interface WorkApi extends Api {
  claim(role: Role, input?: Partial<ClaimWorkInput>): Promise<ClaimPayload>;
  /** A claim that must give a lease: its token, with the whole answer. */
  lease(role: Role, input?: Partial<ClaimWorkInput>): Promise<LeasedWork>;
  heartbeat(leaseToken: string, input?: Partial<HeartbeatInput>): Promise<HeartbeatPayload>;
  release(leaseToken: string, input?: Partial<ReleaseLeaseInput>): Promise<ReleasePayload>;
  build(leaseToken: string, input?: Partial<SubmitBuilderResultInput>): Promise<SubmitPayload>;
  audit(leaseToken: string, input?: Partial<SubmitAuditorResultInput>): Promise<SubmitPayload>;
  ci(input: Partial<ReportCiResultInput> & Pick<ReportCiResultInput, 'leaseToken'>): Promise<SubmitPayload>;
  requestAudit(input: RequestAuditInput): Promise<ReleasePayload>;
  /** It must be there. */
  phaseOf(runId: string, phaseId: string): Promise<PhaseAtWork>;
  /** It must be there. */
  runOf(runId: string): Promise<RunAtWork>;
}

export function workApi(client: TestClient): WorkApi {
  const claim: WorkApi['claim'] = async (role, more = {}) => {
    const input = { role, workerId: `${role.toLowerCase()}-1`, ...more };
    return (await client.request(CLAIM, { input })).claimWork;
  };
  return {
    ...api(client),
    claim,
    lease: async (role, input) => {
      const answer = await claim(role, input);
      if (!answer.lease) throw new Error(`No lease for ${role}: ${JSON.stringify([answer.idleReason, answer.errors])}`);
      return { ...answer, token: answer.lease.token };
    },
    heartbeat: async (leaseToken, input = {}) =>
      (await client.request(HEARTBEAT, { input: { leaseToken, ...input } })).heartbeat,
    release: async (leaseToken, more = {}) => {
      const input = { leaseToken, reason: 'enough', ...more };
      return (await client.request(RELEASE, { input })).releaseLease;
    },
    build: async (leaseToken, more = {}) => {
      const input = { leaseToken, status: 'SUCCEEDED' as const, patch: aPatch(), tokensUsed: 10, ...more };
      return (await client.request(BUILD, { input })).submitBuilderResult;
    },
    audit: async (leaseToken, more = {}) => {
      const input = { leaseToken, verdict: 'APPROVE' as const, notes: 'Looks right.', tokensUsed: 5, ...more };
      return (await client.request(AUDIT, { input })).submitAuditorResult;
    },
    ci: async (more) => {
      const input = { verdict: 'GREEN' as const, tests: GREEN_TESTS, ...more };
      return (await client.request(REPORT_CI, { input })).reportCiResult;
    },
    requestAudit: async (input) => (await client.request(REQUEST_AUDIT, { input })).requestAudit,
    phaseOf: async (runId, phaseId) => {
      const { phase } = await client.request(PHASE_OF, { runId, phaseId });
      if (!phase) throw new Error(`There is no phase ${phaseId} in ${runId}`);
      return phase;
    },
    runOf: async (runId) => {
      const { run } = await client.request(RUN_OF, { runId });
      if (!run) throw new Error(`There is no run ${runId}`);
      return run;
    },
  };
}

/** The id under which a stale result was kept. */
export const lateResultIn = (errors: readonly RefusalFragment[]): string | null | undefined =>
  errors.find((error) => error.__typename === 'StaleLeaseError')?.lateResultId;

export const GREEN_TESTS = [
  { testId: 'adds', status: 'PASSED', durationSeconds: 0.1 },
  { testId: 'subtracts', status: 'PASSED' },
] as const;
export const RED_TESTS = [GREEN_TESTS[0], { testId: 'subtracts', status: 'FAILED' }] as const;

/** A patch that adds a file of its own. */
export const aPatch = (name = 'src/added.txt', line = 'hello'): string =>
  `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${line}\n`;
