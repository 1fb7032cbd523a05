/** The embedded database dies, is stopped, loses its file or freezes under a server that is at work: the server restarts it, or says in one line that it cannot. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { graphqlClient, type TestClient } from '../support/graphql-client.js';
import { EmbeddedCluster } from '../support/server/embedded-cluster.js';
import { until } from '../support/waiting.js';
import { cli, type Ended } from './cli.fixture.js';

const bin = cli();
const LINUX = process.platform === 'linux';
const PATIENCE_MS = 90_000;

class Served {
  private output = '';
  private constructor(
    private readonly child: ChildProcess,
    readonly ended: Promise<Ended>,
    readonly url: string,
    readonly client: TestClient,
    readonly cluster: EmbeddedCluster,
  ) {
    child.stderr!.on('data', (data) => (this.output += data));
  }

  static async start(folder: string): Promise<Served> {
    const env = {
      HOST: '127.0.0.1',
      PORT: '0',
      AUTOPACK_DATA_DIR: join(folder, 'data'),
      AUTONOMOUS_RUNS_DIR: join(folder, 'runs'),
    };
    return new Promise((resolve, reject) => {
      let served = false;
      const ended = bin.autopack(['serve', '--json'], {
        env,
        onOut: (out, child) => {
          if (served) return;
          served = true;
          const { url } = JSON.parse(out.split('\n')[0]!) as { url: string };
          resolve(new Served(child, ended, url, graphqlClient(url), new EmbeddedCluster(env.AUTOPACK_DATA_DIR)));
        },
      });
      void ended.then(({ err }) => reject(new Error(err)));
    });
  }

  /** What the log has said since it was last asked. */
  log(): string[] {
    const lines = this.output.split('\n').filter((line) => line !== '');
    this.output = '';
    return lines;
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

const folders: string[] = [];
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'autopack-restart-'));
  folders.push(folder);
  chmodSync(folder, 0o755);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const START = `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message } } }`;
let made = 0;
const plan = (runId: string) => ({
  input: {
    runId,
    idempotencyKey: runId,
    tiers: [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'F1', name: 'First' }] }],
  },
});

/** The runs that are stored, as soon as the database can be asked. */
async function runsOf({ client }: Served): Promise<unknown[]> {
  const { data } = await until(
    'an answer',
    async () => {
      const answer = await client.requestRaw('{ runs(first: 100) { nodes { runId } } }');
      return answer.errors ? null : answer;
    },
    60_000,
  );
  return (data as { runs: { nodes: unknown[] } }).runs.nodes;
}

describe('B6: an embedded database that dies under the server', () => {
  let served: Served;
  beforeAll(async () => {
    served = await Served.start(openFolder());
  }, PATIENCE_MS);
  afterAll(async () => {
    await served.stop();
  }, PATIENCE_MS);

  const kill = (signal: NodeJS.Signals) => (cluster: EmbeddedCluster) => void process.kill(cluster.pid!, signal);
  /** A process may have ended by itself since it was listed. */
  const signalled = (pid: number, signal: NodeJS.Signals): void => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const freeze = ({ pid, children }: { pid: number; children: readonly number[] }) =>
    [...children, pid].forEach((each) => signalled(each, 'SIGSTOP'));

  /** What happens, and whether another server has to come for it. */
  const HARM: readonly (readonly [string, boolean, (cluster: EmbeddedCluster) => unknown])[] = [
    ['is killed', true, kill('SIGKILL')],
    ['is asked to end at once (SIGQUIT)', true, kill('SIGQUIT')],
    ['is asked to end (SIGINT)', true, kill('SIGINT')],
    ['is asked to end when its clients have gone (SIGTERM)', true, kill('SIGTERM')],
    [
      'loses one process that serves a client',
      false,
      (cluster) =>
        cluster
          .children(true)
          .slice(0, 1)
          .forEach((each) => signalled(each, 'SIGKILL')),
    ],
    [
      'loses all of its processes',
      true,
      (cluster) => [...cluster.children(), cluster.pid!].forEach((each) => signalled(each, 'SIGKILL')),
    ],
    ['loses its pid file', true, (cluster) => rmSync(cluster.pidFile)],
    ...(LINUX
      ? ([
          [
            'is frozen with all of its processes',
            false,
            (cluster: EmbeddedCluster) => freeze({ pid: cluster.pid!, children: cluster.children() }),
          ],
        ] as const)
      : []),
  ];

  it.each(HARM)(
    'it %s: commands are told to come again, with a word for it, and are done once when it is back',
    async (_what, replaced, harm) => {
      const pid = await until('the server to run', () => served.cluster.pid);
      served.log();
      await harm(served.cluster);
      // Some faults start another server, some only cuts connections: requests meanwhile are refused as retryable, or wait.
      const runId = `harm-${(made += 1)}`;
      const seen = new Set<string>();
      const answer = await until(
        'the command to be accepted',
        async () => {
          const { status, data, errors } = await served.client.requestRaw(START, plan(runId));
          for (const { extensions } of errors ?? []) seen.add(`${status} ${extensions.code} ${extensions.retryable}`);
          const started = (data as { startRun?: { run: object | null; errors: readonly unknown[] } } | null | undefined)
            ?.startRun;
          if (started && started.errors.length > 0) throw new Error(JSON.stringify(data));
          return started?.run ? started : null;
        },
        60_000,
      );
      expect(answer).toEqual({ run: { runId }, errors: [] });
      expect([...seen].filter((each) => each !== '503 SERVICE_UNAVAILABLE true')).toEqual([]);
      if (replaced)
        await until('another server', () => served.cluster.pid !== undefined && served.cluster.pid !== pid, 60_000);
      expect(await runsOf(served)).toHaveLength(made);
      const log = served.log();
      expect(log.filter((line) => line.includes('"stack"') || line.includes('"error"'))).toEqual([]);
      // A line for each request or try would be hundreds; what the harm before it left may still be said.
      expect(log.length).toBeLessThan(40);
    },
    PATIENCE_MS,
  );

  it(
    'health says that the database is being started again, and a port that was taken meanwhile is given up for another',
    async () => {
      const { port, pid } = served.cluster;
      const health = async () => (await fetch(`${served.url}/health`)).json() as Promise<Record<string, any>>;
      const thief = createServer((socket) => socket.destroy());
      process.kill(pid!, 'SIGSTOP');
      process.kill(pid!, 'SIGKILL');
      // The first process that binds gets the port.
      await until(
        'the port to be free',
        () =>
          new Promise((taken) => thief.once('error', () => taken(false)).listen(port, '127.0.0.1', () => taken(true))),
      );
      const away = await until('health to say so', async () => {
        const report = await health();
        return report.checks.database.reachable ? null : report;
      }).catch(() => null);
      if (away) expect(away.status).toBe('unavailable');
      await until('the server to answer', async () => (await health()).status === 'ok', 60_000);
      thief.close();
      await once(thief, 'close');
      expect(served.cluster.pid).not.toBe(pid);
      expect(await runsOf(served)).toHaveLength(made);
    },
    PATIENCE_MS,
  );
});

describe('B6: an embedded database that cannot come back', () => {
  it(
    'its data are gone: the server ends with a code other than 0 and one clear line',
    async () => {
      const served = await Served.start(openFolder());
      const { folder, pid } = served.cluster;
      renameSync(folder, `${folder}.gone`);
      const { code, err } = await served.ended;
      rmSync(`${folder}.gone`, { recursive: true, force: true });
      expect(code).toBe(1);
      expect(err.split('\n').filter((line) => line.includes('could not be started again'))).toHaveLength(1);
      expect(err).not.toMatch(/^\s+at /m);
      expect(() => process.kill(pid!, 0)).toThrow();
    },
    PATIENCE_MS,
  );
});
