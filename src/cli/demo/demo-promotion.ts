/** Promotes the demo's run to main, as an operator would (M2). */
import type { ResultOf } from '../../common/typed-document.js';
import { accepted, type GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { CommandFailed } from '../shared/exit-codes.js';
import { MAIN } from './sample-repository.js';

const PROMOTE = gql(
  `mutation PromoteRun($input: PromoteRunInput!) { promoteRun(input: $input) {
    promotion { commit promotedAt promotedBy } errors { ...Refusal } } }`,
  REFUSAL,
);

export type PromotionView = NonNullable<ResultOf<typeof PROMOTE>['promoteRun']['promotion']> & {
  readonly branch: string;
};

export async function promote(client: GraphqlClient, runId: string): Promise<PromotionView> {
  const data = await client.request(PROMOTE, { input: { runId, targetBranch: MAIN } });
  const { promotion } = accepted(data.promoteRun);
  if (!promotion) throw new CommandFailed('The server promoted the run and does not say how.');
  return { branch: MAIN, ...promotion };
}
