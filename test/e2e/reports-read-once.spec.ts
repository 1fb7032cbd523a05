/** A report of CI is read once, where it arrives, and git is asked once what changed, however often the command is decided (V2, V4). */
import { XMLParser } from 'fast-xml-parser';
import pg from 'pg';

import { GitAdapter } from '../../src/git-adapter/git-adapter.js';
import { plan } from '../support/api/api.js';
import type { CiVerdict } from '../support/api/documents.generated.js';
import { type SubmitPayload, type WorkApi, workApi } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

import.meta.jest.setTimeout(120_000);

let server: TestServer;
let client: WorkApi;
let repositories: Repositories;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  repositories = new Repositories();
});
afterAll(async () => {
  await server?.close();
  repositories?.remove();
});

const suite = (inside: string): string => `<testsuite name="s"><testcase name="a"/>${inside}</testsuite>`;
const RED = suite('<testcase name="z"><failure/></testcase>');
const GREEN = suite('<testcase name="z"/>');

/** How often reports were read, and git was asked what changed, while something was done. */
async function counted(work: () => Promise<void>): Promise<{ read: number; asked: number }> {
  const count = { read: 0, asked: 0 };
  const [parse, changedFiles] = [XMLParser.prototype.parse, GitAdapter.prototype.changedFiles];
  XMLParser.prototype.parse = function (this: XMLParser, ...given: unknown[]) {
    count.read += 1;
    return Reflect.apply(parse, this, given);
  } as typeof parse;
  GitAdapter.prototype.changedFiles = function (...given) {
    count.asked += 1;
    return Reflect.apply(changedFiles, this, given);
  };
  try {
    await work();
  } finally {
    XMLParser.prototype.parse = parse;
    GitAdapter.prototype.changedFiles = changedFiles;
  }
  return count;
}

let made = 0;
/** A run whose phase is under CI, with so many tries. */
async function underCi(tries: number): Promise<string> {
  const projectId = `read-once-${(made += 1)}`;
  const repositoryPath = repositories.make(projectId);
  await client.command('createProject', { projectId, repositoryPath });
  const ci = { baseline: 'off', tries: { normal: tries, strict: tries }, pausesSeconds: [0, 0] };
  expect((await client.command('publishRuleset', { projectId, document: { ci } })).errors).toEqual([]);
  const runId = `${projectId}-run`;
  expect((await client.startRun({ runId, projectId, tiers: plan({ T1: ['a'] }) })).errors).toEqual([]);
  expect((await client.build((await client.lease('BUILDER', { runId })).token)).errors).toEqual([]);
  return runId;
}
const report = async (runId: string, verdict: CiVerdict, text: string) =>
  client.ci({ leaseToken: (await client.lease('CI', { runId })).token, verdict, tests: null, reports: [text] });

it('V2, V3: a test that failed and passed is read once in each try, though its issue and a tag are decided upon besides', async () => {
  const runId = await underCi(2);
  expect(await counted(async () => expect((await report(runId, 'RED', RED)).phase!.state).toBe('CI_RUNNING'))).toEqual({
    read: 1,
    asked: 1,
  });
  const green = await counted(async () => expect((await report(runId, 'GREEN', GREEN)).phase!.state).toBe('COMPLETE'));
  expect(green).toEqual({ read: 1, asked: 1 });
  expect((await client.phaseOf(runId, 'a')).attempts[0]!.ciVerdict).toBe('FLAKY');
});

it('V2, C6: a report whose command is decided again, because others wrote to the run meanwhile, is read once', async () => {
  const runId = await underCi(1);
  const { token } = await client.lease('CI', { runId });
  const other = new pg.Client({ connectionString: server.database.url });
  await other.connect();
  let answer: SubmitPayload | undefined;
  try {
    const seen = await counted(async () => {
      await other.query('begin');
      await other.query('select from run where run_id = $1 for update', [runId]);
      const sent = client.ci({ leaseToken: token, verdict: 'RED', tests: null, reports: [RED] });
      await until('the write of the report to wait', async () => {
        const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        return (await server.database.query(waiting)).length > 0;
      });
      await other.query('update run set version = version + 1 where run_id = $1', [runId]);
      await other.query('commit');
      answer = await sent;
    });
    expect(answer).toMatchObject({ errors: [], phase: { state: 'QUEUED' } });
    expect(seen).toEqual({ read: 1, asked: 1 });
  } finally {
    await other.end();
  }
});
