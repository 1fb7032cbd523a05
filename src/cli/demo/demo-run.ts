/** The demo's run as it is looked at: its rows while it goes on, its events as they come, and everything about it in the end. */
import { CommandFailed } from '../exit-codes.js';
import type { GraphqlClient } from '../graphql-client.js';
import type { ReasonView } from '../plans/strategy-view.js';
import type { FileView } from '../run-view.js';

export interface EventView {
  readonly seq: number;
  readonly type: string;
  readonly subject: string;
  readonly fromState: string | null;
  readonly toState: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RunNow {
  readonly runId: string;
  readonly state: string;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly tiers: readonly { readonly tierId: string; readonly name: string; readonly state: string }[];
  readonly phases: readonly PhaseNow[];
}

export interface PhaseNow {
  readonly phaseId: string;
  readonly tierId: string;
  readonly name: string;
  readonly state: string;
  readonly builderAttempts: number;
}

type JudgedBy = Pick<ReasonView, 'code' | 'message'>;

export interface CiTryView {
  readonly number: number;
  readonly verdict: string;
  readonly reasons: readonly JudgedBy[];
}

export interface AttemptView {
  readonly number: number;
  readonly role: string;
  readonly state: string;
  readonly tokensUsed: number;
  readonly commit: string | null;
  readonly gate: { readonly verdict: string; readonly reasons: readonly JudgedBy[] } | null;
  readonly auditVerdict: string | null;
  readonly ciVerdict: string | null;
  readonly ciTries: readonly CiTryView[];
  readonly notes: string | null;
}

export interface PhaseThen extends PhaseNow {
  readonly attempts: readonly AttemptView[];
}

export interface RunThen extends Omit<RunNow, 'phases'> {
  readonly failureReason: string | null;
  readonly failure: { readonly rule: string; readonly reasons: readonly JudgedBy[] } | null;
  readonly integrationBranch: string | null;
  readonly phases: readonly PhaseThen[];
  readonly snapshots: readonly { readonly phaseId: string; readonly commit: string | null; readonly tag: string | null }[];
  readonly fileLayout: { readonly files: readonly FileView[] };
}

const NOW = `runId state isTerminal version tokensUsed minorIssuesCount majorIssuesCount
  tiers { tierId name state }`;
const PHASE = 'phaseId tierId name state builderAttempts';
const LOOK = `query Look($runId: ID!, $after: Int!) { run(runId: $runId) { ${NOW} phases { ${PHASE} }
  events(after: $after, first: 200) { seq type subject fromState toState data } } }`;
const EVERYTHING = `query Everything($runId: ID!) { run(runId: $runId) { ${NOW} failureReason failure { rule reasons { code message } }
  integrationBranch snapshots { phaseId commit tag } fileLayout { files { path kind sizeBytes sha256 runVersion } }
  phases { ${PHASE} attempts { number role state tokensUsed commit gate { verdict reasons { code message } } auditVerdict ciVerdict notes
    ciTries { number verdict reasons { code message } } } } } }`;
const CANCEL = `mutation Cancel($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }`;

/** The run, and what happened in it behind `after`. */
export async function lookAtRun(client: GraphqlClient, runId: string, after: number): Promise<{ run: RunNow; events: EventView[] }> {
  const { run } = await client.request<{ run: (RunNow & { events: EventView[] }) | null }>(LOOK, { runId, after });
  if (!run) throw gone(runId);
  return { run, events: run.events };
}

export async function readRunThen(client: GraphqlClient, runId: string): Promise<RunThen> {
  const { run } = await client.request<{ run: RunThen | null }>(EVERYTHING, { runId });
  if (!run) throw gone(runId);
  return run;
}

/** So that nothing waits for workers that are gone; a run that has ended meanwhile stays as it is (S3). */
export async function cancelDemoRun(client: GraphqlClient, runId: string): Promise<void> {
  await client.request(CANCEL, { input: { runId, reason: 'The demo was stopped.' } });
}

const gone = (runId: string): CommandFailed => new CommandFailed(`The run ${runId} is gone.`);
