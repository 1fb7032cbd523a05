/**
 * The demo's workers: one Builder, one Auditor, one CI, each a process of its own that talks to the server as any worker does. They play a scenario
 * instead of asking a model. None of them outlives the demo (see kill-on-exit.ts for what ends us without a word).
 */
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../../common/package-root.js';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import type { ProcessEnd } from '../../processes/process-contract.js';
import { runProcess } from '../../processes/run-process.js';
import { CommandFailed } from '../shared/exit-codes.js';
import { printable } from '../shared/output.js';
import type { ServerAddress } from '../shared/server-address.js';
import { DEMO_OWNER, type DemoPlace } from './demo-place.js';

export interface WorkersOrder {
  readonly server: ServerAddress;
  readonly projectId: string;
  readonly place: DemoPlace;
  /** Absolute. */
  readonly scenario: string;
  /** Lines as the workers say them. */
  readonly onLine: (worker: string, line: string) => void;
}

const ROLES = ['builder', 'auditor', 'ci'] as const;
/** What they may need of the user's: where programs are and where temporary files go. */
const PASSED = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'TMPDIR', 'TZ', 'SystemRoot'];
/** Longer than any demo; a run ends by its own deadline before that. */
const LIFE_MS = 24 * 3_600_000;
const OUTPUT_BYTES = 67_108_864;
const GRACE_MS = 5_000;
const LAST_LINES = 5;

export class DemoWorkers {
  private readonly stop = new AbortController();
  private readonly running: readonly Promise<void>[];
  /** Rejects if a worker ends by itself: without it the run would wait for nobody. */
  readonly failed: Promise<never>;

  private constructor(order: WorkersOrder) {
    let fail: (error: Error) => void = () => undefined;
    this.failed = new Promise((_, reject) => (fail = reject));
    // Somebody may only look later, or never.
    this.failed.catch(() => undefined);
    this.running = ROLES.map(async (role) => {
      const end = await this.run(role, order);
      // Aborted: by us, or because a signal asked the demo to end.
      if (end.end !== 'aborted') fail(new CommandFailed(endedEarly(role, end)));
    });
  }

  static start(order: WorkersOrder): DemoWorkers {
    return new DemoWorkers(order);
  }

  /** TERM, and KILL for what does not end; returns when nothing of them is left. */
  async end(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.running);
  }

  private run(role: (typeof ROLES)[number], order: WorkersOrder): Promise<ProcessEnd> {
    const { server, projectId, place, scenario, onLine } = order;
    const report = byLine((line) => onLine(role, line));
    return runProcess({
      argv: [process.execPath, join(PACKAGE_ROOT, 'dist/cli/main.js'), ...argumentsOf(role, server, projectId, place)],
      // Its folder is there, and holds no .env.
      cwd: place.repository,
      env: cleanEnvironment(PASSED, {
        AUTOPACK_SCENARIO: scenario,
        ...(server.token ? { AUTOPACK_TOKEN: server.token } : {}),
      }),
      timeoutMs: LIFE_MS,
      maxOutputBytes: OUTPUT_BYTES,
      graceMs: GRACE_MS,
      owner: DEMO_OWNER,
      signal: this.stop.signal,
      onOutput: (_, text) => report(text),
    });
  }
}

function argumentsOf(role: string, server: ServerAddress, projectId: string, place: DemoPlace): string[] {
  const agent = role === 'ci' ? [] : ['--agent', 'scripted'];
  return [
    ...['worker', '--role', role, ...agent],
    ...['--server', server.url, '--project', projectId],
    ...['--worker-id', `${projectId}-${role}`, '--work-dir', join(place.work, role)],
  ];
}

function endedEarly(role: string, { exitCode, signal, stderr, startFault }: ProcessEnd): string {
  const how = startFault ?? (exitCode === null ? `by ${signal}` : `with exit code ${exitCode}`);
  const last = stderr
    .trimEnd()
    .split('\n')
    .slice(-LAST_LINES)
    .map((line) => `\n  ${printable(line)}`);
  return `The demo's ${role} worker ended ${how}.${last.join('')}`;
}

/** Whole lines, however the text comes. */
function byLine(report: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) report(line);
  };
}
