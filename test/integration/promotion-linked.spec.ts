/** What a run's promotion says of the runs before it and of what was recorded: the flag, queries, and the text of a pull request from real rows. */
import { gql } from '../support/api/gql.js';
import { git, TestRepository } from '../support/git/git-repositories.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';
import { codes, type PromotionServer, promotionServer, PromotionStory, reasonsOf, tipOf } from './promotion.fixture.js';

let database: TestDatabase;
let server: PromotionServer;
let story: PromotionStory;
let repository: TestRepository;

beforeAll(async () => {
  database = await freshDatabase();
  server = await promotionServer(database);
  story = new PromotionStory(server, database);
});
beforeEach(async () => {
  repository = await TestRepository.make({ kind: 'bare', branch: 'trunk' });
});
afterEach(() => repository.remove());
afterAll(async () => {
  await server?.close();
  await database?.drop();
});

/** So many linked runs, each of which began at the last snapshot of the one before it. */
async function chain(name: string, length: number): Promise<{ ids: string[]; heads: string[] }> {
  const ids = Array.from({ length }, (_, i) => (i === 0 ? name : `${name}-${i + 1}`));
  const heads: string[] = [];
  for (const [i, runId] of ids.entries()) {
    await story.finished(runId);
    const base = heads[i - 1] ?? repository.base;
    heads.push(await repository.commit(`autonomous/${runId}`, { [`of-${runId}`]: 'x\n' }, base));
    await story.inRepository(runId, repository, heads[i]!, base);
  }
  await story.link(...ids);
  return { ids, heads };
}

describe('M1: linked runs', () => {
  it('M1, P10: a run is eligible once every run before it is promoted', async () => {
    const { ids, heads } = await chain('plan', 3);
    const flags = () => Promise.all(ids.map((runId) => story.isEligible(runId)));
    expect(await flags()).toEqual([true, false, false]);
    const { errors, promotion } = await story.promote(ids[2]!);
    expect(errors).toMatchObject([{ code: 'NOT_ELIGIBLE', retryable: true }]);
    expect(promotion!.blockers.map(({ code, message }) => [code, message.split('"')[1]])).toEqual([
      ['predecessor_not_promoted', ids[1]],
      ['predecessor_not_promoted', ids[0]],
    ]);
    expect(await tipOf(repository, 'trunk')).toBe(repository.base);

    for (const [i, runId] of ids.entries()) {
      expect((await story.promote(runId)).promotion!.commit).toBe(heads[i]);
      expect(await flags()).toEqual(ids.map((_, k) => k <= i + 1));
    }
  });

  it('M1: a run whose predecessor somebody merged is eligible where the repository is looked at, and by the flag once that is recorded', async () => {
    const { ids, heads } = await chain('merged', 2);
    await git(repository.path, 'update-ref', 'refs/heads/trunk', heads[0]!);
    expect(await story.look(ids[1]!)).toMatchObject({ eligible: true, blockers: [], obstacles: [] });
    expect(await story.isEligible(ids[1]!)).toBe(false);
    expect((await story.promote(ids[0]!)).promotion).toMatchObject({ commit: heads[0] });
    expect(await story.isEligible(ids[1]!)).toBe(true);
  });

  it('M1: a predecessor that somebody merged as one commit counts, as long as what it added is there', async () => {
    const { ids } = await chain('squashed', 2);
    const squashed = await repository.commit(
      'trunk',
      { 'of-squashed': 'x\n', 'other.txt': 'of others\n' },
      repository.base,
    );
    expect(await story.look(ids[1]!)).toMatchObject({ eligible: true, blockers: [], obstacles: [] });
    const undone = await repository.commit('trunk', { 'of-squashed': 'taken back\n' }, squashed);
    expect(codes((await story.look(ids[1]!))!.blockers)).toEqual(['predecessor_not_promoted']);
    await git(repository.path, 'update-ref', 'refs/heads/trunk', squashed, undone);
    const { errors, promotion } = await story.promote(ids[1]!);
    expect([errors, promotion!.promotedTo]).toEqual([[], 'trunk']);
    expect(await git(repository.path, 'show', `${promotion!.commit}:other.txt`)).toContain('of others');
  });

  it('M1: a run that is promoted itself stays eligible, though nobody recorded that the one before it was merged', async () => {
    const { ids, heads } = await chain('last', 4);
    await git(repository.path, 'update-ref', 'refs/heads/trunk', heads[1]!);
    expect((await story.promote(ids[2]!)).promotion).toMatchObject({ commit: heads[2], eligible: true });
    const { runs } = await server.request(
      gql('{ runs(first: 4) { nodes { runId promotionEligibleToMain promotion { eligible } } } }'),
    );
    const flags = [true, false, true, true].map((promotionEligibleToMain, i) => ({
      runId: ids[i],
      promotionEligibleToMain,
    }));
    expect(runs.nodes).toEqual(flags.map((flag) => ({ ...flag, promotion: { eligible: true } })).reverse());
  });

  it('M1: a predecessor that was deleted counts as far as the target holds its last snapshot', async () => {
    const { ids, heads } = await chain('gone', 2);
    await database.query('delete from run where run_id = $1', [ids[0]]);
    expect(codes(reasonsOf((await story.promote(ids[1]!)).errors))).toEqual(['predecessor_not_promoted']);
    await git(repository.path, 'update-ref', 'refs/heads/trunk', heads[0]!);
    expect((await story.promote(ids[1]!)).promotion).toMatchObject({ commit: heads[1] });
    expect(await story.isEligible(ids[1]!)).toBe(true);
  });

  it('M1, G6: without a repository a run before it must be eligible itself', async () => {
    const ids = [await story.finished('plain'), await story.finished('plain-2')];
    await story.link(...ids);
    expect(await story.isEligible('plain-2')).toBe(true);
    await database.query(`update tier set open_major_issues = 1 where run_id = 'plain'`);
    expect(await story.isEligible('plain-2')).toBe(false);
    expect(codes((await story.look('plain-2'))!.blockers)).toEqual(['predecessor_not_promoted']);
  });
});

describe('M1: what reading costs', () => {
  /** Statements of the reading itself: the sweepers work beside it. */
  const costOf = async (work: () => Promise<unknown>) => {
    const sent = await statementsOf(work);
    return sent.filter((statement) => !BACKGROUND.test(statement)).length;
  };

  it('M1: a list of linked runs opens no repository and costs three statements', async () => {
    await chain('listed', 4);
    await repository.remove();
    const ask = () => server.request(gql('{ runs(first: 100) { nodes { runId promotionEligibleToMain } } }'));
    const list = async () => (await ask()).runs.nodes as { runId: string; promotionEligibleToMain: boolean }[];
    const flags = (await list()).filter(({ runId }) => runId.startsWith('listed'));
    expect(Object.fromEntries(flags.map((each) => [each.runId, each.promotionEligibleToMain]))).toEqual({
      listed: true,
      'listed-2': false,
      'listed-3': false,
      'listed-4': false,
    });
    expect(await costOf(ask)).toBe(3);
  });

  it('M1: promotions of a list of runs cost a constant number of statements', async () => {
    const { ids } = await chain('asked', 3);
    const query = (first: number) =>
      costOf(() =>
        server.request(
          gql(
            'query ($first: Int!) { runs(first: $first) { nodes { runId promotion { eligible blockers { code } pullRequestBody promotedAt } } } }',
          ),
          { first },
        ),
      );
    expect(await query(ids.length)).toBe(4);
    expect(await query(1)).toBeLessThanOrEqual(4);
  });
});

describe('M2: the text of a pull request from what was recorded', () => {
  it('M2: phases with their commits and tags, CI, audits, flaky tests and open issues, each from its row', async () => {
    const { runId, head } = await story.succeeded(repository, 'told');
    const attempt = async (phaseId: string, number: number, role: string, verdict: string | null) =>
      database.query(
        `insert into attempt (run_id, phase_id, number, role, worker_id, state, token_hash, round, started_at, audit_verdict)
         values ($1, $2, $3, $4, 'w', 'SUBMITTED', $5, 1, autopack_now(), $6)`,
        [runId, phaseId, number, role, `${runId} ${phaseId} ${number}`, verdict],
      );
    const ciTry = async (phaseId: string, number: number, verdict: string, commit: string) =>
      database.query(
        `insert into ci_try (run_id, phase_id, attempt, round, number, verdict, commit, at) values ($1, $2, 1, 1, $3, $4, $5, autopack_now())`,
        [runId, phaseId, number, verdict, commit],
      );
    for (const phaseId of ['p0', 'p1']) await attempt(phaseId, 1, 'BUILDER', null);
    await attempt('p0', 2, 'AUDITOR', 'REVISE');
    await attempt('p0', 3, 'AUDITOR', 'APPROVE');
    await ciTry('p0', 1, 'RED', head);
    await ciTry('p0', 2, 'GREEN', head);
    // Green, but of another commit than the one that was taken.
    await ciTry('p1', 1, 'GREEN', repository.base);
    await database.query(
      `insert into phase_issue (run_id, phase_id, issue_key, tier_id, category, severity, effective_severity, source, description, expected_fail,
         occurrence_count, evidence_refs, first_seen_run, last_seen_run, open, reported_attempt, first_seen_at, last_seen_at)
       select $1, 'p0', k.key, 't0', k.category, 'MINOR', 'MINOR', 'CI', 'closes #7', k.expected, 1, '[]', $1, $1, k.open, 1, autopack_now(), autopack_now()
       from (values ('flaky_test__ci__a', 'flaky_test', false, true), ('style__long', 'style', false, false), ('known', 'style', true, true))
         as k (key, category, expected, open)`,
      [runId],
    );
    const { pullRequestBody: body } = (await story.look(runId))!;
    for (const part of [
      `Branch \`autonomous/${runId}\`, last snapshot \`${head}\`, begun at \`${repository.base}\`.`,
      `- \`p0\` \`Phase p0\`: COMPLETE, commit \`${head.slice(0, 12)}\`, tag \`autonomous/${runId}/p0\`, CI FLAKY, 7 tests, audit APPROVE`,
      `- \`p1\` \`Phase p1\`: COMPLETE, commit \`${head.slice(0, 12)}\`, tag \`autonomous/${runId}/p1\`, 7 tests`,
      'Of 2 complete phases, CI found 1 green; 1 of them only after another try of the same commit had failed; for 1 no green CI result is on record.',
      'Issues about tests that failed and then passed: 1.',
      'Audits: 2 (1 approved, 1 asked for a revision, 0 escalated).',
      '**Open:**\n\n- MINOR `flaky_test__ci__a` in `p0`: `closes #7`\n',
      '2 of 2 phases ended: 2 complete',
    ]) {
      expect(body).toContain(part);
    }
    expect(body).toMatch(/Strategy `[0-9a-f]{64}`, without a ruleset\./);
    expect(body).not.toMatch(/style__long|known/);
    expect(body).not.toContain(repository.folder);
  });
});
