/**
 * The Supervisor's API for a worker, over GraphQL and HTTP. Whatever goes wrong on the way is told as `SupervisorTrouble`, with a sentence and with whether
 * it may pass: a worker runs for days, and must tell a server that restarts from one that will never take its token.
 */
import {
  SupervisorTrouble,
  type ApiBrief,
  type ApiLease,
  type ApiReason,
  type ApiRefusal,
  type BeatAnswer,
  type ClaimAnswer,
  type ClaimAsk,
  type HandIn,
  type HandInAnswer,
  type SupervisorApi,
} from '../../worker/loop/supervisor-api.js';
import type { IssueReport } from '../../domain/issue/issue.js';
import type { WorkerRole } from '../../domain/shared/vocabulary.js';
import { printable } from '../output.js';
import type { ServerAddress } from '../server-address.js';
import { unreachableBecause } from './unreachable.js';

const ERRORS = 'errors { code message retryable }';
const BRIEF = `projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria notes patch ciProfile markdown
  strategy { phaseId taskCategory complexity builderMode ciProfile autoApply auditorProfile maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons { code message source } }
  openIssues { issueKey category severity effectiveSeverity source description occurrenceCount evidenceRefs expectedFail }
  ciSteps { name argv timeoutSeconds report tags cwd env { name value } } ciGoesOn
  preparation { submodules cache { path key } setup { name argv timeoutSeconds reads cwd env { name value } } environment }
  planIntroduction tierName tierDescription phaseName phaseDescription tryNumber tries claimedAt minutes previousPatch approval { asItIs whyNot reviseEscalates }
  earlier { attempt role outcome reasons { code message source } ciSummary failedTests { testId message } moreFailedTests notes
    logEnd { path sizeBytes text } patch { path sizeBytes text } }`;

const CLAIM = `mutation Claim($input: ClaimWorkInput!) { claimWork(input: $input) {
  lease { token expiresAt hardDeadlineAt tokenAllowance } phase { phaseId runId } attempt { number role startedAt } commitCheck { kind runId tryNumber startedAt } brief { ${BRIEF} }
  idleReason { code message } ${ERRORS} } }`;
const BEAT = `mutation Beat($input: HeartbeatInput!) { heartbeat(input: $input) {
  lease { expiresAt hardDeadlineAt } directive reason { code message } ${ERRORS} } }`;
const RESULT = `phase { state } run { state } gate { verdict reasons { code message } } ${ERRORS}`;
const HAND_IN: Readonly<Record<HandIn['kind'], { readonly field: string; readonly document: string }>> = {
  builder: handing('submitBuilderResult', 'SubmitBuilderResultInput', RESULT),
  auditor: handing('submitAuditorResult', 'SubmitAuditorResultInput', RESULT),
  ci: handing('reportCiResult', 'ReportCiResultInput', RESULT),
  release: handing('releaseLease', 'ReleaseLeaseInput', `phase { state } run { state } ${ERRORS}`),
};

function handing(field: string, type: string, selection: string): { readonly field: string; readonly document: string } {
  return { field, document: `mutation HandIn($input: ${type}!) { ${field}(input: $input) { ${selection} } }` };
}

interface ClaimPayload {
  readonly lease: ApiLease | null;
  readonly phase: { readonly phaseId: string; readonly runId: string } | null;
  readonly attempt: { readonly number: number; readonly role: WorkerRole; readonly startedAt: string } | null;
  readonly commitCheck: {
    readonly kind: 'BASE' | 'MERGE';
    readonly runId: string;
    readonly tryNumber: number;
    readonly startedAt: string;
  } | null;
  readonly brief: ApiBrief | null;
  readonly idleReason: ApiReason | null;
  readonly errors: readonly ApiRefusal[];
}

interface HandInPayload {
  readonly phase: { readonly state: string } | null;
  readonly run: { readonly state: string } | null;
  readonly gate?: HandInAnswer['gate'];
  readonly errors: readonly ApiRefusal[];
}

interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly retryable?: boolean } }[];
}

export class GraphqlSupervisor implements SupervisorApi {
  constructor(private readonly server: ServerAddress) {}

  async claim(ask: ClaimAsk, signal: AbortSignal): Promise<ClaimAnswer> {
    const answer = await this.ask<ClaimPayload>('claimWork', CLAIM, ask, signal);
    const { lease, phase, attempt, commitCheck, brief, idleReason: idle, errors: refusals } = answer;
    if (lease && brief && commitCheck) {
      const { kind: check, runId, tryNumber, startedAt } = commitCheck;
      return { work: { role: 'CI', runId, phaseId: null, attempt: tryNumber, check, startedAt, lease, brief }, idle: null, refusals };
    }
    if (!lease || !phase || !attempt || !brief) return { work: null, idle, refusals };
    const { number, role, startedAt } = attempt;
    return { work: { role, ...phase, attempt: number, check: null, startedAt, lease, brief }, idle: null, refusals };
  }

  async heartbeat(leaseToken: string, tokensUsed: number | null, signal: AbortSignal): Promise<BeatAnswer> {
    const { errors: refusals, ...answer } = await this.ask<Omit<BeatAnswer, 'refusals'> & { errors: readonly ApiRefusal[] }>(
      'heartbeat',
      BEAT,
      { leaseToken, tokensUsed },
      signal,
    );
    return { ...answer, refusals };
  }

  async handIn(leaseToken: string, what: HandIn, idempotencyKey: string, signal: AbortSignal): Promise<HandInAnswer> {
    const { field, document } = HAND_IN[what.kind];
    const input = { leaseToken, idempotencyKey, ...inputOf(what) };
    const { phase, run, gate, errors: refusals } = await this.ask<HandInPayload>(field, document, input, signal);
    return { refusals, phaseState: phase?.state ?? null, runState: run?.state ?? null, gate: gate ?? null };
  }

  private async ask<Payload>(field: string, query: string, input: object, signal: AbortSignal): Promise<Payload> {
    const { status, text } = await this.post(JSON.stringify({ query, variables: { input } }), signal);
    const answer = parsed(text);
    const payload = answer?.data?.[field];
    if (payload != null) return payload as Payload;
    throw this.troubleOf(status, answer);
  }

  private async post(body: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const { url, token } = this.server;
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    try {
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal, redirect: 'error' });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      const why = signal.aborted ? 'no answer came in time' : unreachableBecause(error);
      throw new SupervisorTrouble('unreachable', `No server can be reached at ${url}: ${why}.`);
    }
  }

  /** Why there is no data. */
  private troubleOf(status: number, answer: GraphqlAnswer | null): SupervisorTrouble {
    const { url, token } = this.server;
    const [error] = answer?.errors ?? [];
    const code = error?.extensions?.code;
    if (status === 401 || code === 'UNAUTHENTICATED') {
      const what = token ? 'does not accept this token' : 'asks for a token';
      return new SupervisorTrouble('refused', `The server at ${url} ${what}. Set AUTOPACK_TOKEN to one that it knows.`);
    }
    if (code === 'INTERNAL_SERVER_ERROR' || error?.extensions?.retryable === true)
      return new SupervisorTrouble('broken', printable(error?.message ?? ''));
    if (error) return new SupervisorTrouble('refused', printable(error.message));
    if (status === 413) return new SupervisorTrouble('refused', 'It is larger than the server takes.');
    if (status === 408 || status === 429 || status >= 500) {
      return new SupervisorTrouble('broken', `The server at ${url} cannot answer now (HTTP ${status}).`);
    }
    if (status === 403) {
      return new SupervisorTrouble(
        'refused',
        `The server at ${url} does not answer under this name: use the address it listens on, or name the host in its AUTOPACK_ALLOWED_HOSTS.`,
      );
    }
    return new SupervisorTrouble(
      'refused',
      `What answers at ${url} is no Autopack server (HTTP ${status}). Name another one with --server.`,
    );
  }
}

/** What is sent besides token and key. What is not known is left out. */
function inputOf(what: HandIn): object {
  switch (what.kind) {
    case 'builder': {
      const { status, patch, notes, tokensUsed, durationSeconds, probes, issues } = what;
      return {
        status,
        patch,
        notes,
        tokensUsed,
        ...besides(what),
        ...agentOf(what),
        durationSeconds,
        probes,
        suggestedIssues: issues.map(issueInput),
      };
    }
    case 'auditor': {
      const { verdict, notes, patch, tokensUsed, confidence, issues } = what;
      return { verdict, notes, patch, tokensUsed, ...besides(what), ...agentOf(what), confidence, issues: issues.map(issueInput) };
    }
    case 'ci': {
      const { verdict, summary, reports, steps, failedSteps, outputTail, durationSeconds } = what;
      return { verdict, summary, reports, steps, failedSteps, outputTail, durationSeconds };
    }
    case 'release':
      return { reason: what.reason, tokensUsed: what.tokensUsed, ...besides(what) };
    default:
      return what satisfies never;
  }
}

/** What is sent only where there is something to say. */
const besides = ({ tokensEstimated, log }: { readonly tokensEstimated: boolean; readonly log?: string | null }): object => ({
  ...(tokensEstimated ? { tokensEstimated } : {}),
  ...(log ? { log } : {}),
});

const agentOf = ({ agent }: { readonly agent?: string }): object => (agent ? { agent } : {});

const issueInput = (issue: IssueReport): object => ({ ...issue });

function parsed(text: string): GraphqlAnswer | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}
