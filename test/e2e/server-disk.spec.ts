/** The disk of the runs root takes nothing: nobody is charged for it, the answer says why, and the same result is taken when there is space (B6, F2). */
import { type ChildProcess, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSettings } from '../../src/config/settings.js';
import { type RunningServer, startServer } from '../../src/main.js';
import { gql } from '../support/api/gql.js';
import { aPatch } from '../support/api/workers.js';
import { Repositories } from '../support/git/small-repositories.js';
import { graphqlClient, type TestClient } from '../support/graphql-client.js';
import { freshDatabase, type TestDatabase } from '../support/server/databases.js';
import { waitForFiles } from '../support/server/files.js';
import { until } from '../support/waiting.js';
import { cli } from './cli.fixture.js';

const PATIENCE_MS = 60_000;
const START = gql(
  `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }`,
);
const CLAIM = gql(
  `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } idleReason { code message } errors { code } } }`,
);
const SUBMIT = `mutation ($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { phase { state } attempt { number state tokensUsed } errors { code message } } }`;
const ATTEMPTS = gql(`query ($runId: ID!) { run(runId: $runId) { phases { attempts { number state tokensUsed } } } }`);

let database: TestDatabase;
let base: string;
let root: string;
let server: RunningServer;
let client: TestClient;

beforeEach(async () => {
  database = await freshDatabase();
  base = mkdtempSync(join(tmpdir(), 'autopack-disk-'));
  root = join(base, 'runs');
  mkdirSync(root);
}, PATIENCE_MS);
afterEach(async () => {
  await server?.close();
  await database.drop();
  if (mounted) execFileSync('umount', ['-l', root]);
  mounted = false;
  rmSync(base, { recursive: true, force: true });
}, PATIENCE_MS);

async function serve(): Promise<void> {
  const environment = {
    PORT: '0',
    DATABASE_URL: database.url,
    AUTONOMOUS_RUNS_DIR: root,
    AUTOPACK_LOG_LEVEL: 'silent',
  };
  server = await startServer(readSettings(environment, process.cwd()));
  client = graphqlClient(server.url);
}

let mounted = false;
/** A small disk of its own, where this user may mount one. */
function mountSmall(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', root], { stdio: 'ignore' });
    mounted = true;
  } catch {
    mounted = false;
  }
  return mounted;
}

function fill(): void {
  for (let bytes = 1_048_576; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    try {
      for (let file = 0; ; file += 1) writeFileSync(join(root, `filler-${bytes}-${file}`), Buffer.alloc(bytes));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  }
  expect(statfsSync(root).bavail).toBe(0);
}

const unfill = (): void =>
  readdirSync(root)
    .filter((name) => name.startsWith('filler'))
    .forEach((name) => rmSync(join(root, name)));

interface Harm {
  readonly what: string;
  readonly reason: string;
  /** It holds for every run, so that no work is dispatched. */
  readonly all: boolean;
  /** False: it cannot be made on this machine. */
  readonly make: () => boolean;
  readonly prepare?: () => boolean;
  readonly mend: () => void;
}

const aside = (path: string) => `${path}.aside`;
const replaced = (path: () => string, by: (path: string) => void) => ({
  make: () => {
    if (existsSync(path())) renameSync(path(), aside(path()));
    by(path());
    return true;
  },
  mend: () => {
    rmSync(path(), { force: true });
    if (existsSync(aside(path()))) renameSync(aside(path()), path());
  },
});
const asFile = (path: string): void => writeFileSync(path, 'a file');
const asLink = (path: string): void => symlinkSync(join(base, 'elsewhere'), path);

const HARM: readonly Harm[] = [
  {
    what: 'is full',
    reason: 'server_disk_full',
    all: true,
    prepare: mountSmall,
    make: () => (fill(), true),
    mend: unfill,
  },
  {
    what: 'is mounted again read-only',
    reason: 'server_disk_read_only',
    all: true,
    prepare: mountSmall,
    make: () => (execFileSync('mount', ['-o', 'remount,ro', root]), true),
    mend: () => void execFileSync('mount', ['-o', 'remount,rw', root]),
  },
  { what: 'has a file in place of the root', reason: 'server_disk_failed', all: true, ...replaced(() => root, asFile) },
  {
    what: 'has a link to nowhere in place of the root',
    reason: 'server_disk_failed',
    all: true,
    ...replaced(() => root, asLink),
  },
  {
    what: 'has a file in place of the folder of attempts',
    reason: 'server_disk_failed',
    all: false,
    ...replaced(() => join(root, 'one', 'attempts'), asFile),
  },
  {
    what: 'has a link in place of the folder of the run',
    reason: 'server_disk_failed',
    all: false,
    ...replaced(() => join(root, 'one'), asLink),
  },
];

describe('B6, F2: a disk of the server that', () => {
  it.each(HARM)(
    '$what charges nobody: the result is refused with a word for it, and taken later',
    async ({ what, reason, all, prepare, make, mend }) => {
      if (prepare && !prepare())
        return console.warn(`Not shown here, because this user may not mount: a disk that ${what}`);
      await serve();
      for (const runId of ['one', 'two']) {
        const input = { runId, tiers: [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'F1', name: 'First' }] }] };
        expect((await client.request(START, { input })).startRun.errors).toEqual([]);
      }
      const claim = (runId: string) => client.request(CLAIM, { input: { role: 'BUILDER', workerId: 'worker', runId } });
      const { lease } = (await claim('one')).claimWork;
      await database.query(
        "update lease set hard_deadline_at = autopack_now() + interval '20 seconds', expires_at = autopack_now() + interval '20 seconds'",
      );
      const send = () =>
        client.requestRaw(SUBMIT, {
          input: {
            leaseToken: lease!.token,
            idempotencyKey: 'result',
            status: 'FAILED',
            notes: 'no way',
            tokensUsed: 700,
          },
        });

      // A disk that is being written to cannot be made read-only.
      await waitForFiles({ database });
      make();
      for (let again = 0; again < 3; again += 1) {
        const { status, errors } = await send();
        expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', reason, retryable: true } }]);
        expect(errors![0]!.message).toMatch(/disk/);
        expect(status).toBe(503);
      }
      const [spared] = await database.query(
        "select hard_deadline_at > autopack_now() + interval '4 minutes' as longer, expires_at > autopack_now() + interval '4 minutes' as alive from lease",
      );
      expect(spared).toEqual({ longer: true, alive: true });
      const { attempts } = (await client.request(ATTEMPTS, { runId: 'one' })).run!.phases[0]!;
      expect(attempts).toMatchObject([{ number: 1, tokensUsed: 0 }]);
      if (all) {
        expect((await claim('two')).claimWork).toMatchObject({ lease: null, idleReason: { code: reason }, errors: [] });
        const health = await (await fetch(`${server.url}/health`)).json();
        expect(health).toMatchObject({
          status: 'degraded',
          checks: { runsRoot: { writable: false, reason: expect.stringContaining('disk') } },
        });
      }

      mend();
      const { data } = await until('the result to be taken', async () => {
        const answer = await send();
        return answer.errors ? null : answer;
      });
      expect(data).toMatchObject({ submitBuilderResult: { attempt: { number: 1, tokensUsed: 700 }, errors: [] } });
      expect((await client.request(ATTEMPTS, { runId: 'one' })).run!.phases[0]!.attempts).toHaveLength(1);
      await until('work to be handed out again', async () => (await claim('two')).claimWork.lease);
    },
    PATIENCE_MS,
  );
});

describe('B6: a full temporary folder of the server, where git reads patches,', () => {
  const { autopack } = cli();
  let repositories: Repositories;
  beforeEach(() => (repositories = new Repositories()));
  afterEach(() => repositories.remove());

  it(
    'charges nobody: the result is refused with a word for it, whatever git could still write, and taken later',
    async () => {
      if (!mountSmall()) return console.warn('Not shown here, because this user may not mount');
      const env = {
        PORT: '0',
        DATABASE_URL: database.url,
        AUTONOMOUS_RUNS_DIR: join(base, 'other-runs'),
        TMPDIR: root,
      };
      let process: ChildProcess | undefined;
      let ended: Promise<unknown> | undefined;
      const url = await new Promise<string>((listens, fails) => {
        const onOut = (out: string, child: ChildProcess) => {
          process = child;
          if (out.includes('\n')) listens(JSON.parse(out.slice(0, out.indexOf('\n'))).url);
        };
        ended = autopack(['serve', '--json'], { env, onOut });
        void ended.then((end) => fails(new Error(JSON.stringify(end))));
      });
      try {
        client = graphqlClient(url);
        const create = gql(
          `mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { message } } }`,
        );
        const path = repositories.make('one', 'src/a.txt');
        expect(
          (await client.request(create, { input: { projectId: 'one', repositoryPath: path } })).createProject.errors,
        ).toEqual([]);
        const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'F1', name: 'First' }] }];
        expect(
          (await client.request(START, { input: { runId: 'one', projectId: 'one', tiers } })).startRun.errors,
        ).toEqual([]);
        const { lease } = (
          await client.request(CLAIM, { input: { role: 'BUILDER', workerId: 'worker', runId: 'one' } })
        ).claimWork;
        await database.query(
          "update lease set hard_deadline_at = autopack_now() + interval '20 seconds', expires_at = autopack_now() + interval '20 seconds'",
        );
        const patch = aPatch('src/added.txt', 'hello');
        const send = () =>
          client.requestRaw(SUBMIT, {
            input: { leaseToken: lease!.token, idempotencyKey: 'result', status: 'SUCCEEDED', patch, tokensUsed: 700 },
          });
        fill();
        // One page after the other becomes free: the disk is full at another call of git each time.
        const spare = readdirSync(root).filter((name) => statSync(join(root, name)).size === 4096);
        for (let freed = 0; freed < 4; freed += 1) {
          const { status, errors } = await send();
          expect(errors).toMatchObject([
            { extensions: { code: 'SERVICE_UNAVAILABLE', reason: 'server_disk_full', retryable: true } },
          ]);
          expect(status).toBe(503);
          const next = spare.pop();
          if (next && freed % 2 === 1) rmSync(join(root, next));
        }
        const [spared] = await database.query(
          "select hard_deadline_at > autopack_now() + interval '4 minutes' as longer from lease",
        );
        expect(spared).toEqual({ longer: true });
        expect(readdirSync(root).filter((name) => name.startsWith('autopack-git'))).toEqual([]);
        unfill();
        expect((await send()).data).toMatchObject({
          submitBuilderResult: {
            phase: { state: 'CI_RUNNING' },
            attempt: { number: 1, tokensUsed: 700 },
            errors: [],
          },
        });
      } finally {
        process?.kill('SIGTERM');
        await ended;
      }
    },
    PATIENCE_MS,
  );
});

describe('F3: temporary files of killed writes', () => {
  it(
    'are gone after the next start, everywhere below the root; what is younger, has another name or is behind a link stays',
    async () => {
      const old = new Date(Date.now() - 3_600_000);
      const place = (path: string, aged = true): string => {
        const file = join(root, path);
        mkdirSync(join(file, '..'), { recursive: true });
        writeFileSync(file, 'half a fi');
        if (aged) utimesSync(file, old, old);
        return file;
      };
      const name = '.autopack-0badc0de-7.tmp';
      const gone = [
        name,
        `run-a/${name}`,
        `run-a/phases/${name}`,
        `run-a/tiers/${name}`,
        `run-a/issues/${name}`,
        `run-a/attempts/${name}`,
        `_projects/default/${name}`,
      ].map((path) => place(path));
      const stays = [
        place(`run-b/attempts/${name}`, false),
        place('run-b/.autopack-notes.tmp'),
        place('run-b/attempts/autopack-0badc0de-7.tmp'),
        place('run-b/.autopack-0badc0de-7.tmp.patch'),
      ];
      mkdirSync(join(base, 'outside'));
      const outside = join(base, 'outside', name);
      writeFileSync(outside, 'not ours');
      utimesSync(outside, old, old);
      symlinkSync(join(base, 'outside'), join(root, 'run-c'));
      symlinkSync(outside, join(root, 'run-b', '.autopack-0badc0de-8.tmp'));
      await serve();
      await until('them to be gone', () => gone.every((file) => !existsSync(file)), 30_000);
      expect([...stays, outside].filter((file) => !existsSync(file))).toEqual([]);
    },
    PATIENCE_MS,
  );
});
