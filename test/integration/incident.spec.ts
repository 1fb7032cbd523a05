/** What the files of a run contain of its work, and the incident pack of a run that failed: driven by workers through the API, read from the disk. */
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plan } from '../support/api/api.js';
import type { SubmitBuilderResultInput, TierInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { aPatch, GREEN_TESTS, RED_TESTS, type WorkApi, workApi } from '../support/api/workers.js';
import { git, TestRepository } from '../support/git/git-repositories.js';
import type { Json } from '../support/graphql-client.js';
import { moveClock } from '../support/server/databases.js';
import { withFiles } from '../support/server/files.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { layoutStatementsOf } from './file-layout.fixture.js';

const HOSTILE = '---\n# owned\n| a | b |\n```\n<script>alert(1)</script>\u001b[2J\u202e[x](javascript:y)\n'.padEnd(
  10_000,
  'z',
);
const PACK = ['incident/README.md', 'incident/events.json'];
const ARTEFACT = gql('fragment ArtefactSeen on Artefact { path kind sizeBytes sha256 runVersion content }');

let server: TestServer;
let work: WorkApi;
let runId: string;
let next = 0;

beforeAll(async () => {
  server = await startTestServer();
  work = workApi(withFiles(server));
}, 60_000);
afterAll(() => server.close());
beforeEach(() => {
  runId = `Run-${(next += 1)}`;
});

const path = (...parts: string[]): string => join(server.runsRoot, runId, ...parts);
const read = (name: string): string => readFileSync(path(name), 'utf8');
const phaseFile = (): string => read('phases/phase_00_p0.md');
const start = (tiers: TierInput[] = plan({ T1: ['p0', 'p1'] })) => work.startRun({ runId, tiers });
/** Statements that render a run; what looks for work left over, or for projects, is not among them, nor is a sweep that finds nothing. */
const displayedBy = async (act: () => Promise<unknown>): Promise<string[]> => {
  const names = (await layoutStatementsOf(act)).filter((name) => !/stale|remove|project|backlog|rulesets/.test(name));
  return names
    .join(' ')
    .replaceAll(/ ?layout_lock_runs layout_read_changed layout_settle_runs/g, '')
    .trim()
    .split(' ');
};
/** Every file of the run by its path, but attachments. */
const documents = (): Map<string, string> =>
  new Map(
    readdirSync(path(), { recursive: true, encoding: 'utf8' })
      .sort()
      .filter((name) => !name.startsWith('attempts') && statSync(path(name)).isFile())
      .map((name) => [name, read(name)]),
  );
const upToDate = async (): Promise<boolean> =>
  (await server.request(gql('query ($runId: ID!) { fileLayout(runId: $runId) { upToDate } }'), { runId })).fileLayout!
    .upToDate;
const WHOLE = gql(
  `query ($runId: ID!) { run(runId: $runId) { version state failure { rule message reasons { code } } incident { ...ArtefactSeen } fileLayout { files { path kind } } } }`,
  ARTEFACT,
);
const FILE = gql(
  'query ($runId: ID!, $path: String!) { artefact(runId: $runId, path: $path) { ...ArtefactSeen } }',
  ARTEFACT,
);
const packOf = async () => (await server.request(WHOLE, { runId })).run!;
const artefact = async (name: string) => (await server.request(FILE, { runId, path: name })).artefact;
const front = (content: string, key: string): string | undefined =>
  new RegExp(`^${key}: (.*)$`, 'm').exec(content.split(/^---$/m)[1]!)?.[1];

async function claim(role: 'BUILDER' | 'AUDITOR' | 'CI'): Promise<string> {
  return (await work.lease(role, { runId })).token;
}
const build = async (input: Partial<SubmitBuilderResultInput> = {}) => work.build(await claim('BUILDER'), input);

/** Deletes the documents, rebuilds them, and answers whether they are the same again. Attachments are inputs: they stay. */
async function expectRebuilt(): Promise<void> {
  const before = documents();
  for (const name of before.keys()) unlinkSync(path(name));
  await server.request(
    gql('mutation ($runId: ID!) { rebuildFileLayout(input: { runId: $runId }) { errors { code } } }'),
    { runId },
  );
  expect(documents()).toEqual(before);
  expect(await upToDate()).toBe(true);
}

describe('what a phase’s file contains of the work on it', () => {
  it('F2, F3: who is at work, what the gate said, what CI said, each as soon as it is so, and never a token', async () => {
    await start();
    expect(phaseFile()).toContain('It waits for its turn and a Builder.');
    const token = await claim('BUILDER');
    expect(phaseFile()).toContain('Builder builder-1 is at work on it (attempt 1).');
    expect([front(phaseFile(), 'waits_for'), front(phaseFile(), 'held_by'), front(phaseFile(), 'attempts')]).toEqual([
      'null',
      '"builder/builder-1"',
      '1',
    ]);
    await work.build(token, { status: 'FAILED', notes: 'No way in.', patch: null, tokensUsed: 7 });
    expect(phaseFile()).toContain('| 1 | BUILDER | builder-1 | SUBMITTED | FAILED | REJECT | — | 7 |');
    expect(phaseFile()).toMatch(/Gate: \*\*REJECT\*\*:\n\n- `\w+`: /);
    expect(phaseFile()).toContain('```text\nNo way in.\n```');
    await build();
    expect(phaseFile()).toContain('CI is due: it waits for a CI worker, or for a report from outside.');
    await work.ci({ leaseToken: await claim('CI'), verdict: 'RED', tests: RED_TESTS, summary: 'one is red' });
    expect(phaseFile()).toContain('- CI try 1: **RED**, 2 tests ran, 1 failed: `subtracts`; one is red');
    expect(phaseFile()).toContain('It is not offered to workers before ');
    await moveClock(server.database, '1 minute');
    await work.ci({ leaseToken: await claim('CI'), tests: GREEN_TESTS });
    await moveClock(server.database, '0 minutes');
    expect(front(phaseFile(), 'state')).toBe('COMPLETE');
    expect(phaseFile()).toContain('## Snapshot\n\nNo repository; 2 tests ran.');
    expect([...documents().values()].join('\n')).not.toMatch(/lease_|token_hash/);
    await expectRebuilt();
  });

  it('F1: names the files that attempts left, as the rows prove them, and a late result changes nothing', async () => {
    await start();
    const token = await claim('BUILDER');
    await work.build(token, { patch: aPatch(), status: 'FAILED' });
    const [patch] = await server.database.query<{ path: string; size_bytes: number; sha256: string }>(
      "select path, size_bytes, sha256 from attempt_artefact where run_id = $1 and kind = 'patch'",
      [runId],
    );
    const displayed = `](../${patch!.path}): patch, ${patch!.size_bytes} bytes, \`${patch!.sha256.slice(0, 12)}\``;
    expect(phaseFile()).toContain(displayed);
    const before = documents();
    const late = await claim('BUILDER');
    await work.release(late);
    const released = documents();
    expect((await work.build(late, { notes: 'too late' })).errors[0]!.code).toBe('STALE_LEASE');
    expect(documents()).toEqual(released);
    expect(released.get('phases/phase_00_p0.md')).not.toBe(before.get('phases/phase_00_p0.md'));
    expect(await upToDate()).toBe(true);
  });

  it('I4: what workers write stays text, and is cut', async () => {
    await start();
    await work.build((await work.lease('BUILDER', { runId, workerId: 'a|b<i>' })).token, {
      status: 'FAILED',
      notes: HOSTILE,
      patch: null,
    });
    const content = phaseFile();
    expect(content).toContain('a\\|b\\<i>');
    expect(content).toContain(' […]');
    expect(content).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    const outside = content.replace(/^(`{3,})text\n[^]*?\n\1$/gm, '');
    expect(outside).not.toMatch(/owned|script/);
    expect(outside.match(/^---$/gm)).toHaveLength(2);
    expect(content.length).toBeLessThan(6_000);
  });

  it('F4: a command about work writes the files of its phase, its tier and the summary only, whatever the run’s size', async () => {
    await start(plan({ T1: ['p0', 'p1'], T2: ['p2'] }));
    const before = documents();
    await build({ status: 'FAILED', patch: null });
    const after = documents();
    const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name));
    expect(changed).toEqual(['phases/phase_00_p0.md', 'run_summary.md', 'tiers/tier_00_Tier_T1.md']);
  });
});

describe('C4: the incident pack of a run that failed', () => {
  /** Ends the run in its first phase: three attempts, the last of them red; audits too. */
  async function fail(): Promise<void> {
    await start();
    await work.command('recordIssues', {
      runId,
      phaseId: 'p1',
      issues: [{ issueKey: 'style__a', category: 'style', source: 'PROBE', description: 'a | b' }],
    });
    await build({ status: 'FAILED', notes: HOSTILE });
    await build({ status: 'FAILED', patch: aPatch('src/second.txt'), notes: 'again' });
    for (let audit = 0; audit < 2; audit += 1) {
      if ((await work.runOf(runId)).state.startsWith('DONE')) break;
      await work.audit(await claim('AUDITOR'), { verdict: 'ESCALATE', notes: 'A human must look.' });
    }
  }

  it('C4, S6: is there when the command that ends the run answers, and says why, where, what was tried and what to do', async () => {
    await fail();
    expect([...documents().keys()].filter((name) => name.startsWith('incident'))).toEqual([
      ...PACK,
      'incident/issues.json',
    ]);
    const index = read('incident/README.md');
    const run = await packOf();
    expect(run.state).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW');
    expect([front(index, 'state'), front(index, 'run_version'), front(index, 'phase_id')]).toEqual([
      run.state,
      `${run.version}`,
      'p0',
    ]);
    expect(index).toContain(run.failure!.message);
    expect(index).toContain(`- \`${run.failure!.reasons[0]!.code}\`: `);
    for (const title of ['What happened', 'Where', 'Attempts', 'How it got there', 'Open issues', 'What to do next'])
      expect(index).toContain(`\n## ${title}\n`);
    expect(index).toContain('| 3 | AUDITOR | auditor-1 | SUBMITTED | ESCALATE | — | — | 5 |');
    expect(index).toMatch(/\]\(\.\.\/attempts\/phase_00_p0_\d+_\w+\.patch\): patch, /);
    expect(index).toContain('| style__a | MINOR | `p1` | style | 1 | a \\| b |');
    expect(index).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    expect(index.length).toBeLessThan(16_000);
    const events = JSON.parse(read('incident/events.json')) as {
      events: { seq: number; type: string }[];
      skipped_by_the_end: number;
      earlier_events_left_out: number;
    };
    // The phase that was waiting and is skipped by the end: event 16.
    const seqs = Array.from({ length: run.version }, (_, i) => i + 1).filter((seq) => seq !== run.version - 2);
    expect(events.events.map((event) => event.seq)).toEqual(seqs);
    expect([events.skipped_by_the_end, events.earlier_events_left_out]).toEqual([1, 0]);
    expect(index).toMatch(
      new RegExp(`^- ${run.version}, .*: run GATE → DONE_FAILED_REQUIRES_HUMAN_REVIEW; rule \\w+$`, 'm'),
    );
    expect((JSON.parse(read('incident/issues.json')) as Json).issues).toMatchObject([
      { issue_key: 'style__a', phase_id: 'p1', severity: 'minor' },
    ]);
    expect(await upToDate()).toBe(true);
  });

  it('F1: is rebuilt byte for byte, and nothing that comes later changes it', async () => {
    await start();
    const token = await claim('BUILDER');
    await work.command('cancelRun', { runId, reason: 'enough' });
    const before = documents();
    expect([...before.keys()].filter((name) => name.startsWith('incident'))).toEqual(PACK);
    expect(before.get('incident/README.md')).toContain('| 1 | BUILDER | builder-1 | STOPPED |');
    expect((await work.build(token, { notes: 'late' })).errors[0]!.code).toBe('STALE_LEASE');
    expect(documents()).toEqual(before);
    await expectRebuilt();
  });

  it('C4: names the budget with its limit and its value, and a run that ended between phases names none', async () => {
    await start();
    await build({ status: 'FAILED', patch: null, tokensUsed: 600_000 });
    expect(read('incident/README.md')).toContain('Budget: PHASE `incident_token_cap`, limit 500000, used 600000.');
    runId = `${runId}-idle`;
    await start();
    await work.command('cancelRun', { runId, reason: '<b>no</b>' });
    const index = read('incident/README.md');
    expect(index).toContain('while no phase was at work');
    expect(index).toContain('None.');
    expect(index).not.toContain('## Attempts');
  });

  it('C4: a run that succeeds, and one that lives, have none', async () => {
    await start(plan({ T1: ['p0'] }));
    expect(await packOf()).toMatchObject({ incident: [] });
    await build();
    await work.ci({ leaseToken: await claim('CI') });
    expect(await packOf()).toMatchObject({ state: 'DONE_SUCCESS', incident: [] });
    expect([...documents().keys()].filter((name) => name.startsWith('incident'))).toEqual([]);
  });

  it('C4, F1: the API lists the pack and the bodies that it names, with contents as rows and disk prove them', async () => {
    await fail();
    const { incident, fileLayout } = await packOf();
    expect(incident.map(({ kind }) => kind).slice(0, 3)).toEqual([
      'incident_index',
      'incident_events',
      'incident_issues',
    ]);
    expect(fileLayout.files.slice(0, 2)).toEqual([
      { path: 'run_summary.md', kind: 'run_summary' },
      { path: 'incident/README.md', kind: 'incident_index' },
    ]);
    const attachments = incident.slice(3);
    expect(new Set(attachments.map(({ kind }) => kind))).toEqual(new Set(['patch', 'result']));
    for (const each of incident) {
      expect(each.content).toBe(read(each.path));
      expect(createHash('sha256').update(each.content!).digest('hex')).toBe(each.sha256);
      expect(await artefact(each.path)).toEqual(each);
      if (each.kind === 'patch') expect(incident[0]!.content).toContain(`](../${each.path})`);
    }
    // Changed on the disk, it is no longer what was kept.
    const patch = attachments.find(({ kind }) => kind === 'patch')!;
    writeFileSync(path(patch.path), 'something else');
    expect(await artefact(patch.path)).toMatchObject({ sha256: patch.sha256, content: null });
    expect(await artefact('attempts/phase_00_p0_nothing.patch')).toBeNull();
    expect(await artefact('incident/log.txt')).toBeNull();
  });

  it('F1: the content of an attachment above 1 MiB is not delivered', async () => {
    await start();
    await build({ status: 'FAILED', patch: aPatch() });
    const [row] = await server.database.query<{ path: string }>(
      "update attempt_artefact set size_bytes = 1048577 where run_id = $1 and kind = 'patch' returning path",
      [runId],
    );
    expect(await artefact(row!.path)).toMatchObject({ kind: 'patch', sizeBytes: 1_048_577, content: null });
  });

  it('F4: costs the same for 3 and for 200 phases, but for the phases that its end skips', async () => {
    const sizes = [];
    for (const count of [3, 200]) {
      runId = `${runId}-${count}`;
      await work.startRun({
        runId,
        maxPhases: 200,
        tiers: plan({ T1: Array.from({ length: count }, (_, i) => `p${i}`) }),
      });
      expect(await displayedBy(() => claim('BUILDER'))).toEqual([
        'layout_lock_runs',
        'layout_read_changed',
        'layout_read_work',
        'layout_settle_runs',
      ]);
      const ending = await displayedBy(() => work.command('cancelRun', { runId, reason: 'enough' }));
      expect(ending).toEqual([
        'layout_lock_runs',
        'layout_read_changed',
        'layout_read_work',
        'layout_read_incidents',
        'layout_settle_runs',
      ]);
      const index = read('incident/README.md');
      sizes.push(index.length);
      expect(index.match(/^- \d+, /gm)!.length).toBeLessThanOrEqual(50);
      const events = JSON.parse(read('incident/events.json')) as {
        events: { seq: number; type: string }[];
        skipped_by_the_end: number;
        earlier_events_left_out: number;
      };
      expect(events.events.length).toBeLessThanOrEqual(200);
      expect(events.events.length + events.skipped_by_the_end + events.earlier_events_left_out).toBe(
        (await packOf()).version,
      );
      // What was skipped does not hide how it came to that.
      expect(events.skipped_by_the_end).toBe(count - 1);
      expect(index).toContain('(claimWork): phase/p0 QUEUED → EXECUTING');
    }
    expect(sizes[1]).toBeLessThan(16_000);
    expect(await upToDate()).toBe(true);
  });

  it('G3, G4, C4: in a project with a repository the files name branch, commits and tags, and never where it lies', async () => {
    const repository = await TestRepository.make();
    try {
      await work.command('createProject', { projectId: runId, repositoryPath: repository.path });
      await work.startRun({ runId, projectId: runId, tiers: plan({ T1: ['p0', 'p1'] }) });
      await build();
      await work.ci({ leaseToken: await claim('CI') });
      const { headCommit } = await work.runOf(runId);
      const tag = `autonomous/${runId}/p0`;
      expect(phaseFile()).toContain(`## Snapshot\n\nCommit \`${headCommit}\`, tag \`${tag}\`; 2 tests ran.`);
      expect(read('run_summary.md')).toContain(
        `| \`autonomous/${runId}\` | \`${repository.base}\` | \`${headCommit}\` | 1 |`,
      );
      await claim('BUILDER');
      await work.command('cancelRun', { runId, reason: 'enough' });
      const index = read('incident/README.md');
      for (const command of [`git log --oneline ${repository.base}..autonomous/${runId} `, `git show --stat ${tag} `])
        expect(index).toContain(command);
      expect(await git(repository.path, 'rev-parse', `autonomous/${runId}`)).toBe(headCommit);
      expect([...documents().values()].join('\n')).not.toContain(repository.path);
      await expectRebuilt();
    } finally {
      await repository.remove();
    }
  });

  it('F5: a link in place of its folder is not followed', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'autopack-outside-'));
    try {
      await start();
      symlinkSync(outside, path('incident'));
      await workApi(server).command('cancelRun', { runId, reason: 'enough' });
      expect(readdirSync(outside)).toEqual([]);
      expect(await upToDate()).toBe(false);
      unlinkSync(path('incident'));
      await server.request(
        gql('mutation ($runId: ID!) { rebuildFileLayout(input: { runId: $runId }) { errors { code } } }'),
        { runId },
      );
      expect(readdirSync(path('incident'))).toEqual(['README.md', 'events.json']);
      expect(await upToDate()).toBe(true);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
