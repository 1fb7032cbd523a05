/** Runs that ended long ago become one file each, and nothing is lost on the way (O10). */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { pack } from 'tar-stream';

import { readArchive } from '../../src/artefacts/archive-file.js';
import type { ArchiveRunsInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { TestClient } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');
const CANCEL = gql('mutation ($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }');
const ARCHIVE = gql(
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { runId outcome reason { code message } path } endCursor errors { code } } }',
);
const UPDATE = gql(
  'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { retentionDays } errors { code } } }',
);
const RECORD = gql('mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { errors { code } } }');
const BACKLOG = gql(
  'query ($projectId: ID!) { issueBacklog(projectId: $projectId) { nodes { issueKey status ageInRuns ageInTiers occurrenceCount firstSeenRunId lastSeenRunId lastSeenAt } } }',
);
const RUN = gql('query ($runId: ID!) { run(runId: $runId) { state } }');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server?.close());

const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
const start = async (runId: string) => server.request(START, { input: { runId, tiers } });

/** A run that ended so many days ago. */
async function ended(runId: string, days = 10): Promise<void> {
  await start(runId);
  await server.request(CANCEL, { input: { runId, reason: 'enough' } });
  await server.database.query(
    `update run set completed_at = completed_at - make_interval(days => $2) where run_id = $1`,
    [runId, days],
  );
}

const ask = async (input: ArchiveRunsInput) => (await server.request(ARCHIVE, { input })).archiveRuns.runs;
const fileOf = (runId: string) => join(server.runsRoot, '_archive/default', `${runId}.tar.gz`);
const isThere = async (runId: string) => (await server.request(RUN, { runId })).run !== null;

test('O10: a run that ended long ago is in its archive, whole and proven, and nowhere else', async () => {
  await ended('old');
  const [{ events }] = (await server.database.query<{ events: number }>(
    `select count(*)::int as events from run_event where run_id = 'old'`,
  )) as [{ events: number }];
  const summary = readFileSync(join(server.runsRoot, 'old/run_summary.md'), 'utf8');
  expect(await ask({ runIds: ['old'], olderThanDays: 11 })).toEqual([]);
  expect(await ask({ runIds: ['old'], olderThanDays: 9 })).toMatchObject([
    { runId: 'old', outcome: 'ARCHIVED', reason: null },
  ]);

  expect(await isThere('old')).toBe(false);
  expect(existsSync(join(server.runsRoot, 'old'))).toBe(false);
  const parts = new Map<string, string>();
  const manifest = await readArchive(fileOf('old'), (path, bytes) =>
    parts.set(path, (parts.get(path) ?? '') + bytes.toString('utf8')),
  );
  expect(manifest).toMatchObject({ runId: 'old', projectId: 'default', state: 'DONE_FAILED_CANCELLED' });
  expect(parts.get('documents/run_summary.md')).toContain(summary.split('\n')[0]);
  expect(parts.get('events/0001.jsonl')!.trim().split('\n')).toHaveLength(events);
  for (const table of ['run', 'tier', 'phase', 'strategy'])
    expect(parts.get(`rows/${table}/0001.jsonl`)).toContain('old');
  const files = readdirSync(join(server.runsRoot, '_archive/default'));
  expect(files.filter((name) => name.startsWith('old'))).toEqual(['old.tar.gz']);
});

test('O10: a dry run says what would be done, and does nothing', async () => {
  await ended('dry');
  expect(await ask({ runIds: ['dry'], dryRun: true })).toMatchObject([{ outcome: 'ARCHIVABLE' }]);
  expect(await isThere('dry')).toBe(true);
  expect(existsSync(fileOf('dry'))).toBe(false);
});

test('O10: a live run is never looked at', async () => {
  await start('lives');
  expect(await ask({ runIds: ['lives'], olderThanDays: 0 })).toEqual([]);
});

test('O10: a run that a live one is linked behind stays, however many steps away', async () => {
  await ended('first');
  await ended('second');
  await start('third');
  await server.database.query(`update run set next_run_id = 'second' where run_id = 'first'`);
  await server.database.query(`update run set next_run_id = 'third' where run_id = 'second'`);
  expect(await ask({ runIds: ['first'] })).toMatchObject([{ outcome: 'KEPT', reason: { code: 'run_needed' } }]);
});

test('O10: the archive of a call that was killed before the deletion is replaced, and the run goes', async () => {
  await ended('halfway');
  await ask({ runIds: ['halfway'], dryRun: true });
  await ended('sibling');
  await ask({ runIds: ['sibling'] });
  writeFileSync(fileOf('halfway'), 'half an archive');
  writeFileSync(join(server.runsRoot, '_archive/default/.autopack-0badc0de-1.tmp'), 'half');
  expect(await ask({ runIds: ['halfway'] })).toMatchObject([{ outcome: 'ARCHIVED' }]);
  expect((await readArchive(fileOf('halfway'))).runId).toBe('halfway');
});

test('O10: a run with a body that is not what its row proves is not archived, and stays', async () => {
  await ended('torn');
  await server.database
    .query(
      `insert into attempt_artefact (run_id, path, phase_id, attempt, kind, size_bytes, sha256, run_version, at)
     values ('torn', 'attempts/gone.log', 'a', 1, 'log', 1, repeat('0', 64), 1, now())`,
    )
    .catch(() => undefined);
  const [{ attachments }] = (await server.database.query<{ attachments: number }>(
    `select count(*)::int as attachments from attempt_artefact where run_id = 'torn'`,
  )) as [{ attachments: number }];
  expect(attachments).toBe(1);
  const [failed] = await ask({ runIds: ['torn'] });
  expect(failed).toMatchObject({ outcome: 'FAILED', reason: { code: 'archive_failed' } });
  expect(failed!.reason!.message).toContain('"attempts/gone.log" is not the path of an attachment');
  expect(failed!.reason!.message).not.toContain(server.runsRoot);
  expect(await isThere('torn')).toBe(true);
  expect(existsSync(fileOf('torn'))).toBe(false);
});

test('O10, A4: a disk that fails is no fault of the run, and no place of the machine is in the answer', async () => {
  await ended('no-room');
  const folder = join(server.runsRoot, '_archive/default');
  const aside = join(server.runsRoot, '_archive/aside');
  mkdirSync(folder, { recursive: true });
  renameSync(folder, aside);
  writeFileSync(folder, 'a file where the folder should be');
  const [failed] = await ask({ runIds: ['no-room'] });
  expect(failed).toMatchObject({
    outcome: 'FAILED',
    reason: { message: expect.stringContaining('log of the server') },
  });
  expect(JSON.stringify(failed)).not.toContain(server.runsRoot);
  unlinkSync(folder);
  renameSync(aside, folder);
  expect(await ask({ runIds: ['no-room'] })).toMatchObject([{ outcome: 'ARCHIVED' }]);
});

test('O10, W5: under its key the command archives once and answers the same again, from any server; other input is a conflict', async () => {
  const other = await server.another();
  for (const runId of ['key-1', 'key-2', 'key-3', 'key-4']) await ended(runId, 900);
  const input = { olderThanDays: 800, first: 2, idempotencyKey: 'a-key' };
  const send = async (on: TestClient, more: Partial<ArchiveRunsInput> = {}) =>
    (await on.request(ARCHIVE, { input: { ...input, ...more } })).archiveRuns;
  const [first, second] = await Promise.all([send(server), send(other)]);
  expect(first.runs.map(({ outcome }) => outcome)).toEqual(['ARCHIVED', 'ARCHIVED']);
  expect(second).toEqual(first);
  expect(await send(other)).toEqual(first);
  expect([await isThere('key-3'), await isThere('key-4')]).toEqual([true, true]);
  expect(await send(server, { first: 3 })).toMatchObject({ runs: [], errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] });
  const next = await send(server, { idempotencyKey: 'b-key', after: first.endCursor });
  expect(next.runs.map(({ runId }) => runId)).toEqual(['key-3', 'key-4']);
});

test('O10, W5: what failed is not remembered: the same key goes on with what is left', async () => {
  await ended('fails-once', 900);
  await server.database.query(
    `insert into attempt_artefact (run_id, path, phase_id, attempt, kind, size_bytes, sha256, run_version, at)
     values ('fails-once', 'attempts/gone.log', 'a', 1, 'log', 1, repeat('0', 64), 1, now())`,
  );
  const input = { runIds: ['fails-once'], idempotencyKey: 'c-key' };
  expect(await ask(input)).toMatchObject([{ outcome: 'FAILED' }]);
  await server.database.query(`delete from attempt_artefact where run_id = 'fails-once'`);
  expect(await ask(input)).toMatchObject([{ outcome: 'ARCHIVED' }]);
  expect(await ask(input)).toMatchObject([{ outcome: 'ARCHIVED' }]);
});

test('O10: sightings stay: the backlog is the same after the run has gone', async () => {
  await start('sighted');
  const issue = { issueKey: 'style__sighted', category: 'style', severity: 'MAJOR', source: 'TEST' } as const;
  expect(
    (await server.request(RECORD, { input: { runId: 'sighted', phaseId: 'a', issues: [issue] } })).recordIssues,
  ).toEqual({ errors: [] });
  await server.request(CANCEL, { input: { runId: 'sighted', reason: 'enough' } });
  const seen = async () => ({
    ...(await server.request(BACKLOG, { projectId: 'default' })),
    sightings: await server.database.query(`select * from issue_sighting where issue_key = 'style__sighted'`),
  });
  const before = await seen();
  expect(before.sightings).toHaveLength(1);
  expect(before.issueBacklog.nodes).toMatchObject([
    { issueKey: 'style__sighted', lastSeenRunId: 'sighted', ageInRuns: 1 },
  ]);
  expect(await ask({ runIds: ['sighted'] })).toMatchObject([{ outcome: 'ARCHIVED' }]);
  expect(await isThere('sighted')).toBe(false);
  expect(await seen()).toEqual(before);
});

test('O10: two servers at once archive a run once', async () => {
  const other = await server.another();
  for (const runId of ['both-1', 'both-2', 'both-3']) await ended(runId, 400);
  const input = { olderThanDays: 300, first: 10 };
  const answers = await Promise.all([server.request(ARCHIVE, { input }), other.request(ARCHIVE, { input })]);
  const archived = answers.flatMap(({ archiveRuns }) =>
    archiveRuns.runs.filter(({ outcome }) => outcome === 'ARCHIVED'),
  );
  expect(archived.map(({ runId }) => runId).sort()).toEqual(['both-1', 'both-2', 'both-3']);
  for (const runId of ['both-1', 'both-2', 'both-3']) expect((await readArchive(fileOf(runId))).runId).toBe(runId);
});

test('O10: without retentionDays nothing goes by policy; it is set, read and taken away', async () => {
  await ended('policy', 20);
  expect((await ask({})).filter(({ runId }) => runId === 'policy')).toEqual([]);
  const set = async (retentionDays: number | null) =>
    (await server.request(UPDATE, { input: { projectId: 'default', retentionDays } })).updateProject.project;
  expect(await set(15)).toEqual({ retentionDays: 15 });
  expect((await ask({ first: 50 })).filter(({ runId }) => runId === 'policy')).toMatchObject([{ outcome: 'ARCHIVED' }]);
  expect(await set(null)).toEqual({ retentionDays: null });
});

describe('O10: hostile archives are refused', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autopack-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  type Entry = { readonly name: string; readonly type?: 'symlink' | 'link'; readonly content?: string };
  async function packed(entries: readonly Entry[]): Promise<string> {
    const archive = pack();
    for (const { name, type = 'file', content = '' } of entries)
      archive.entry({ name, type, ...(type === 'file' ? {} : { linkname: '/etc/passwd' }) }, content);
    archive.finalize();
    const parts: Buffer[] = [];
    for await (const part of archive) parts.push(part as Buffer);
    const file = join(folder, 'hostile.tar.gz');
    writeFileSync(file, gzipSync(Buffer.concat(parts)));
    return file;
  }
  const manifest = (members: readonly object[]) => ({
    name: 'manifest.json',
    content: JSON.stringify({
      ...{ format: 'autopack-archive', version: 1, runId: 'r', projectId: 'p', state: 'DONE_SUCCESS' },
      ...{ runVersion: 1, completedAt: '2026-01-01T00:00:00.000Z', members },
    }),
  });

  test.each([
    ['a path that leads out', [{ name: '../evil' }, manifest([])], /no path of a member/],
    ['an absolute path', [{ name: '/evil' }, manifest([])], /no path of a member/],
    ['a link', [{ name: 'link', type: 'symlink' as const }, manifest([])], /is a symlink/],
    ['a member twice', [{ name: 'a' }, { name: 'a' }, manifest([])], /twice/],
    ['no manifest', [{ name: 'a' }], /no manifest/],
    ['a member that the manifest does not name', [{ name: 'a' }, manifest([])], /1 members/],
    [
      'another hash',
      [{ name: 'a', content: 'x' }, manifest([{ path: 'a', sizeBytes: 1, sha256: '0'.repeat(64) }])],
      /not what its manifest says/,
    ],
    ['more behind the manifest', [manifest([]), { name: 'a' }], /behind its manifest/],
  ])('%s', async (_what, entries: readonly Entry[], message) => {
    await expect(readArchive(await packed(entries))).rejects.toThrow(message);
  });

  test('a bomb', async () => {
    await expect(readArchive(await packed([{ name: 'a', content: '0'.repeat(100 * 1024 * 1024) }]))).rejects.toThrow(
      /unpacks to more/,
    );
  });

  test('a file that was cut, and one that is none', async () => {
    await ended('to-cut');
    await ask({ runIds: ['to-cut'], olderThanDays: 9 });
    const whole = readFileSync(fileOf('to-cut'));
    const file = join(folder, 'cut.tar.gz');
    writeFileSync(file, whole.subarray(0, whole.length >> 1));
    await expect(readArchive(file)).rejects.toThrow(/damaged/);
    writeFileSync(file, 'no archive');
    await expect(readArchive(file)).rejects.toThrow(/damaged/);
    await expect(readArchive(join(folder, 'missing'))).rejects.toThrow(/cannot be opened/);
  });
});
