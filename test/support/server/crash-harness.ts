/** A server in a process of its own that can be made to kill itself (crashing-server.ts), on a database and a runs root of its own. It can be started again on both. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { graphqlClient, type TestClient } from '../graphql-client.js';
import { within } from '../waiting.js';
import { compileProgram } from './compiled-program.js';
import type { CrashPoint, CrashStep } from './crashing-server.js';
import { freshDatabase, type TestDatabase } from './databases.js';

const ROOT = process.cwd();
const PROGRAM = 'test/support/server/crashing-server.js';
const START_PATIENCE_MS = 25_000;

export class CrashHarness {
  private child: ChildProcess | null = null;

  private constructor(
    readonly database: TestDatabase,
    readonly runsRoot: string,
    /** Below node_modules, so that the compiled server finds its packages. */
    private readonly compiled: string,
    /** What a killed server leaves among its temporary files goes with this folder. */
    private readonly temporary: string,
  ) {}

  static async open(): Promise<CrashHarness> {
    const database = await freshDatabase();
    const runsRoot = await mkdtemp(join(tmpdir(), 'autopack-runs-'));
    const compiled = join(ROOT, 'node_modules', '.cache', 'autopack', `crash-${process.pid}-${(opened += 1)}`);
    await compileProgram(compiled, PROGRAM);
    return new CrashHarness(database, runsRoot, compiled, await mkdtemp(join(tmpdir(), 'autopack-crash-tmp-')));
  }

  /** Starts the server, or starts it again after it was killed. */
  async start(): Promise<TestClient> {
    const { database, runsRoot, compiled } = this;
    const env = {
      ...process.env,
      TMPDIR: this.temporary,
      DATABASE_URL: database.url,
      AUTONOMOUS_RUNS_DIR: runsRoot,
      PORT: '0',
      AUTOPACK_LOG_LEVEL: 'silent',
    };
    const child = fork(join(compiled, PROGRAM), {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    let reported = '';
    child.stderr!.on('data', (text) => (reported += String(text)));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The server did not start: ${reported}`);
    });
    ended.catch(() => undefined);
    const [url] = (await within(
      'the server to start',
      Promise.race([once(child, 'message'), ended]),
      START_PATIENCE_MS,
    )) as [string];
    return graphqlClient(url);
  }

  /** The next move is killed at this point. */
  async arm(point: CrashPoint): Promise<void> {
    await this.report(point);
  }

  /** Counts steps anew, and kills at the one that is named; answers the names of those that were counted. */
  async count(killAtStep: CrashStep | null): Promise<readonly string[]> {
    return (await this.report({ killAtStep })) as readonly string[];
  }

  /** Resolves when the server is gone, with its exit code and signal. */
  async gone(): Promise<readonly [number | null, string | null]> {
    return (await once(this.child!, 'exit')) as [number | null, string | null];
  }

  get isGone(): boolean {
    return this.child === null || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async kill(): Promise<void> {
    if (this.isGone) return;
    const gone = this.gone();
    this.child!.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    await this.database.drop();
    await rm(this.runsRoot, { recursive: true, force: true });
    await rm(this.compiled, { recursive: true, force: true });
    await rm(this.temporary, { recursive: true, force: true });
  }

  private async report(order: CrashPoint | { readonly killAtStep: CrashStep | null }): Promise<unknown> {
    const answered = once(this.child!, 'message');
    this.child!.send(order);
    return ((await within('the server to hear', answered)) as [unknown])[0];
  }
}

let opened = 0;
