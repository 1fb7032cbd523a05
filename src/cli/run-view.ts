/** A run as the commands look at it, all in one query. */
import type { GraphqlClient } from './graphql-client.js';

export interface FileView {
  readonly path: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly runVersion: number;
}

export interface RunView {
  readonly runId: string;
  readonly state: string;
  readonly isTerminal: boolean;
  readonly version: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly completedAt: string | null;
  readonly failureReason: string | null;
  readonly promotionEligibleToMain: boolean;
  readonly currentPhase: { readonly phaseId: string } | null;
  /** Null: a draft. */
  readonly strategy: { readonly hash: string } | null;
  readonly tiers: readonly TierView[];
  readonly phases: readonly PhaseView[];
  readonly fileLayout: { readonly root: string; readonly files: readonly FileView[] };
}

export interface TierView {
  readonly tierId: string;
  readonly tierIndex: number;
  readonly name: string;
  readonly state: string;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
}

export interface PhaseView {
  readonly phaseId: string;
  readonly phaseIndex: number;
  readonly tierId: string;
  readonly name: string;
  readonly state: string;
  readonly nextStates: readonly string[];
  readonly builderAttempts: number;
  readonly tokensUsed: number;
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly issueState: string;
  readonly completedAt: string | null;
}

const RUN = `query Run($runId: ID!) { run(runId: $runId) {
  runId state isTerminal version tokensUsed minorIssuesCount majorIssuesCount completedAt failureReason promotionEligibleToMain
  strategy { hash }
  currentPhase { phaseId }
  tiers { tierId tierIndex name state minorIssuesCount majorIssuesCount }
  phases { phaseId phaseIndex tierId name state nextStates builderAttempts tokensUsed
    minorIssuesCount majorIssuesCount issueState completedAt }
  fileLayout { root files { path kind sizeBytes sha256 runVersion } }
} }`;

export async function readRun(client: GraphqlClient, runId: string): Promise<RunView | null> {
  return (await client.request<{ run: RunView | null }>(RUN, { runId })).run;
}
