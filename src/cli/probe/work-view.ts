/** A run at work, as the probes of work and promotion look at it, in one query. */

import { gql } from '../graphql/gql.js';
import type { ResultOf } from '../graphql/typed-document.js';

export const RUN_AT_WORK = gql(`query RunAtWork($runId: ID!) { run(runId: $runId) {
  state isTerminal version tokensUsed ciRunsUsed integrationBranch baseCommit headCommit
  failure { rule reasons { code } budget { scope name limit used } } snapshots { phaseId commit tag }
  tiers { tierId state tokensUsed }
  phases { phaseId state builderAttempts auditorAttempts maxBuilderAttempts tokensUsed holder { role workerId }
    attempts { number role workerId state tokensUsed commit gate { verdict reasons { code } } auditVerdict ciVerdict
      ciTries { number verdict } artefacts { path kind sizeBytes sha256 content } }
    issues { issueKey severity open } }
  lateResults { id phaseId workerId tokensUsed reason { code } artefacts { path kind sizeBytes sha256 content } }
  incident { path }
} }`);

export type WorkRunView = NonNullable<ResultOf<typeof RUN_AT_WORK>['run']>;
export type PhaseAtWork = WorkRunView['phases'][number];
export type AttemptAtWork = PhaseAtWork['attempts'][number];
export type AttachmentView = AttemptAtWork['artefacts'][number];
export type GateView = NonNullable<AttemptAtWork['gate']>;

/** The row of one phase; the probe's own plan names it. */
export function phaseIn(run: WorkRunView, phaseId: string): PhaseAtWork {
  const found = run.phases.find((phase) => phase.phaseId === phaseId);
  if (!found) throw new Error(`The run has no phase ${phaseId}`);
  return found;
}
