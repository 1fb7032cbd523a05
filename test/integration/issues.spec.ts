/** Issues in the database: three levels in one write, counted truly under races, growing old with runs and tiers (Q1 to Q8). */
import { Database } from '../../src/database/database.js';
import { foldEvents } from '../../src/domain/rules/events/fold-events.js';
import { RecountRepository } from '../../src/issues/recount.repository.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { accepted, aReport, codeOf, LifecycleServer } from '../support/server/lifecycle.js';
import { issueStories } from './issues.fixture.js';

let database: TestDatabase;
let server: LifecycleServer;
let other: LifecycleServer;

beforeAll(async () => {
  database = await freshDatabase();
  server = await LifecycleServer.open(database.url, { poolSize: 12 });
  other = await LifecycleServer.open(database.url, { poolSize: 12 });
});
/** Whatever a test did: everything that is counted is what its rows say. */
afterEach(async () => {
  const { differences } = await new RecountRepository(server.app.get(Database)).recount(null);
  expect(differences).toEqual([]);
});
afterAll(async () => {
  await server?.close();
  await other?.close();
  await database?.drop();
});

const { aProject, aRun, aSuccess, entryOf, row, agedIn } = issueStories(() => ({ database, server }));

describe('Q2, Q3: one write, three levels', () => {
  test('Q2: a report is stored for the phase, the run and the backlog', async () => {
    const projectId = await aProject();
    const runId = await aRun(projectId, [2]);
    const { run, phase } = accepted(await server.record(runId, 'p0', ['a', { issueKey: 'b', severity: 'MAJOR' }]));
    expect(run).toMatchObject({
      version: 2,
      minorIssuesCount: 1,
      majorIssuesCount: 1,
      openMinorIssues: 1,
      openMajorIssues: 1,
    });
    expect(phase).toMatchObject({ minorIssuesCount: 1, majorIssuesCount: 1, issuesVersion: 2 });
    expect(await row('tier', runId)).toMatchObject({ minor_issues_count: 1, major_issues_count: 1 });
    expect(await entryOf(projectId, 'a')).toMatchObject({ age_in_runs: 1, age_in_tiers: 1, occurrence_count: 1 });
    expect(
      await database.query('select project_id from project_outbox where project_id = $1', [projectId]),
    ).toHaveLength(1);
  });

  test('Q3: a repeat as major moves the key from one count to the other in phase, tier and run', async () => {
    const runId = await aRun(await aProject(), [2]);
    accepted(await server.record(runId, 'p0', ['a']));
    accepted(await server.record(runId, 'p1', ['a']));
    const { run, phase } = accepted(await server.record(runId, 'p1', [{ issueKey: 'a', severity: 'MAJOR' }, 'a']));
    expect(phase).toMatchObject({ minorIssuesCount: 0, majorIssuesCount: 1 });
    expect(run).toMatchObject({ minorIssuesCount: 0, majorIssuesCount: 1 });
    expect(await row('tier', runId)).toMatchObject({ minor_issues_count: 0, major_issues_count: 1 });
  });

  test('E1: the rows with their issue counts can be recomputed from the events', async () => {
    const runId = await aRun(await aProject(), [2, 1]);
    accepted(await server.record(runId, 'p0', ['a', 'b', { issueKey: 'c', expectedFail: true }]));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.record(runId, 'p0', ['b']));
    for (const state of ['GATE', 'CI_RUNNING', 'COMPLETE'] as const)
      accepted(await server.transition(runId, 'p0', state));
    accepted(await server.record(runId, 'p2', [{ issueKey: 'a', severity: 'MAJOR' }]));
    const events = await database.query('select * from run_event where run_id = $1 order by seq', [runId]);
    const folded = foldEvents(
      runId,
      events.map((event) => ({ ...event, fromState: event.from_state, toState: event.to_state })) as never,
    );
    expect(folded.run).toMatchObject({
      minorIssuesCount: 1,
      majorIssuesCount: 1,
      openMinorIssues: 1,
      openMajorIssues: 1,
    });
    const { run } = await server.transition(runId, 'p0', 'GATE');
    expect(folded.run).toEqual(run);
  });

  test('Q1: a run that has ended takes no more issues, an unknown phase none at all', async () => {
    const projectId = await aProject();
    const runId = await aSuccess(projectId);
    expect(codeOf(await server.record(runId, 'p0', ['late']))).toBe('RUN_TERMINAL');
    expect(codeOf(await server.record(await aRun(projectId), 'nobody', ['late']))).toBe('NOT_FOUND');
    expect(codeOf(await server.record('nowhere', 'p0', ['late']))).toBe('NOT_FOUND');
    expect(await entryOf(projectId, 'late')).toBeUndefined();
  });

  test('W5: the same call under its key is recorded once', async () => {
    const projectId = await aProject();
    const runId = await aRun(projectId);
    for (let i = 0; i < 3; i += 1) accepted(await server.record(runId, 'p0', ['a'], { key: `key-${runId}` }));
    expect(await entryOf(projectId, 'a')).toMatchObject({ occurrence_count: 1 });
  });
});

describe('races', () => {
  test('Q3: 32 reports at once on one run lose nothing and count right', async () => {
    const projectId = await aProject();
    const runId = await aRun(projectId, [4, 4], { maxPhases: 30 });
    const reports = Array.from({ length: 32 }, (_, i) =>
      (i % 2 === 0 ? server : other).record(runId, `p${i % 8}`, [
        `own-${i % 16}`,
        { issueKey: 'shared', severity: i === 7 ? 'MAJOR' : null },
      ]),
    );
    for (const answer of await Promise.all(reports)) accepted(answer);
    expect(await row('run', runId)).toMatchObject({ minor_issues_count: 16, major_issues_count: 1, version: 33 });
    expect(await entryOf(projectId, 'shared')).toMatchObject({
      occurrence_count: 32,
      age_in_runs: 1,
      age_in_tiers: 2,
      base_severity: 'MAJOR',
    });
  });

  test('Q4: 32 runs that report one key at once make it 32 runs old', async () => {
    const projectId = await aProject();
    const runs = await Promise.all(Array.from({ length: 32 }, () => aRun(projectId)));
    const answers = await Promise.all(
      runs.map((runId, i) => (i % 2 === 0 ? server : other).record(runId, 'p0', ['hot', `own-${i}`])),
    );
    for (const answer of answers) accepted(answer);
    expect(await entryOf(projectId, 'hot')).toMatchObject({ occurrence_count: 32, age_in_runs: 32, age_in_tiers: 32 });
  });

  test('Q4: two runs that report a resolved key at once open it again once, with age 2', async () => {
    const projectId = await aProject();
    await aSuccess(projectId, ['back']);
    for (let i = 0; i < 5; i += 1) await aSuccess(projectId);
    const [first, second] = [await aRun(projectId), await aRun(projectId)];
    const answers = await Promise.all([server.record(first, 'p0', ['back']), other.record(second, 'p0', ['back'])]);
    for (const answer of answers) accepted(answer);
    expect(await entryOf(projectId, 'back')).toMatchObject({
      episode: 2,
      age_in_runs: 2,
      age_in_tiers: 2,
      occurrence_count: 3,
    });
  });

  test('Q8: a report that races with the completion of its phase is either of the attempt or after it, and is counted once', async () => {
    const projectId = await aProject();
    for (let i = 0; i < 8; i += 1) {
      const runId = await aRun(projectId, [2]);
      for (const state of ['EXECUTING', 'GATE', 'CI_RUNNING'] as const)
        accepted(await server.transition(runId, 'p0', state));
      const [done, reported] = await Promise.all([
        server.transition(runId, 'p0', 'COMPLETE'),
        other.record(runId, 'p0', [`close-call-${i}`]),
      ]);
      accepted(done);
      accepted(reported);
      expect(await row('run', runId)).toMatchObject({ minor_issues_count: 1, open_minor_issues: 1 });
    }
  });
});

describe('Q4: age', () => {
  test('Q4: calls do not age an issue, tiers and runs do', async () => {
    const projectId = await aProject();
    const first = await aRun(projectId, [2, 1]);
    for (const phaseId of ['p0', 'p0', 'p1', 'p1']) accepted(await server.record(first, phaseId, ['old']));
    expect(await entryOf(projectId, 'old')).toMatchObject({ age_in_runs: 1, age_in_tiers: 1, occurrence_count: 4 });
    accepted(await server.record(first, 'p2', ['old']));
    expect(await entryOf(projectId, 'old')).toMatchObject({ age_in_runs: 1, age_in_tiers: 2 });
    accepted(await server.record(await aRun(projectId), 'p0', ['old']));
    expect(await entryOf(projectId, 'old')).toMatchObject({ age_in_runs: 2, age_in_tiers: 3 });
  });

  test('Q5: a run that has begun does not change its mind; a later one counts the aged key as major', async () => {
    const projectId = await aProject();
    const before = await aRun(projectId, [1, 1]);
    for (const phaseId of ['p0', 'p1']) accepted(await server.record(before, phaseId, ['grown']));
    expect((await server.record(before, 'p1', ['grown'])).run).toMatchObject({
      minorIssuesCount: 1,
      majorIssuesCount: 0,
    });
    const later = await aRun(projectId);
    expect(await agedIn(later)).toEqual(['grown']);
    expect((await server.record(later, 'p0', [{ issueKey: 'grown', severity: 'MINOR' }])).phase).toMatchObject({
      majorIssuesCount: 1,
    });
    expect(await row('phase_issue', later)).toMatchObject({ severity: 'MINOR', effective_severity: 'MAJOR' });
  });

  test.each([
    ['NORMAL', { normal: { runs: 3, tiers: 100 } }, 2, false],
    ['NORMAL', { normal: { runs: 3, tiers: 100 } }, 3, true],
    ['SAFETY_CRITICAL', { normal: { tiers: 100 }, safetyCritical: { runs: 2, tiers: 100 } }, 1, false],
    ['SAFETY_CRITICAL', { normal: { tiers: 100 }, safetyCritical: { runs: 2, tiers: 100 } }, 2, true],
    ['SAFETY_CRITICAL', {}, 1, true],
    ['NORMAL', {}, 1, false],
    ['NORMAL', {}, 2, true],
  ] as const)(
    'Q4: in a %s run with the thresholds %j, a key seen in %i runs needs cleanup: %s',
    async (safetyProfile, aging, runs, aged) => {
      const projectId = await aProject();
      if (Object.keys(aging).length > 0) await publish(projectId, { aging });
      for (let i = 0; i < runs; i += 1) accepted(await server.record(await aRun(projectId), 'p0', ['k']));
      expect(await agedIn(await aRun(projectId, [1], { safetyProfile }))).toEqual(aged ? ['k'] : []);
    },
  );

  test('Q4: sightings outlive the run', async () => {
    const projectId = await aProject();
    const runId = await aSuccess(projectId, ['stays']);
    expect((await server.delete(runId)).deletedRunId).toBe(runId);
    accepted(await server.record(await aRun(projectId), 'p0', ['stays']));
    expect(await entryOf(projectId, 'stays')).toMatchObject({ age_in_runs: 2, age_in_tiers: 2, occurrence_count: 2 });
  });
});

describe('Q6: resolution', () => {
  test.each([
    [4, 1, 2],
    [5, 2, 1],
  ])(
    'Q6: after %i successful runs without it, the next report is of episode %i with age %i',
    async (quiet, episode, age) => {
      const projectId = await aProject();
      await aSuccess(projectId, ['gone']);
      for (let i = 0; i < quiet; i += 1) await aSuccess(projectId, ['something-else']);
      accepted(await server.record(await aRun(projectId), 'p0', ['gone']));
      expect(await entryOf(projectId, 'gone')).toMatchObject({ episode, age_in_runs: age });
    },
  );

  test('Q6: a run that saw the key and ends later is none without it; deleting successful runs changes nothing', async () => {
    const projectId = await aProject();
    const slow = await aRun(projectId);
    accepted(await server.record(slow, 'p0', ['gone']));
    await aSuccess(projectId, ['gone']);
    const quiet = [];
    for (let i = 0; i < 4; i += 1) quiet.push(await aSuccess(projectId));
    accepted(await server.complete(slow, 'p0'));
    const probe = await aRun(projectId);
    expect(await agedIn(probe)).toEqual(['gone']);
    for (const runId of quiet) await server.delete(runId);
    await aSuccess(projectId);
    expect(await agedIn(await aRun(projectId))).toEqual([]);
  });

  test('Q6: a failed run says nothing', async () => {
    const projectId = await aProject();
    await aSuccess(projectId, ['gone']);
    for (let i = 0; i < 5; i += 1) accepted(await server.cancel(await aRun(projectId)));
    accepted(await server.record(await aRun(projectId), 'p0', ['gone']));
    expect(await entryOf(projectId, 'gone')).toMatchObject({ episode: 1, age_in_runs: 2 });
  });

  test('P7, Q6: aged minor issues bring a debt-cleanup phase; completed without the key it resolves it, with it it does not', async () => {
    const projectId = await aProject();
    const keys = ['debt-a', 'debt-b', 'debt-c'];
    for (let i = 0; i < 2; i += 1) accepted(await server.record(await aRun(projectId), 'p0', keys));
    const runId = await aRun(projectId, [1]);
    const phases = await database.query(
      'select phase_id, tier_id, task_category from phase where run_id = $1 order by phase_index',
      [runId],
    );
    expect(phases).toMatchObject([
      { phase_id: 'p0' },
      { phase_id: 'debt-1', tier_id: 'debt-cleanup', task_category: 'debt_cleanup' },
    ]);
    accepted(await server.complete(runId, 'p0'));
    accepted(await server.transition(runId, 'debt-1', 'EXECUTING'));
    accepted(await server.record(runId, 'debt-1', ['debt-b']));
    for (const state of ['GATE', 'CI_RUNNING', 'COMPLETE'] as const)
      accepted(await server.transition(runId, 'debt-1', state));
    expect(await agedIn(await aRun(projectId))).toEqual(['debt-b']);
    accepted(await server.record(await aRun(projectId), 'p0', ['debt-a']));
    expect(await entryOf(projectId, 'debt-a')).toMatchObject({ episode: 2, age_in_runs: 1, age_in_tiers: 1 });
  });
});

describe('what was just seen', () => {
  /** A run with a debt-cleanup phase for three keys, at work. */
  async function cleanup(projectId: string): Promise<string> {
    for (let i = 0; i < 2; i += 1)
      accepted(await server.record(await aRun(projectId), 'p0', ['seen-a', 'seen-b', 'seen-c']));
    const runId = await aRun(projectId, [2]);
    for (const phaseId of ['p0', 'p1']) accepted(await server.complete(runId, phaseId));
    accepted(await server.transition(runId, 'debt-1', 'EXECUTING'));
    return runId;
  }

  test('Q6: a key that another run, or another phase, reports while its cleanup is at work is not resolved by it', async () => {
    const projectId = await aProject();
    const runId = await cleanup(projectId);
    accepted(await server.record(await aRun(projectId), 'p0', ['seen-a']));
    accepted(await server.record(runId, 'p1', ['seen-b']));
    for (const state of ['GATE', 'CI_RUNNING', 'COMPLETE'] as const)
      accepted(await server.transition(runId, 'debt-1', state));
    expect(await agedIn(await aRun(projectId))).toEqual(['seen-a', 'seen-b']);
  });

  test('Q4: a draft does not age by what was seen in itself', async () => {
    const projectId = await aProject();
    const runId = await aRun(projectId, [3], { draft: true, safetyProfile: 'SAFETY_CRITICAL' });
    accepted(await server.record(runId, 'p0', ['own-a', 'own-b', 'own-c']));
    accepted(await server.seal(runId));
    expect(await agedIn(runId)).toEqual([]);
    expect(await agedIn(await aRun(projectId, [1], { safetyProfile: 'SAFETY_CRITICAL' }))).toEqual([
      'own-a',
      'own-b',
      'own-c',
    ]);
  });
});

describe('Q8: open issues', () => {
  test('Q8: what the completing attempt did not report is closed, what it reported stays open, and so does what comes later', async () => {
    const runId = await aRun(await aProject(), [2]);
    accepted(await server.record(runId, 'p0', ['before']));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.record(runId, 'p0', ['first-try']));
    accepted(await server.transition(runId, 'p0', 'QUEUED'));
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    accepted(await server.transition(runId, 'p0', 'GATE'));
    accepted(await server.record(runId, 'p0', ['second-try']));
    accepted(await server.transition(runId, 'p0', 'CI_RUNNING'));
    const { run } = accepted(await server.transition(runId, 'p0', 'COMPLETE'));
    expect(run).toMatchObject({ minorIssuesCount: 3, openMinorIssues: 1 });
    accepted(await server.record(runId, 'p0', ['afterwards']));
    const open = await database.query('select issue_key from phase_issue where run_id = $1 and open order by 1', [
      runId,
    ]);
    expect(open).toEqual([{ issue_key: 'afterwards' }, { issue_key: 'second-try' }]);
  });

  test('B4: in a safety critical run a phase turns green once its issues are closed, and fails while too many are open', async () => {
    const projectId = await aProject();
    const clean = await aRun(projectId, [1], { safetyProfile: 'SAFETY_CRITICAL' });
    accepted(await server.record(clean, 'p0', ['a', { issueKey: 'b', severity: 'MAJOR' }]));
    expect(accepted(await server.complete(clean, 'p0')).run!.state).toBe('DONE_SUCCESS');
    const unclean = await aRun(projectId, [1], { safetyProfile: 'SAFETY_CRITICAL' });
    accepted(await server.transition(unclean, 'p0', 'EXECUTING'));
    accepted(await server.record(unclean, 'p0', [{ issueKey: 'c', severity: 'MAJOR' }]));
    for (const state of ['GATE', 'CI_RUNNING'] as const) accepted(await server.transition(unclean, 'p0', state));
    const { run } = accepted(await server.transition(unclean, 'p0', 'COMPLETE'));
    expect(run).toMatchObject({
      state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      failure: { rule: 'B4' },
      openMajorIssues: 1,
    });
  });

  test('B3: one minor key too many ends the run, and its recording is kept', async () => {
    const projectId = await aProject();
    const runId = await aRun(projectId, [1]);
    accepted(await server.transition(runId, 'p0', 'EXECUTING'));
    expect(accepted(await server.record(runId, 'p0', ['a', 'b', 'c'])).run!.state).toBe('PHASE_EXECUTION');
    const { run, phase } = accepted(await server.record(runId, 'p0', ['d']));
    expect(run).toMatchObject({
      state: 'DONE_FAILED_BUDGET_EXHAUSTED',
      minorIssuesCount: 4,
      failure: { budget: { limit: 3, used: 4 } },
    });
    expect(phase).toMatchObject({ state: 'FAILED', minorIssuesCount: 4 });
    expect(await entryOf(projectId, 'd')).toMatchObject({ occurrence_count: 1 });
  });
});

test('A3: a hundred reports with the longest texts are recorded at once', async () => {
  const projectId = await aProject();
  const runId = await aRun(projectId, [50], { maxPhases: 60 });
  const long = (i: number) =>
    aReport({ issueKey: `long-${i}`, description: 'x'.repeat(10_000), evidenceRefs: ['e'.repeat(1_000)] });
  accepted(
    await server.record(
      runId,
      'p0',
      Array.from({ length: 100 }, (_, i) => long(i)),
    ),
  );
  expect(await row('run', runId)).toMatchObject({ minor_issues_count: 100 });
});

async function publish(projectId: string, document: object): Promise<void> {
  await database.query('update project set ruleset_version = ruleset_version + 1 where project_id = $1', [projectId]);
  await database.query(
    'insert into ruleset (project_id, version, document, created_at) values ($1, 1, $2, autopack_now())',
    [projectId, JSON.stringify(document)],
  );
}
