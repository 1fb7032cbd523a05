/** What a lease is for. Tools of workers take the token of their lease alone; run and phase are found by it. */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from './gql.js';
import { type Ask, REFUSAL } from './tool.js';

const LEASED_WORK = gql(
  `query McpLeasedWork($leaseToken: String!) { leasedWork(leaseToken: $leaseToken) {
    phase { runId phaseId }
    brief { markdown patch previousPatch
      openIssues { issueKey category effectiveSeverity description occurrenceCount }
      strategy { taskCategory complexity builderMode auditorProfile ciProfile autoApply maxBuilderAttempts maxAuditorAttempts incidentTokenCap reasons { code message } }
      earlier { attempt role outcome reasons { code message } ciSummary failedTests { testId message } moreFailedTests notes
        logEnd { path text } patch { path text } } }
    errors { ...McpRefusal } } }`,
  REFUSAL,
);

export type LeasedWork = ResultOf<typeof LEASED_WORK>['leasedWork'];

export const leasedWork = async (ask: Ask, leaseToken: string): Promise<LeasedWork> =>
  (await ask(LEASED_WORK, { leaseToken })).leasedWork;
