/**
 * Workers of a probe: they claim, beat and hand in results through the public API, for one run. What the server answers comes back as it is,
 * refusals included; only a claim that must give a lease and gives none ends the probe.
 */
import { CommandFailed } from '../exit-codes.js';
import { REFUSAL_FIELDS, type GraphqlClient, type Refusal } from '../graphql-client.js';
import type { GoOn } from './probe-runs.js';
import { RUN_AT_WORK, type GateView, type HolderView, type WorkRunView } from './work-view.js';

export type Role = 'BUILDER' | 'AUDITOR' | 'CI';

export interface WorkRefusal extends Refusal {
  readonly phaseState?: string;
  readonly lateResultId?: string | null;
  readonly holder?: HolderView | null;
  readonly reasons?: readonly { readonly code: string }[];
}

interface LeaseView {
  readonly token: string;
  readonly role: Role;
  readonly workerId: string;
  readonly expiresAt: string;
  readonly hardDeadlineAt: string;
  readonly tokenAllowance: number;
}

export interface Brief {
  readonly projectId: string;
  readonly repositoryPath: string | null;
  readonly integrationBranch: string | null;
  readonly baseCommit: string | null;
  readonly commit: string | null;
  readonly allowedPaths: readonly string[];
  readonly protectedPaths: readonly string[];
  readonly acceptanceCriteria: readonly string[];
  readonly notes: readonly string[];
  readonly openIssues: readonly { readonly issueKey: string }[];
  readonly patch: string | null;
  readonly ciProfile: string;
  readonly strategy: { readonly phaseId: string; readonly autoApply: boolean; readonly reasons: readonly object[] };
  readonly markdown: string;
}

export interface Claimed {
  readonly lease: LeaseView | null;
  readonly phase: { readonly phaseId: string; readonly state: string } | null;
  readonly attempt: { readonly number: number; readonly role: Role; readonly state: string } | null;
  readonly brief: Brief | null;
  readonly idleReason: { readonly code: string; readonly message: string } | null;
  readonly errors: readonly WorkRefusal[];
}

/** A claim that gave work. */
export interface Leased {
  readonly token: string;
  readonly lease: LeaseView;
  readonly phaseId: string;
  readonly number: number;
  readonly brief: Brief;
}

export interface Beaten {
  readonly lease: Pick<LeaseView, 'expiresAt'> | null;
  readonly directive: 'CONTINUE' | 'STOP';
  readonly reason: { readonly code: string } | null;
  readonly budgets: readonly { readonly scope: string; readonly name: string; readonly limit: number; readonly used: number }[];
  readonly errors: readonly WorkRefusal[];
}

/** What became of a result; also of a release and of a wish for an audit, which no gate judges. */
export interface Handed {
  readonly phase: {
    readonly state: string;
    readonly builderAttempts: number;
    readonly auditorAttempts: number;
    readonly waitingFor: { readonly code: string } | null;
  } | null;
  readonly run: { readonly state: string; readonly version: number; readonly headCommit: string | null } | null;
  readonly attempt?: { readonly number: number; readonly state: string; readonly commit: string | null } | null;
  readonly gate?: GateView | null;
  readonly errors: readonly WorkRefusal[];
}

const ERRORS = `errors { ${REFUSAL_FIELDS} ... on PolicyError { reasons { code } }
  ... on StaleLeaseError { phaseState lateResultId holder { role workerId } } }`;
const HANDED = 'phase { state builderAttempts auditorAttempts waitingFor { code } } run { state version headCommit }';
const JUDGED = `${HANDED} attempt { number state commit } gate { verdict reasons { code } }`;
const BRIEF = `brief { projectId repositoryPath integrationBranch baseCommit commit allowedPaths protectedPaths acceptanceCriteria notes
  openIssues { issueKey } patch ciProfile strategy { phaseId autoApply reasons { code } } markdown }`;
const CLAIMED = `lease { token role workerId expiresAt hardDeadlineAt tokenAllowance } phase { phaseId state }
  attempt { number role state } ${BRIEF} idleReason { code message }`;
const BEATEN = 'lease { expiresAt } directive reason { code } budgets { scope name limit used }';
/** For what is due after a pause of no seconds, by a clock that is not ours. */
const PATIENCE_SECONDS = 10;

const OTHER_WORKERS = 'Workers that claim work of every project take it from the probe: let them name theirs, or stop them meanwhile.';

const GREEN = [
  { testId: 'adds', status: 'PASSED', durationSeconds: 0.1 },
  { testId: 'subtracts', status: 'PASSED' },
];
export const TEST_THAT_FAILS = 'subtracts';
const RED = [GREEN[0], { testId: TEST_THAT_FAILS, status: 'FAILED' }];

export class ProbeWorkers {
  /** Of every lease that the probe got: they must stand nowhere else. */
  readonly tokens: string[] = [];

  constructor(
    private readonly client: GraphqlClient,
    readonly runId: string,
    private readonly goOn: GoOn,
  ) {}

  async claim(role: Role, more: object = {}): Promise<Claimed> {
    const input = { role, workerId: `probe-${role.toLowerCase()}`, runId: this.runId, ...more };
    const claimed = await this.ask<Claimed>('claimWork', input, CLAIMED);
    if (claimed.lease) this.tokens.push(claimed.lease.token);
    return claimed;
  }

  async lease(role: Role, more: object = {}): Promise<Leased> {
    const { lease, phase, attempt, brief, idleReason, errors } = await this.claim(role, { waitSeconds: PATIENCE_SECONDS, ...more });
    if (lease && phase && attempt && brief) return { token: lease.token, lease, phaseId: phase.phaseId, number: attempt.number, brief };
    const why = errors[0]?.message ?? idleReason?.message ?? 'The server does not say why.';
    const hint = idleReason?.code === 'all_leased' ? ` ${OTHER_WORKERS}` : '';
    throw new CommandFailed(`There should be work for a worker of role ${role} in run ${this.runId}, and there is none. ${why}${hint}`);
  }

  beat(leaseToken: string, more: object = {}): Promise<Beaten> {
    return this.ask('heartbeat', { leaseToken, ...more }, BEATEN);
  }

  release(leaseToken: string): Promise<Handed> {
    return this.ask('releaseLease', { leaseToken, reason: 'The probe gives it back.' }, HANDED);
  }

  build(leaseToken: string, more: object = {}): Promise<Handed> {
    return this.ask('submitBuilderResult', { leaseToken, status: 'SUCCEEDED', ...more }, JUDGED);
  }

  audit(leaseToken: string, verdict: 'APPROVE' | 'REVISE', more: object = {}): Promise<Handed> {
    return this.ask('submitAuditorResult', { leaseToken, verdict, notes: `The probe says ${verdict}.`, ...more }, JUDGED);
  }

  /** Claims the try that is due and reports it. */
  async ci(verdict: 'GREEN' | 'RED'): Promise<Handed & { readonly tested: string | null }> {
    const { token, brief } = await this.lease('CI');
    const input = { leaseToken: token, verdict, tests: verdict === 'GREEN' ? GREEN : RED };
    return { ...(await this.ask<Handed>('reportCiResult', input, JUDGED)), tested: brief.commit };
  }

  requestAudit(phaseId: string): Promise<Handed> {
    return this.ask('requestAudit', { runId: this.runId, phaseId, focus: 'What the probe asks for.' }, HANDED);
  }

  /** The run with everything that work changes. */
  async look(): Promise<WorkRunView> {
    this.goOn();
    const { run } = await this.client.request<{ run: WorkRunView | null }>(RUN_AT_WORK, { runId: this.runId });
    if (!run) throw new CommandFailed(`The run ${this.runId} is gone while it is probed.`);
    return run;
  }

  private async ask<Payload>(name: string, input: object, selection: string): Promise<Payload> {
    this.goOn();
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation Work($input: ${type}!) { ${name}(input: $input) { ${selection} ${ERRORS} } }`;
    return (await this.client.request<Readonly<Record<string, Payload>>>(document, { input }))[name]!;
  }
}

/** A patch as git writes it, that adds one file with one line. */
export const patchThatAdds = (path: string, line: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;

/** Codes of what was refused; empty if nothing was. */
export const codesOf = (errors: readonly { readonly code: string }[]): string[] => errors.map(({ code }) => code);

/** A decision of the gate in one line. */
export const gateOf = ({ gate }: { readonly gate?: GateView | null }): unknown => gate && [gate.verdict, ...codesOf(gate.reasons)];
