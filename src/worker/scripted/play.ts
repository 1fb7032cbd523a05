/** Plays the actions of a script, one after another, in a workspace. Each is a thing that agents were seen to do, the good and the bad. */
import { appendFile, chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { cleanEnvironment } from '../../processes/clean-environment.js';
import { runProcess } from '../../processes/run-process.js';
import type { AgentOutput, Refusal } from './agent-output.js';
import { leaveProcess, poisonGitConfig, writeHooks } from './hostile-actions.js';
import type { Action } from './scenario.js';

export interface Stage {
  readonly workspace: string;
  /** null: there is no place for a result. */
  readonly resultFile: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A peer that received the request to stop; a command is just killed. */
  readonly signal?: AbortSignal;
}

export type Ending = { readonly as: Refusal; readonly text: string } | null;

const RUN_TIMEOUT_MS = 60_000;
const RUN_OUTPUT_BYTES = 1_048_576;
const OUT_OF_SCOPE = '.github/workflows/out-of-scope.yml';
const CHUNK = 65_536;

/** Answers how the agent ends; null: well. */
export async function play(actions: readonly Action[], stage: Stage, output: AgentOutput): Promise<Ending> {
  for (const action of actions) {
    stage.signal?.throwIfAborted();
    const ending = await act(action, stage, output);
    if (ending) return ending;
  }
  return null;
}

async function act(action: Action, stage: Stage, output: AgentOutput): Promise<Ending> {
  const inside = (path: string): string => join(stage.workspace, path);
  switch (action.does) {
    case 'write':
      await put(inside(action.with.path), action.with.content, action.with.executable);
      return null;
    case 'append':
      await mkdir(dirname(inside(action.with.path)), { recursive: true });
      await appendFile(inside(action.with.path), action.with.content);
      return null;
    case 'delete':
      await rm(inside(action.with.path), { recursive: true, force: true });
      return null;
    case 'outOfScopeWrite':
      await put(inside(action.with.path ?? OUT_OF_SCOPE), action.with.content ?? 'on: push\n');
      return null;
    case 'run':
      await output.say(await ran(action.with, stage));
      return null;
    case 'noChange':
      return null;
    case 'say':
      await output.say(action.with.text);
      return null;
    case 'sleep':
      await wait(action.with.ms, undefined, { signal: stage.signal });
      return null;
    case 'tokens':
      for (let i = 0; i < (action.with.times ?? 1); i += 1) await output.tokens(action.with.total);
      return null;
    case 'result':
      await leaveResult(stage, typeof action.with === 'string' ? action.with : JSON.stringify(action.with));
      return null;
    case 'verdict':
      await leaveResult(stage, JSON.stringify({ notes: `The script says ${action.with.verdict}.`, ...action.with }));
      return null;
    case 'askPermission':
      await output.say(`${action.with.kind}: ${await output.ask(action.with.kind, action.with.path)}`);
      return null;
    case 'fail':
      return { as: action.with.as, text: action.with.text ?? `the script ends with ${action.with.as}` };
    case 'crash':
      return crash(action.with);
    case 'hang':
      if (action.with.ignoreTerm) process.on('SIGTERM', () => undefined);
      // A timer keeps the process; what ends it is a signal, or the peer that requests it to stop.
      for (;;) await wait(60_000, undefined, action.with.ignoreTerm ? {} : { signal: stage.signal });
    case 'garbage':
      for (let i = 0; i < (action.with.lines ?? 1); i += 1) output.raw('this is {no line of any protocol\u0007\n');
      return null;
    case 'tooLarge':
      for (let left = action.with.bytes; left > 0; left -= CHUNK) output.raw('x'.repeat(Math.min(left, CHUNK)));
      output.raw('\n');
      return null;
    case 'leaveProcess':
      await output.say(`leaves process ${leaveProcess(stage.workspace, action.with.seconds)}`);
      return null;
    case 'printSecret':
      await output.say(
        `${action.with.name ?? 'AUTOPACK_TOKEN'} is ${stage.env[action.with.name ?? 'AUTOPACK_TOKEN'] ?? 'not there'}`,
      );
      return null;
    case 'writeHook':
      await writeHooks(stage.workspace, action.with.mark);
      return null;
    case 'poisonGitConfig':
      await poisonGitConfig(stage.workspace, action.with.mark);
      return null;
    default:
      return action satisfies never;
  }
}

async function put(file: string, content: string, executable = false): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  if (executable) await chmod(file, 0o755);
}

async function leaveResult({ resultFile }: Stage, content: string): Promise<void> {
  if (resultFile === null) return;
  await mkdir(dirname(resultFile), { recursive: true });
  await writeFile(resultFile, content);
}

async function ran(
  { argv, timeoutMs }: { argv: string[]; timeoutMs?: number | undefined },
  stage: Stage,
): Promise<string> {
  const [program, ...words] = argv;
  const end = await runProcess({
    argv: [program ?? '', ...words],
    cwd: stage.workspace,
    env: cleanEnvironment(['HOME']),
    timeoutMs: timeoutMs ?? RUN_TIMEOUT_MS,
    maxOutputBytes: RUN_OUTPUT_BYTES,
  });
  return `${program} ended as ${end.end} ${end.exitCode ?? end.signal ?? ''}: ${end.output.trim()}`;
}

function crash({
  exitCode,
  signal,
}: {
  exitCode?: number | undefined;
  signal?: NodeJS.Signals | undefined;
}): never | Promise<never> {
  if (signal === undefined) return process.exit(exitCode ?? 1);
  process.kill(process.pid, signal);
  // The signal needs a moment; nothing more is played.
  return new Promise<never>(() => setInterval(() => undefined, 1_000));
}
