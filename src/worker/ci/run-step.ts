/** Runs one step of CI and says what its end means: a fault of the commit, or one of the surroundings, which says nothing of the commit (B6). */
import { statfs } from 'node:fs/promises';
import { cleanEnvironment } from '../../processes/clean-environment.js';
import type { ProcessEnd } from '../../processes/process-contract.js';
import { runProcess } from '../../processes/run-process.js';
import type { CiFolder } from './ci-folder.js';
import type { CiHooks, CiLimits, CiOrder, CiStep, CiStepOutcome } from './ci-order.js';

export interface StepRun {
  readonly outcome: CiStepOutcome;
  readonly meaning: 'passed' | 'failed' | 'environment' | 'aborted';
  /** A sentence. */
  readonly summary: string;
  /** As it came, not redacted. */
  readonly output: string;
}

/** What is kept of a step's output: enough for the tail, with room for what is taken out of it. */
const KEPT_TIMES_TAIL = 4;

export async function runStep(order: CiOrder, limits: CiLimits, folder: CiFolder, step: CiStep, hooks: CiHooks): Promise<StepRun> {
  const [program, ...parameters] = step.argv;
  const end = await runProcess({
    argv: [program ?? '', ...parameters],
    cwd: folder.checkout,
    env: environmentOf(order, folder),
    owner: order.owner,
    timeoutMs: step.timeoutSeconds * 1000,
    maxOutputBytes: limits.outputBytes,
    keepOutputBytes: limits.outputTailBytes * KEPT_TIMES_TAIL,
    ...(hooks.signal ? { signal: hooks.signal } : {}),
    onOutput: (stream, text) => hooks.onOutput?.(step, stream, text),
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

/** Whether the disk under the work root has at least so many bytes left. */
export async function hasRoom(workRoot: string, bytes: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(workRoot);
  return bavail * bsize >= bytes;
}

function environmentOf({ passEnvironment = [], runId, phaseId }: CiOrder, { home, temporary }: CiFolder): Record<string, string> {
  return cleanEnvironment(passEnvironment, {
    HOME: home,
    TMPDIR: temporary,
    CI: '1',
    AUTOPACK_RUN_ID: runId,
    ...(phaseId === null ? {} : { AUTOPACK_PHASE_ID: phaseId }),
    GIT_TERMINAL_PROMPT: '0',
  });
}

async function judge(
  { workRoot }: CiOrder,
  limits: CiLimits,
  step: CiStep,
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
function notStarted({ argv }: CiStep, fault: ProcessEnd['startFault']): { meaning: StepRun['meaning']; how: string } {
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
    return { meaning: ofCommit ? 'failed' : 'environment', how: `could not be started: "${program}" may not be executed ${where}` };
  }
  if (fault === 'missing-folder') return { meaning: 'failed', how: 'could not be started: a step before it removed the checkout' };
  const why = fault === 'no-resources' ? 'the machine of the worker has no resources left' : 'its arguments cannot be passed to a program';
  return { meaning: 'environment', how: `could not be started: ${why}` };
}
