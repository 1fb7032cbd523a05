/** CI on the merge commit of a promotion (M2): where the target has moved since the run began, nothing that nobody tested ends on it. */
import type { ResultOf } from '../../src/common/typed-document.js';
import { git, put } from '../integration/agents.fixture.js';
import { gql } from '../support/api/gql.js';
import { GREEN_TESTS, RED_TESTS } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { until } from '../support/waiting.js';
import { type Place, script, WorkerWorld } from './worker.fixture.js';

const world = new WorkerWorld();
beforeAll(() => world.open(), 180_000);
afterAll(() => world.close(), 60_000);

import.meta.jest.setTimeout(120_000);

interface Done extends Place {
  readonly runId: string;
  readonly head: string;
}

/** A run that has succeeded, in a project that allows promotion; nobody works in its repository's work tree. */
async function succeeded(ruleset: Json = {}): Promise<Done> {
  const place = await world.project(ruleset, true, { 'src/greeting.txt': 'hello\n' });
  await world.accepted('updateProject', { projectId: place.projectId, allowPromotion: true });
  await git(place.path, 'checkout', '-q', '--detach');
  const runId = await world.run(place);
  await world.client.build((await world.client.lease('BUILDER', { runId })).token);
  await world.client.ci({ leaseToken: (await world.client.lease('CI', { runId })).token });
  const { state, headCommit } = await world.client.runOf(runId);
  expect(state).toBe('DONE_SUCCESS');
  return { ...place, runId, head: headCommit! };
}

/** Somebody works on the target meanwhile. */
async function moved(
  { path }: Place,
  files: Readonly<Record<string, string>> = { 'src/other.txt': 'other\n' },
): Promise<string> {
  await git(path, 'checkout', '-q', 'trunk');
  await put(path, files);
  await git(path, 'add', '-A');
  await git(path, 'commit', '-q', '-m', 'meanwhile');
  await git(path, 'checkout', '-q', '--detach');
  return git(path, 'rev-parse', 'trunk');
}

const PROMOTE =
  gql(`mutation ($input: PromoteRunInput!) { promoteRun(input: $input) { promotion { promotedAt promotedBy commit pullRequestBody }
  errors { code message retryable ... on PolicyError { reasons { code message } } } } }`);
const promote = async (runId: string) => (await world.server.request(PROMOTE, { input: { runId } })).promoteRun;
const promotionOf = async (runId: string) =>
  (
    await world.server.request(
      gql('query ($runId: ID!) { promotion(runId: $runId) { promotedAt promotedBy promotedTo commit } }'),
      {
        runId,
      },
    )
  ).promotion;
const trunk = ({ path }: Place): Promise<string> => git(path, 'rev-parse', 'trunk');
function saysOnly({ errors, promotion }: ResultOf<typeof PROMOTE>['promoteRun'], code: string, words: string): void {
  expect(promotion!.promotedAt).toBeNull();
  expect(errors).toMatchObject([
    { code: 'NOT_ELIGIBLE', retryable: true, reasons: [{ code, message: expect.stringContaining(words) }] },
  ]);
}

describe('a promotion whose target has moved', () => {
  it('M2: makes the merge commit, has CI speak of it, and is done when that is green', async () => {
    const done = await succeeded();
    const from = await moved(done);
    saysOnly(await promote(done.runId), 'merge_being_tested', 'CI runs on the merge commit');
    expect(await trunk(done)).toBe(from);
    // Asked again, it says the same, and there is one check.
    saysOnly(await promote(done.runId), 'merge_being_tested', 'CI runs on the merge commit');
    const claimed = await world.client.lease('CI', { runId: done.runId });
    const { commit } = claimed.commitCheck!;
    expect(claimed).toMatchObject({
      phase: null,
      commitCheck: { kind: 'MERGE', runId: done.runId },
      brief: { commit, ciSteps: [{ name: 'check' }] },
    });
    expect((await git(done.path, 'rev-list', '--parents', '-n', '1', commit)).split(' ').slice(1)).toEqual([
      from,
      done.head,
    ]);
    expect(await world.client.claim('CI', { runId: done.runId, workerId: 'other' })).toMatchObject({ lease: null });
    expect(await world.client.ci({ leaseToken: claimed.token })).toMatchObject({ errors: [] });

    expect(await trunk(done)).toBe(commit);
    expect(await promotionOf(done.runId)).toMatchObject({
      promotedTo: 'trunk',
      promotedBy: 'operator',
      commit,
      promotedAt: expect.any(String),
    });
    expect(await promote(done.runId)).toMatchObject({ errors: [], promotion: { commit } });
    expect(await git(done.path, 'for-each-ref', 'refs/autopack')).toBe('');
    await git(done.path, 'fsck', '--strict');
  });

  it('M2: texts that fit and tests that break are not promoted, and it says why, with a pull request', async () => {
    const done = await succeeded();
    const from = await moved(done, { 'src/greeting.txt': 'bye\n' });
    await promote(done.runId);
    const worker = await world.worker(['CI'], script('noChange'), { projectId: done.projectId, maxAttempts: 1 });
    await worker.ended;
    expect(worker.events).toContainEqual(expect.objectContaining({ event: 'claimed', check: 'MERGE' }));
    const answer = await promote(done.runId);
    saysOnly(answer, 'merge_red', 'greets');
    expect(answer.promotion!.pullRequestBody).toContain(done.runId);
    expect(await trunk(done)).toBe(from);
  });

  it('M2: a target that moves again meanwhile is tested anew', async () => {
    const done = await succeeded();
    await moved(done);
    await promote(done.runId);
    const first = await world.client.lease('CI', { runId: done.runId });
    const again = await moved(done, { 'src/third.txt': 'third\n' });
    expect(await world.client.ci({ leaseToken: first.token })).toMatchObject({ errors: [] });
    expect(await trunk(done)).toBe(again);
    const second = await world.client.lease('CI', { runId: done.runId });
    expect(second.commitCheck!.commit).not.toBe(first.commitCheck!.commit);
    await world.client.ci({ leaseToken: second.token, tests: GREEN_TESTS });
    expect(await trunk(done)).toBe(second.commitCheck!.commit);
  });

  it('M2: after a red merge, a target that moves on may be asked for again', async () => {
    const done = await succeeded();
    await moved(done);
    await promote(done.runId);
    await world.client.ci({
      leaseToken: (await world.client.lease('CI', { runId: done.runId })).token,
      verdict: 'RED',
      tests: RED_TESTS,
    });
    saysOnly(await promote(done.runId), 'merge_red', 'subtracts');
    await moved(done, { 'src/mended.txt': 'mended\n' });
    saysOnly(await promote(done.runId), 'merge_being_tested', 'CI runs on the merge commit');
  });

  it('M2: where its server died between the verdict and the move, a sweeper promotes it', async () => {
    const done = await succeeded();
    await moved(done);
    await promote(done.runId);
    await world.server.database.query(
      `update commit_check set state = 'DONE', verdict = 'GREEN', ended_at = autopack_now() where run_id = $1 and kind = 'MERGE'`,
      [done.runId],
    );
    const { commit } = await until('it is promoted', async () => {
      const promotion = await promotionOf(done.runId);
      return promotion!.promotedAt === null ? null : promotion;
    });
    expect(await trunk(done)).toBe(commit);
  });

  it.each([
    ['testMerge: false', { promotion: { testMerge: false } }],
    ['no CI steps', { ci: {} }],
  ])('M2: with %s it is promoted at once, untested', async (_, ruleset) => {
    const done = await succeeded(ruleset);
    await moved(done);
    expect(await promote(done.runId)).toMatchObject({ errors: [], promotion: { promotedAt: expect.any(String) } });
  });
});

it('M2: a target that has not moved is promoted at once: CI has spoken of that commit', async () => {
  const done = await succeeded();
  expect(await promote(done.runId)).toMatchObject({ errors: [], promotion: { commit: done.head } });
  expect(await trunk(done)).toBe(done.head);
});
