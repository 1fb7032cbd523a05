/** Reads the demo's run: its rows while it is at work, its events as they come, and everything about it in the end. */
import type { ResultOf } from '../../common/typed-document.js';
import type { GraphqlClient } from '../graphql/client.js';
import type { RunNowFragment } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { CommandFailed } from '../shared/exit-codes.js';

const NOW = gql(`fragment RunNow on Run { runId state isTerminal version tokensUsed minorIssuesCount majorIssuesCount
  tiers { tierId name state } phases { phaseId tierId name state builderAttempts } }`);
const LOOK = gql(
  `query LookAtRun($runId: ID!, $after: Int!) { run(runId: $runId) { ...RunNow
    events(after: $after, first: 200) { seq type subject fromState toState data } } }`,
  NOW,
);
const EVERYTHING = gql(
  `query RunThen($runId: ID!) { run(runId: $runId) { ...RunNow failureReason failure { rule reasons { code message } }
    integrationBranch snapshots { phaseId commit tag } fileLayout { files { path kind sizeBytes sha256 runVersion } }
    phases { attempts { number role state tokensUsed commit gate { verdict reasons { code message } } auditVerdict ciVerdict notes
      ciTries { number verdict reasons { code message } } } } } }`,
  NOW,
);
const CANCEL = gql('mutation CancelDemoRun($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }');

export type RunNow = RunNowFragment;
export type PhaseNow = RunNow['phases'][number];
export type EventView = NonNullable<ResultOf<typeof LOOK>['run']>['events'][number];
export type RunThen = NonNullable<ResultOf<typeof EVERYTHING>['run']>;
export type PhaseThen = RunThen['phases'][number];
export type AttemptView = PhaseThen['attempts'][number];
export type CiTryView = AttemptView['ciTries'][number];

/** The run, and what happened in it behind `after`. */
export async function lookAtRun(
  client: GraphqlClient,
  runId: string,
  after: number,
): Promise<{ run: RunNow; events: readonly EventView[] }> {
  const { run } = await client.request(LOOK, { runId, after });
  if (!run) throw gone(runId);
  return { run, events: run.events };
}

export async function readRunThen(client: GraphqlClient, runId: string): Promise<RunThen> {
  const { run } = await client.request(EVERYTHING, { runId });
  if (!run) throw gone(runId);
  return run;
}

/** So that nothing waits for workers that are gone; a run that has ended meanwhile stays as it is (S3). */
export async function cancelDemoRun(client: GraphqlClient, runId: string): Promise<void> {
  await client.request(CANCEL, { input: { runId, reason: 'The demo was stopped.' } });
}

const gone = (runId: string): CommandFailed => new CommandFailed(`The run ${runId} is gone.`);
