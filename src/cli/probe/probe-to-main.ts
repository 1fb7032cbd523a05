/** The second part of the probe of promotion: who may come to main and when, and what git shows there afterwards (M1, M2). */
import type { GraphqlClient } from '../graphql/client.js';
import type { UpdateProjectInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import type { ResultOf } from '../graphql/typed-document.js';
import type { Checks } from '../shared/checks.js';
import { MAIN, type ProbeRepository } from './probe-repository.js';
import { codesOf, type ProbeWorkers } from './probe-workers.js';

const VIEW = gql(
  'fragment PromotionSeen on Promotion { eligible blockers { code } obstacles { code } commit promotedTo promotedBy pullRequestBody }',
);
const LOOK = gql(
  `query ProbePromotion($runId: ID!) {
    promotion(runId: $runId) { ...PromotionSeen } run(runId: $runId) { promotionEligibleToMain version } }`,
  VIEW,
);
const PROMOTE = gql(
  `mutation ProbePromote($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { ...PromotionSeen } errors { ...Refusal } } }`,
  VIEW,
  REFUSAL,
);

export class PromotionProbe {
  constructor(
    private readonly client: GraphqlClient,
    private readonly checks: Checks,
    private readonly repository: ProbeRepository,
    private readonly workers: ProbeWorkers,
    private readonly updateProject: (input: Omit<UpdateProjectInput, 'projectId'>) => Promise<void>,
  ) {}

  /** While the run lives. */
  async notYet(): Promise<void> {
    const { checks } = this;
    const { promotion, run } = await this.look();
    checks.equal(
      'before the end the run is not eligible, and the blocker says why',
      [promotion?.eligible, run?.promotionEligibleToMain, codesOf(promotion?.blockers ?? [])],
      [false, false, ['run_not_successful']],
    );
    await this.refused('before the end a promotion is refused', 'run_not_successful');
  }

  /** When it has ended well. */
  async toMain(): Promise<void> {
    const { checks, repository, workers } = this;
    await this.updateProject({ allowPromotion: false });
    await this.refused('a promotion that the project does not allow is refused', 'promotion_not_allowed');
    await this.updateProject({ allowPromotion: true });
    const { promotion, run } = await this.look();
    checks.equal(
      'at the end the run is eligible, and nothing blocks it',
      [promotion?.eligible, run?.promotionEligibleToMain, promotion?.blockers, promotion?.obstacles],
      [true, true, [], []],
    );
    checks.equal('the text of a pull request names the run', promotion?.pullRequestBody.includes(workers.runId), true);
    const { headCommit } = await workers.look();
    const done = await this.promote();
    checks.equal(
      'the promotion is made and recorded',
      [done.errors, done.promotion?.promotedTo, done.promotion?.promotedBy !== null, done.promotion?.commit],
      [[], MAIN, true, headCommit],
    );
    checks.equal('git shows main at the last snapshot', await repository.branch(MAIN), headCommit);
    checks.equal('main holds all that was there before', await repository.commits(MAIN, repository.base), []);
    const files = [await repository.file(MAIN, 'src/greeting.txt'), await repository.file(MAIN, 'src/goodbye.txt')];
    checks.equal('main holds the work of both phases', files, ['Hello.\n', 'Farewell.\n']);
    const again = await this.promote();
    checks.equal('promoted again, nothing changes', [again.errors, again.promotion?.commit, await repository.branch(MAIN)], [[], headCommit, headCommit]); // prettier-ignore
  }

  /** Main does not move, and the answer has every reason and the text of a pull request. */
  private async refused(name: string, reason: string): Promise<void> {
    const { checks, repository } = this;
    const before = await repository.branch(MAIN);
    const { errors, promotion } = await this.promote();
    const [refusal] = errors;
    checks.equal(
      name,
      [
        codesOf(errors),
        codesOf(refusal?.__typename === 'PolicyError' ? refusal.reasons : []).includes(reason),
        (promotion?.pullRequestBody ?? '') !== '',
      ],
      [['NOT_ELIGIBLE'], true, true],
    );
    checks.equal(`${name}: main is where it was`, await repository.branch(MAIN), before);
  }

  private look(): Promise<ResultOf<typeof LOOK>> {
    return this.client.request(LOOK, { runId: this.workers.runId });
  }

  private async promote(): Promise<ResultOf<typeof PROMOTE>['promoteRun']> {
    const input = { runId: this.workers.runId, targetBranch: MAIN };
    return (await this.client.request(PROMOTE, { input })).promoteRun;
  }
}
