/** Workers in tests: the real loop or the built command, the scripted agent as its agent, a real server, real repositories. All is removed behind the tests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { GraphqlSupervisor } from '../../src/cli/worker/graphql-supervisor.js';
import type { WorkerRole } from '../../src/domain/model/vocabulary.js';
import { driverFor } from '../../src/worker/agents/agent-choice.js';
import type { AgentDriver } from '../../src/worker/agents/contract/agent.js';
import { runWorker, type WorkerEnd, type WorkerOptions } from '../../src/worker/loop/worker.js';
import type { WorkerEvent } from '../../src/worker/loop/worker-event.js';
import { removeFolder } from '../../src/worker/remove-folder.js';
import { git, put } from '../integration/agents.fixture.js';
import type { CommandName, InputOf, PayloadOf } from '../support/api/commands.js';
import type { PhaseInput, StartRunInput } from '../support/api/documents.generated.js';
import { type PhaseAtWork, type RunAtWork, type WorkApi, workApi } from '../support/api/workers.js';
import type { Json } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

export type Way = 'command' | 'acp';

/** A worker in this process. */
export interface TestWorker {
  readonly events: readonly WorkerEvent[];
  /** Its clones; empty when it is idle. */
  readonly workRoot: string;
  readonly ended: Promise<WorkerEnd>;
  stop(): Promise<WorkerEnd>;
}

/** The built command as a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly workRoot: string;
  out(): string;
  err(): string;
  readonly ended: Promise<number | null>;
}

export interface Place {
  readonly projectId: string;
  readonly path: string;
  readonly base: string;
}

/** GREEN if the greeting begins with "hello"; writes a report of one test. */
const CHECK = `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const good = existsSync('src/greeting.txt') && readFileSync('src/greeting.txt', 'utf8').startsWith('hello');
if (existsSync('src/no-report')) process.exit(0);
const failure = good ? '' : '<failure message="no greeting"/>';
writeFileSync('report.xml', '<testsuite name="all" tests="1"><testcase classname="greeting" name="greets">' + failure + '</testcase></testsuite>');
process.exitCode = good ? 0 : 1;
`;
export const CI_STEPS = [{ name: 'check', argv: ['node', 'check.mjs'], timeoutSeconds: 60, report: 'report.xml' }];
const RULESET = {
  ci: { profiles: { normal: CI_STEPS, strict: CI_STEPS }, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0] },
  environment: { pausesSeconds: [0, 0] },
};

export class WorkerWorld {
  server!: TestServer;
  client!: WorkApi;
  folder = '';
  /** The scripted agent, as it is shipped. */
  readonly agentProgram = join(process.cwd(), 'dist/worker/scripted/main.js');
  private readonly program = join(process.cwd(), 'dist/cli/main.js');
  private made = 0;
  private readonly workers: TestWorker[] = [];
  private readonly processes: WorkerProcess[] = [];

  async open(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    this.folder = await realpath(await mkdtemp(join(tmpdir(), 'autopack-workers-')));
    this.server = await startTestServer(environment);
    this.client = workApi(this.server);
  }

  async close(): Promise<void> {
    for (const { child } of this.processes) child.kill('SIGKILL');
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.server?.close();
    await removeFolder(this.folder);
  }

  /** A repository with a check, and a project on it. Without a base check unless the ruleset asks for it: what CI looks for is what the phases are to write. */
  async project(
    ruleset: Json & { readonly ci?: Json } = {},
    repository = true,
    files: Readonly<Record<string, string>> = {},
  ): Promise<Place> {
    const projectId = `worker-${(this.made += 1)}`;
    const path = join(this.folder, projectId);
    await mkdir(path);
    await git(path, 'init', '-q', '-b', 'trunk');
    await put(path, { 'src/a.txt': 'a\n', 'check.mjs': CHECK, ...files });
    await git(path, 'add', '-A');
    await git(path, 'commit', '-q', '-m', 'base');
    await this.accepted('createProject', { projectId, ...(repository ? { repositoryPath: path } : {}) });
    await this.accepted('publishRuleset', {
      projectId,
      document: { ...RULESET, ...ruleset, ci: { baseline: 'off', ...(ruleset.ci ?? RULESET.ci) } },
    });
    return { projectId, path, base: await git(path, 'rev-parse', 'HEAD') };
  }

  async run(
    { projectId }: Place,
    phases: readonly PhaseInput[] = [{ phaseId: 'a', name: 'Greet' }],
    more: Partial<StartRunInput> = {},
  ): Promise<string> {
    const runId = `${projectId}-run-${(this.made += 1)}`;
    const tiers = [{ tierId: 'T1', name: 'One', phases }];
    await this.accepted('startRun', { runId, projectId, tiers, ...more });
    return runId;
  }

  async accepted<Name extends CommandName>(name: Name, input: InputOf<Name>): Promise<PayloadOf<Name>> {
    const answer = await this.client.command(name, input);
    expect(answer.errors).toEqual([]);
    return answer;
  }

  async scenario(text: string): Promise<string> {
    const file = join(this.folder, `scenario-${(this.made += 1)}.yaml`);
    await writeFile(file, text);
    return file;
  }

  /** The words by which the scripted agent plays a scenario. */
  async agentWords(way: Way, scenario: string): Promise<string[]> {
    const words = [process.execPath, this.agentProgram, '--scenario', await this.scenario(scenario)];
    return way === 'acp' ? [...words, '--acp'] : [...words, '--stream', 'claude'];
  }

  async agent(way: Way, scenario: string, owner: string): Promise<AgentDriver> {
    const words = await this.agentWords(way, scenario);
    return driverFor(way === 'acp' ? { acp: words } : { command: words, profile: 'claude-stream-json' }, { owner });
  }

  /** A worker on one run, or on what `more` says. */
  async worker(
    roles: readonly WorkerRole[],
    scenario: string,
    { way = 'command', ...more }: Partial<WorkerOptions> & { way?: Way } = {},
  ): Promise<TestWorker> {
    const stopping = new AbortController();
    const events: WorkerEvent[] = [];
    const workerId = more.workerId ?? `worker-${(this.made += 1)}`;
    const workRoot = more.workRoot ?? join(this.folder, 'work', workerId);
    const ended = runWorker({
      api: new GraphqlSupervisor({ url: this.server.url, token: undefined }),
      driver: roles.some((role) => role !== 'CI') ? await this.agent(way, scenario, workerId) : null,
      ciEnvironment: [],
      report: (event) => events.push(event),
      projectId: null,
      runId: null,
      concurrency: 1,
      waitSeconds: 1,
      once: false,
      maxAttempts: null,
      ...more,
      workerId,
      workRoot,
      roles,
      stop: stopping.signal,
    });
    const worker: TestWorker = {
      events,
      workRoot,
      ended,
      stop: () => {
        stopping.abort();
        return ended;
      },
    };
    this.workers.push(worker);
    return worker;
  }

  /** `autopack worker` with these words besides server, folder and a short wait. */
  process(words: readonly string[], env: Readonly<Record<string, string>> = {}): WorkerProcess {
    const workRoot = join(this.folder, 'work', `process-${(this.made += 1)}`);
    const given = words.includes('--work-dir') ? [] : ['--work-dir', workRoot];
    const server = words.includes('--server') ? [] : ['--server', this.server.url];
    const child = spawn(process.execPath, [this.program, 'worker', '--wait', '1', ...words, ...server, ...given], {
      cwd: this.folder,
      env: { PATH: process.env.PATH ?? '', HOME: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    const one: WorkerProcess = {
      child,
      workRoot,
      out: () => out,
      err: () => err,
      ended: new Promise((done) => child.once('close', (code) => done(code))),
    };
    this.processes.push(one);
    return one;
  }

  /** Waits until the run is in one of these states. */
  runIn(runId: string, ...states: string[]): Promise<RunAtWork> {
    return until(
      `run ${runId} in ${states.join(' or ')}`,
      async () => {
        const run = await this.client.runOf(runId);
        return states.includes(run.state) ? run : null;
      },
      60_000,
    );
  }

  phaseIn(runId: string, phaseId: string, look: (phase: PhaseAtWork) => boolean): Promise<PhaseAtWork> {
    return until(
      `phase ${phaseId} of ${runId}`,
      async () => {
        const phase = await this.client.phaseOf(runId, phaseId);
        return look(phase) ? phase : null;
      },
      60_000,
    );
  }
}

/** What a worker's folder contains; nothing while it is idle. */
export const leftBelow = async (folder: string): Promise<string[]> => (existsSync(folder) ? readdir(folder) : []);

/** A scenario of one script for any phase and role. */
export const script = (...actions: readonly string[]): string => `version: 1\nscripts:\n  - do:\n${lines(actions)}`;
/** Scripts by role and attempt: `scripts({ role: 'builder', attempt: 1, do: ['…'] }, …)`. */
export const scripts = (
  ...all: readonly {
    readonly role?: string;
    readonly attempt?: number;
    readonly phase?: string;
    readonly do: readonly string[];
  }[]
): string =>
  `version: 1\nscripts:\n${all
    .map(({ do: actions, ...fits }) => {
      const head = Object.entries(fits).map(([key, value]) => `${key}: ${value}`);
      return `  - ${[...head, 'do:'].join('\n    ')}\n${lines(actions)}`;
    })
    .join('')}`;
const lines = (actions: readonly string[]): string => actions.map((each) => `      - ${each}\n`).join('');

export const hello = (text: string): string => `write: { path: src/greeting.txt, content: "${text}\\n" }`;
export const HELLO = hello('hello');

/** Whether a process with this number runs. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
