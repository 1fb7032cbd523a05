/** Brings the work of the demo's run to main, as an operator would (M2). */
import { accepted, REFUSAL_FIELDS, type GraphqlClient, type Refusal } from '../graphql-client.js';
import { CommandFailed } from '../exit-codes.js';
import { MAIN } from './sample-repository.js';

export interface PromotionView {
  readonly branch: string;
  readonly commit: string;
  readonly promotedAt: string;
  readonly promotedBy: string;
}

const PROMOTE = `mutation Promote($input: PromoteRunInput!) { promoteRun(input: $input) {
  promotion { commit promotedAt promotedBy } errors { ${REFUSAL_FIELDS} } } }`;

export async function promote(client: GraphqlClient, runId: string): Promise<PromotionView> {
  const data = await client.request<{ promoteRun: { promotion: Omit<PromotionView, 'branch'> | null; errors: Refusal[] } }>(PROMOTE, {
    input: { runId, targetBranch: MAIN },
  });
  const { promotion } = accepted(data.promoteRun);
  if (!promotion) throw new CommandFailed('The server promoted the run and does not say how.');
  return { branch: MAIN, ...promotion };
}
