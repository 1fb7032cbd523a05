/**
 * Workers of a probe: they claim, send heartbeats and submit results through the public API, for one run. Answers of the server are returned unchanged,
 * refusals included; only a claim that must give a lease and gives none ends the probe.
 */
import type { GraphqlClient } from '../graphql/client.js';
import type {
  ClaimWorkInput,
  HeartbeatInput,
  SubmitAuditorResultInput,
  SubmitBuilderResultInput,
} from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL, type Refusal } from '../graphql/refusal.js';
import type { ResultOf, TypedDocument } from '../graphql/typed-document.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Resume } from './probe-runs.js';
import { type GateView, RUN_AT_WORK, type WorkRunView } from './work-view.js';

export type Role = 'BUILDER' | 'AUDITOR' | 'CI';

const SUBMITTED_PHASE = gql(
  `fragment SubmittedPhase on Phase { state builderAttempts auditorAttempts waitingFor { code } }`,
);
const RUN = gql('fragment HandedRun on Run { state version headCommit }');
const CLAIM = gql(
  `mutation ProbeClaim($input: ClaimWorkInput!) { claimWork(input: $input) {
    lease { token role workerId expiresAt hardDeadlineAt tokenAllowance } phase { phaseId state } attempt { number role state }
    brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria notes
      openIssues { issueKey } patch ciProfile strategy { phaseId autoApply reasons { code } } markdown }
    idleReason { code message } errors { ...Refusal } } }`,
  REFUSAL,
);
const HEARTBEAT = gql(
  `mutation ProbeHeartbeat($input: HeartbeatInput!) { heartbeat(input: $input) {
    lease { expiresAt } directive reason { code } budgets { scope name limit used } errors { ...Refusal } } }`,
  REFUSAL,
);
const RELEASE = gql(
  `mutation ProbeRelease($input: ReleaseLeaseInput!) { releaseLease(input: $input) {
    phase { ...SubmittedPhase } run { ...HandedRun } errors { ...Refusal } } }`,
  SUBMITTED_PHASE,
  RUN,
  REFUSAL,
);
const REQUEST_AUDIT = gql(
  `mutation ProbeRequestAudit($input: RequestAuditInput!) { requestAudit(input: $input) {
    phase { ...SubmittedPhase } run { ...HandedRun } errors { ...Refusal } } }`,
  SUBMITTED_PHASE,
  RUN,
  REFUSAL,
);
const BUILD = gql(
  `mutation ProbeBuilderResult($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) {
    phase { ...SubmittedPhase } run { ...HandedRun } attempt { number state commit } gate { verdict reasons { code } } errors { ...Refusal } } }`,
  SUBMITTED_PHASE,
  RUN,
  REFUSAL,
);
const AUDIT = gql(
  `mutation ProbeAuditorResult($input: SubmitAuditorResultInput!) { submitAuditorResult(input: $input) {
    phase { ...SubmittedPhase } run { ...HandedRun } attempt { number state commit } gate { verdict reasons { code } } errors { ...Refusal } } }`,
  SUBMITTED_PHASE,
  RUN,
  REFUSAL,
);
const REPORT_CI = gql(
  `mutation ProbeCiResult($input: ReportCiResultInput!) { reportCiResult(input: $input) {
    phase { ...SubmittedPhase } run { ...HandedRun } attempt { number state commit } gate { verdict reasons { code } } errors { ...Refusal } } }`,
  SUBMITTED_PHASE,
  RUN,
  REFUSAL,
);

export type Claimed = ResultOf<typeof CLAIM>['claimWork'];
export type Brief = NonNullable<Claimed['brief']>;
type LeaseView = NonNullable<Claimed['lease']>;

/** A claim that gave work. */
export interface Leased {
  readonly token: string;
  readonly lease: LeaseView;
  readonly phaseId: string;
  readonly number: number;
  readonly brief: Brief;
}

export type Beaten = ResultOf<typeof HEARTBEAT>['heartbeat'];
/** What became of a release or of a wish for an audit, which no gate judges. */
export type Submitted = ResultOf<typeof RELEASE>['releaseLease'];
/** What became of a result. */
export type Judged = ResultOf<typeof REPORT_CI>['reportCiResult'];

/** For what is due after a pause of no seconds, by a clock that is not ours. */
const PATIENCE_SECONDS = 10;

const OTHER_WORKERS =
  'Workers that claim work of every project take it from the probe: let them name theirs, or stop them meanwhile.';

export const TEST_THAT_FAILS = 'subtracts';
const ADDS = { testId: 'adds', status: 'PASSED', durationSeconds: 0.1 } as const;
const GREEN = [ADDS, { testId: TEST_THAT_FAILS, status: 'PASSED' }] as const;
const RED = [ADDS, { testId: TEST_THAT_FAILS, status: 'FAILED' }] as const;

export class ProbeWorkers {
  /** Of every lease that the probe got: they must stand nowhere else. */
  readonly tokens: string[] = [];

  constructor(
    private readonly client: GraphqlClient,
    readonly runId: string,
    private readonly resume: Resume,
  ) {}

  async claim(role: Role, more: Partial<ClaimWorkInput> = {}): Promise<Claimed> {
    const input = { role, workerId: `probe-${role.toLowerCase()}`, runId: this.runId, ...more };
    const { claimWork: claimed } = await this.ask(CLAIM, input);
    if (claimed.lease) this.tokens.push(claimed.lease.token);
    return claimed;
  }

  async lease(role: Role, more: Partial<ClaimWorkInput> = {}): Promise<Leased> {
    const { lease, phase, attempt, brief, idleReason, errors } = await this.claim(role, {
      waitSeconds: PATIENCE_SECONDS,
      ...more,
    });
    if (lease && phase && attempt && brief)
      return { token: lease.token, lease, phaseId: phase.phaseId, number: attempt.number, brief };
    const why = errors[0]?.message ?? idleReason?.message ?? 'The server does not say why.';
    const hint = idleReason?.code === 'all_leased' ? ` ${OTHER_WORKERS}` : '';
    throw new CommandFailed(
      `There should be work for a worker of role ${role} in run ${this.runId}, and there is none. ${why}${hint}`,
    );
  }

  async heartbeat(leaseToken: string, more: Partial<HeartbeatInput> = {}): Promise<Beaten> {
    return (await this.ask(HEARTBEAT, { leaseToken, ...more })).heartbeat;
  }

  async release(leaseToken: string): Promise<Submitted> {
    return (await this.ask(RELEASE, { leaseToken, reason: 'The probe gives it back.' })).releaseLease;
  }

  async build(leaseToken: string, more: Partial<SubmitBuilderResultInput> = {}): Promise<Judged> {
    return (await this.ask(BUILD, { leaseToken, status: 'SUCCEEDED', ...more })).submitBuilderResult;
  }

  async audit(
    leaseToken: string,
    verdict: 'APPROVE' | 'REVISE',
    more: Partial<SubmitAuditorResultInput> = {},
  ): Promise<Judged> {
    return (await this.ask(AUDIT, { leaseToken, verdict, notes: `The probe says ${verdict}.`, ...more }))
      .submitAuditorResult;
  }

  /** Claims the try that is due and reports it. */
  async ci(verdict: 'GREEN' | 'RED'): Promise<Judged & { readonly tested: string | null }> {
    const { token, brief } = await this.lease('CI');
    const input = { leaseToken: token, verdict, tests: verdict === 'GREEN' ? GREEN : RED };
    return { ...(await this.ask(REPORT_CI, input)).reportCiResult, tested: brief.commit };
  }

  async requestAudit(phaseId: string): Promise<Submitted> {
    return (await this.ask(REQUEST_AUDIT, { runId: this.runId, phaseId, focus: 'What the probe asks for.' }))
      .requestAudit;
  }

  /** The run with everything that work changes. */
  async look(): Promise<WorkRunView> {
    this.resume();
    const { run } = await this.client.request(RUN_AT_WORK, { runId: this.runId });
    if (!run) throw new CommandFailed(`The run ${this.runId} is gone while it is probed.`);
    return run;
  }

  private async ask<Result, Input>(document: TypedDocument<Result, { input: Input }>, input: Input): Promise<Result> {
    this.resume();
    return this.client.request(document, { input });
  }
}

/** A patch as git writes it, that adds one file with one line. */
export const patchThatAdds = (path: string, line: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;

/** Codes of what was refused; empty if nothing was. */
export const codesOf = (errors: readonly { readonly code: string }[]): string[] => errors.map(({ code }) => code);

/** The refusal that says who holds the lease now; undefined: there is none. */
export const staleIn = (errors: readonly Refusal[]) => errors.find((error) => error.__typename === 'StaleLeaseError');

/** A decision of the gate in one line. */
export const gateOf = ({ gate }: { readonly gate?: GateView | null }): unknown =>
  gate && [gate.verdict, ...codesOf(gate.reasons)];
