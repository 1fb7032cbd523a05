/** Workers in tests: scripted clients that claim, beat and hand in results through the public API. */
import { api, ERRORS, type Api } from './api.js';
import type { AnyData, TestClient } from './graphql-client.js';

export const LEASE = 'lease { token role workerId expiresAt hardDeadlineAt tokenAllowance }';
export const ATTEMPT = `id runId phaseId role workerId state number startedAt endedAt tokensUsed tokensEstimated commit
  gate { verdict reasons { code message source } } auditVerdict ciVerdict notes
  ciTries { number verdict commit at summary artefacts { path } } artefacts { path kind sizeBytes sha256 }`;
const PHASE = `phase { phaseId state builderAttempts auditorAttempts maxBuilderAttempts tokensUsed notBefore holder { role workerId expiresAt hardDeadlineAt }
  waitingFor { code message } attempts { ${ATTEMPT} } issues { issueKey severity open } }`;
const RUN = `run { runId state version tokensUsed ciRunsUsed failureReason failure { rule message reasons { code } budget { name limit used } } headCommit }`;
const WORK_ERRORS = ERRORS.replace(
  '... on ConflictError',
  '... on StaleLeaseError { phaseState lateResultId holder { role workerId } } ... on PolicyError { reasons { code message } } ... on ConflictError',
);
const BRIEF = `brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria
  strategy { phaseId ciProfile autoApply reasons { code } } notes openIssues { issueKey } patch ciProfile ciSteps { name argv timeoutSeconds report } markdown }`;

export type Role = 'BUILDER' | 'AUDITOR' | 'CI';

/** Everything that workers and operators send about work. Answers are payloads, errors included. */
export interface WorkApi extends Api {
  claim(role: Role, input?: AnyData): Promise<AnyData>;
  /** A claim that must give a lease: its token, with the whole answer. */
  lease(role: Role, input?: AnyData): Promise<AnyData & { token: string }>;
  beat(leaseToken: string, input?: AnyData): Promise<AnyData>;
  release(leaseToken: string, input?: AnyData): Promise<AnyData>;
  build(leaseToken: string, input?: AnyData): Promise<AnyData>;
  audit(leaseToken: string, input?: AnyData): Promise<AnyData>;
  ci(input: AnyData): Promise<AnyData>;
  requestAudit(input: AnyData): Promise<AnyData>;
  phaseOf(runId: string, phaseId: string): Promise<AnyData>;
  runOf(runId: string): Promise<AnyData>;
}

export function workApi(client: TestClient): WorkApi {
  const plain = api(client);
  const ask = async (name: string, input: AnyData, selection: string): Promise<AnyData> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const answer = await client.ask(`mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} ${WORK_ERRORS} } }`, { input });
    return answer[name];
  };
  const result = `${PHASE} ${RUN} attempt { ${ATTEMPT} } gate { verdict reasons { code message source } }`;
  const claim: WorkApi['claim'] = (role, input = {}) =>
    ask(
      'claimWork',
      { role, workerId: `${role.toLowerCase()}-1`, ...input },
      `${LEASE} phase { phaseId runId state } attempt { number role state } commitCheck { kind runId commit tryNumber } ${BRIEF} idleReason { code message }`,
    );
  return {
    ...plain,
    claim,
    lease: async (role, input) => {
      const answer = await claim(role, input);
      if (!answer.lease) throw new Error(`No lease for ${role}: ${JSON.stringify([answer.idleReason, answer.errors])}`);
      return { ...answer, token: answer.lease.token };
    },
    beat: (leaseToken, input = {}) =>
      ask(
        'heartbeat',
        { leaseToken, ...input },
        `${LEASE} directive reason { code message source } budgets { scope name limit used left }`,
      ),
    release: (leaseToken, input = {}) => ask('releaseLease', { leaseToken, reason: 'enough', ...input }, `${PHASE} ${RUN}`),
    build: (leaseToken, input = {}) =>
      ask('submitBuilderResult', { leaseToken, status: 'SUCCEEDED', patch: aPatch(), tokensUsed: 10, ...input }, result),
    audit: (leaseToken, input = {}) =>
      ask('submitAuditorResult', { leaseToken, verdict: 'APPROVE', notes: 'Looks right.', tokensUsed: 5, ...input }, result),
    ci: (input) => ask('reportCiResult', { verdict: 'GREEN', tests: GREEN_TESTS, ...input }, result),
    requestAudit: (input) => ask('requestAudit', input, `${PHASE} ${RUN}`),
    phaseOf: async (runId, phaseId) =>
      (
        await client.ask(
          `query ($runId: ID!, $phaseId: ID!) { phase(runId: $runId, phaseId: $phaseId) { ${PHASE.slice('phase { '.length, -1)} } }`,
          { runId, phaseId },
        )
      ).phase,
    runOf: async (runId) =>
      (
        await client.ask(
          `query ($runId: ID!) { run(runId: $runId) { ${RUN.slice('run { '.length, -1)} lateResults { id reason { code } tokensUsed artefacts { path kind content } } } }`,
          { runId },
        )
      ).run,
  };
}

export const GREEN_TESTS = [
  { testId: 'adds', status: 'PASSED', durationSeconds: 0.1 },
  { testId: 'subtracts', status: 'PASSED' },
];
export const RED_TESTS = [GREEN_TESTS[0], { testId: 'subtracts', status: 'FAILED' }];

/** A patch that adds a file of its own. */
export const aPatch = (name = 'src/added.txt', line = 'hello'): string =>
  `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${line}\n`;
