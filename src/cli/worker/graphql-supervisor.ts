/**
 * The Supervisor's API for a worker, over GraphQL and HTTP. Every failure on the way is a `SupervisorTrouble` that says whether it may pass: a worker runs for
 * days, and must distinguish a server that restarts from one that will never accept its token.
 */
import type { ResultOf, TypedDocument } from '../../common/typed-document.js';
import type { IssueReport } from '../../domain/model/issue.js';
import {
  type AuditorSubmission,
  type BuilderSubmission,
  type CiSubmission,
  type ClaimAnswer,
  type ClaimAsk,
  type HeartbeatAnswer,
  type ReleaseSubmission,
  type Submission,
  type SubmissionAnswer,
  type SupervisorApi,
  SupervisorTrouble,
} from '../../worker/loop/supervisor-api.js';
import { type Advice, GraphqlClient, RequestFailed } from '../graphql/client.js';
import type {
  IssueInput,
  ReleaseLeaseInput,
  ReportCiResultInput,
  SubmitAuditorResultInput,
  SubmitBuilderResultInput,
} from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import type { ServerAddress } from '../shared/server-address.js';

const WORKER_ADVICE: Advice = {
  unreachable: '',
  token: 'Set AUTOPACK_TOKEN to one that it knows.',
  otherServer: 'Name another one with --server.',
};

const CLAIM = gql(
  `mutation ClaimWork($input: ClaimWorkInput!) { claimWork(input: $input) {
    lease { token expiresAt hardDeadlineAt tokenAllowance agentToken } phase { phaseId runId } attempt { number role startedAt }
    commitCheck { kind runId tryNumber startedAt } brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria notes patch ciProfile markdown
      strategy { phaseId taskCategory complexity builderMode ciProfile autoApply auditorProfile maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons { code message source } }
      openIssues { issueKey category severity effectiveSeverity source description occurrenceCount evidenceRefs expectedFail }
      ciSteps { name argv timeoutSeconds report tags cwd env { name value } } ciGoesOn
      preparation { submodules cache { path key } setup { name argv timeoutSeconds reads cwd env { name value } } environment }
      planIntroduction tierName tierDescription phaseName phaseDescription tryNumber tries claimedAt minutes previousPatch approval { asItIs whyNot reviseEscalates }
      earlier { attempt role outcome reasons { code message source } ciSummary failedTests { testId message } moreFailedTests notes
        logEnd { path sizeBytes text } patch { path sizeBytes text } } }
    idleReason { code message } errors { ...Refusal } } }`,
  REFUSAL,
);
const HEARTBEAT = gql(
  `mutation Heartbeat($input: HeartbeatInput!) { heartbeat(input: $input) {
    lease { expiresAt hardDeadlineAt } directive reason { code message } outputTaken errors { ...Refusal } } }`,
  REFUSAL,
);
const BUILDER_RESULT = gql(
  `mutation SubmitBuilderResult($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {
    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }`,
  REFUSAL,
);
const AUDITOR_RESULT = gql(
  `mutation SubmitAuditorResult($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) {
    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }`,
  REFUSAL,
);
const CI_RESULT = gql(
  `mutation ReportCiResult($input: ReportCiResultInput!) { reportCiResult(input: $input) {
    phase { state } run { state } gate { verdict reasons { code message } } errors { ...Refusal } } }`,
  REFUSAL,
);
const RELEASE = gql(
  `mutation ReleaseLease($input: ReleaseLeaseInput!) { releaseLease(input: $input) {
    phase { state } run { state } errors { ...Refusal } } }`,
  REFUSAL,
);

type Submitted = ResultOf<typeof CI_RESULT>['reportCiResult'] | ResultOf<typeof RELEASE>['releaseLease'];

/** What each submission sends besides. */
interface Key {
  readonly leaseToken: string;
  readonly idempotencyKey: string;
}

export class GraphqlSupervisor implements SupervisorApi {
  private readonly client: GraphqlClient;

  constructor(server: ServerAddress) {
    this.client = new GraphqlClient(server, WORKER_ADVICE);
  }

  async claim(ask: ClaimAsk, signal: AbortSignal): Promise<ClaimAnswer> {
    const { claimWork: answer } = await this.ask(CLAIM, ask, signal);
    const { lease, phase, attempt, commitCheck, brief, idleReason: idle, errors: refusals } = answer;
    if (lease && brief && commitCheck) {
      const { kind: check, runId, tryNumber, startedAt } = commitCheck;
      return {
        work: { role: 'CI', runId, phaseId: null, attempt: tryNumber, check, startedAt, lease, brief },
        idle: null,
        refusals,
      };
    }
    if (!lease || !phase || !attempt || !brief) return { work: null, idle, refusals };
    const { number, role, startedAt } = attempt;
    return { work: { role, ...phase, attempt: number, check: null, startedAt, lease, brief }, idle: null, refusals };
  }

  async heartbeat(
    leaseToken: string,
    tokensUsed: number | null,
    signal: AbortSignal,
    outputTail: string | null = null,
  ): Promise<HeartbeatAnswer> {
    const input = { leaseToken, tokensUsed, ...(outputTail ? { outputTail } : {}) };
    const { errors: refusals, ...answer } = (await this.ask(HEARTBEAT, input, signal)).heartbeat;
    return { ...answer, refusals };
  }

  async submit(
    leaseToken: string,
    what: Submission,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<SubmissionAnswer> {
    const submitted = await this.send(what, { leaseToken, idempotencyKey }, signal);
    const { phase, run, errors: refusals } = submitted;
    const gate = 'gate' in submitted ? submitted.gate : null;
    return { refusals, phaseState: phase?.state ?? null, runState: run?.state ?? null, gate };
  }

  private async send(what: Submission, key: Key, signal: AbortSignal): Promise<Submitted> {
    switch (what.kind) {
      case 'builder':
        return (await this.ask(BUILDER_RESULT, { ...key, ...builderInput(what) }, signal)).submitBuilderResult;
      case 'auditor':
        return (await this.ask(AUDITOR_RESULT, { ...key, ...auditorInput(what) }, signal)).submitAuditorResult;
      case 'ci':
        return (await this.ask(CI_RESULT, { ...key, ...ciInput(what) }, signal)).reportCiResult;
      case 'release':
        return (await this.ask(RELEASE, { ...key, ...releaseInput(what) }, signal)).releaseLease;
      default:
        return what satisfies never;
    }
  }

  private async ask<Result, Input>(
    document: TypedDocument<Result, { input: Input }>,
    input: Input,
    signal: AbortSignal,
  ): Promise<Result> {
    try {
      return await this.client.send(document, { input }, signal);
    } catch (error) {
      throw error instanceof RequestFailed ? new SupervisorTrouble(error.kind, error.message) : error;
    }
  }
}

/** What is not known is left out. */
const builderInput = (what: BuilderSubmission): Omit<SubmitBuilderResultInput, keyof Key> => ({
  status: what.status,
  patch: what.patch,
  notes: what.notes,
  tokensUsed: what.tokensUsed,
  ...besides(what),
  ...agentOf(what),
  durationSeconds: what.durationSeconds,
  probes: what.probes,
  suggestedIssues: what.issues.map(issueInput),
});

const auditorInput = (what: AuditorSubmission): Omit<SubmitAuditorResultInput, keyof Key> => ({
  verdict: what.verdict,
  notes: what.notes,
  patch: what.patch,
  tokensUsed: what.tokensUsed,
  ...besides(what),
  ...agentOf(what),
  confidence: what.confidence,
  issues: what.issues.map(issueInput),
});

const ciInput = ({ kind: _kind, ...result }: CiSubmission): Omit<ReportCiResultInput, keyof Key> => result;

const releaseInput = (what: ReleaseSubmission): Omit<ReleaseLeaseInput, keyof Key> => ({
  reason: what.reason,
  tokensUsed: what.tokensUsed,
  ...besides(what),
});

/** What is sent only where there is something to say. */
const besides = ({ tokensEstimated, log }: { readonly tokensEstimated: boolean; readonly log?: string | null }) => ({
  ...(tokensEstimated ? { tokensEstimated } : {}),
  ...(log ? { log } : {}),
});

const agentOf = ({ agent }: { readonly agent?: string }) => (agent ? { agent } : {});

const issueInput = (issue: IssueReport): IssueInput => ({ ...issue });
