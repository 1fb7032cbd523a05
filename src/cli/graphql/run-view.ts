/** A run as the commands look at it, all in one query. */
import type { GraphqlClient } from './client.js';
import { gql } from './gql.js';
import type { ResultOf } from './typed-document.js';

const RUN = gql(`query Run($runId: ID!) { run(runId: $runId) {
  runId state isTerminal version tokensUsed minorIssuesCount majorIssuesCount completedAt failureReason promotionEligibleToMain
  strategy { hash }
  currentPhase { phaseId }
  tiers { tierId tierIndex name state minorIssuesCount majorIssuesCount }
  phases { phaseId phaseIndex tierId name state nextStates builderAttempts tokensUsed
    minorIssuesCount majorIssuesCount issueState completedAt }
  fileLayout { root files { path kind sizeBytes sha256 runVersion } }
} }`);

export type RunView = NonNullable<ResultOf<typeof RUN>['run']>;
export type FileView = RunView['fileLayout']['files'][number];

export async function readRun(client: GraphqlClient, runId: string): Promise<RunView | null> {
  return (await client.request(RUN, { runId })).run;
}
