/** Runs one step of CI and says what its end means: a fault of the commit, or one of the surroundings, which says nothing of the commit (B6). */
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { cleanEnvironment } from '../../processes/clean-environment.js';
import type { OutputStream, ProcessEnd } from '../../processes/process-contract.js';
import { runProcess } from '../../processes/run-process.js';
import { hasRoom } from '../free-room.js';
import type { StepOutcome, StepRun } from '../prepare/step-run.js';
import type { CiFolder } from './ci-folder.js';
import type { CiLimits, CiOrder } from './ci-order.js';

/** What is kept of a step's output: enough for the tail, with room for what is taken out of it. */
const KEPT_TIMES_TAIL = 4;

/** What a step of CI and one of the set-up have in common. */
export interface Step {
  readonly name: string;
  readonly argv: readonly string[];
  readonly timeoutSeconds: number;
  /** Folder below the checkout; null or left out: its root. */
  readonly cwd?: string | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
}

export type StepSurroundings = Pick<
  CiOrder,
  'workRoot' | 'owner' | 'runId' | 'phaseId' | 'traceparent' | 'passEnvironment'
>;

export interface StepHooks {
  readonly signal?: AbortSignal;
  onOutput?(stream: OutputStream, text: string): void;
}

export async function runStep(
  order: StepSurroundings,
  limits: Pick<CiLimits, 'outputBytes' | 'outputTailBytes' | 'freeBytes'>,
  folder: Omit<CiFolder, 'path'>,
  step: Step,
  hooks: StepHooks = {},
): Promise<StepRun> {
  const [program, ...parameters] = step.argv;
  const cwd = step.cwd ? await folderBelow(folder.checkout, step.cwd) : folder.checkout;
  if (cwd === null) return astray(step);
  const end = await runProcess({
    argv: [program ?? '', ...parameters],
    cwd,
    env: environmentOf(order, folder, step),
    owner: order.owner,
    timeoutMs: step.timeoutSeconds * 1000,
    maxOutputBytes: limits.outputBytes,
    keepOutputBytes: limits.outputTailBytes * KEPT_TIMES_TAIL,
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onOutput: (stream, text) => hooks.onOutput?.(stream, text),
  });
  const { meaning, how } = await judge(order, limits, step, end);
  const { exitCode, signal, durationSeconds, leftBehind, output } = end;
  const passed = meaning === 'passed';
  return {
    outcome: { name: step.name, end: end.end, exitCode, signal, passed, durationSeconds, leftBehind },
    meaning,
    summary: `Step "${step.name}" ${how}.`,
    output,
  };
}

/** null: it is not there, or a link leads out of the checkout. */
async function folderBelow(checkout: string, path: string): Promise<string | null> {
  const [root, found] = [await realpath(checkout), await realpath(join(checkout, path)).catch(() => null)];
  return found !== null && found.startsWith(`${root}${sep}`) ? found : null;
}

function astray({ name, cwd }: Step): StepRun {
  const outcome: StepOutcome = {
    name,
    end: 'not-started',
    exitCode: null,
    signal: null,
    passed: false,
    durationSeconds: 0,
    leftBehind: 0,
  };
  const summary = `Step "${name}" could not be started: "${cwd}" is no folder of the checkout.`;
  return { outcome, meaning: 'failed', summary, output: '' };
}

function environmentOf(
  { passEnvironment = [], runId, phaseId, traceparent }: StepSurroundings,
  { home, temporary }: Omit<CiFolder, 'path'>,
  { env = [] }: Step,
): Record<string, string> {
  return cleanEnvironment(passEnvironment, {
    CI: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
    HOME: home,
    TMPDIR: temporary,
    AUTOPACK_RUN_ID: runId,
    ...(phaseId === null ? {} : { AUTOPACK_PHASE_ID: phaseId }),
    ...(traceparent === undefined ? {} : { TRACEPARENT: traceparent }),
  });
}

async function judge(
  { workRoot }: StepSurroundings,
  limits: Pick<CiLimits, 'outputBytes' | 'freeBytes'>,
  step: Step,
  { end, exitCode, signal, startFault }: ProcessEnd,
): Promise<{ meaning: StepRun['meaning']; how: string }> {
  if (end === 'exited' && exitCode === 0) return { meaning: 'passed', how: 'passed' };
  if (end === 'aborted') return { meaning: 'aborted', how: 'was aborted' };
  if (end === 'not-started') return notStarted(step, startFault);
  const how = {
    exited: exitCode === null ? `was ended by ${signal}` : `failed with exit code ${exitCode}`,
    'timed-out': `took longer than ${step.timeoutSeconds} seconds`,
    'too-much-output': `wrote more than ${limits.outputBytes} bytes of output`,
  }[end];
  if (await hasRoom(workRoot, limits.freeBytes)) return { meaning: 'failed', how };
  return { meaning: 'environment', how: `${how}, and the disk of the worker is full` };
}

/** A program of the commit that is not there is a fault of the commit; one of the machine is not. */
function notStarted({ argv }: Step, fault: ProcessEnd['startFault']): { meaning: StepRun['meaning']; how: string } {
  const program = argv[0] ?? '';
  const ofCommit = program.includes('/') && !program.startsWith('/');
  const where = ofCommit ? 'in the commit' : 'on the machine of the worker';
  if (fault === 'missing-program') {
    return {
      meaning: ofCommit ? 'failed' : 'environment',
      how: `could not be started: "${program}", or what it is run by, is not there ${where}`,
    };
  }
  if (fault === 'not-executable') {
    return {
      meaning: ofCommit ? 'failed' : 'environment',
      how: `could not be started: "${program}" may not be executed ${where}`,
    };
  }
  if (fault === 'missing-folder')
    return { meaning: 'failed', how: 'could not be started: a step before it removed the checkout' };
  const why =
    fault === 'no-resources'
      ? 'the machine of the worker has no resources left'
      : 'its arguments cannot be passed to a program';
  return { meaning: 'environment', how: `could not be started: ${why}` };
}
