/**
 * The environment of an agent (A5): where it is and who it is, what its preset lets through, and the secrets that the operator named one by one.
 * Nothing else of ours: a worker's environment holds its own token, and whatever its operator has there.
 */
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { AgentChoiceFault } from './agent-choice-fault.js';
import type { AgentTask } from './agent.js';
import type { Exchange } from './exchange.js';

/** Needed to find a home, a shell and a language; none of them is a secret. PATH and LANG come with every clean environment. */
const ALWAYS = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];
/** Shorter values are too common in honest output to be taken out of it. */
const SECRET_LENGTH = 6;

export interface LetThrough {
  /** By the preset. */
  readonly environment: readonly string[];
  /** By the operator: secrets. */
  readonly passed: readonly string[];
}

/** What is let through is checked once, when the driver is made. */
export function letThrough(environment: readonly string[], passed: readonly string[]): LetThrough {
  for (const name of passed) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new AgentChoiceFault(`"${name}" is not the name of a variable that could be passed on.`);
    if (name.startsWith('AUTOPACK_')) {
      throw new AgentChoiceFault(
        `${name} is Autopack's own and is not passed on to an agent: it would give the agent the worker's rights.`,
      );
    }
  }
  return { environment, passed };
}

export function agentEnvironment(
  through: LetThrough,
  task: AgentTask,
  exchange: Exchange,
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  return cleanEnvironment(
    [...ALWAYS, ...through.environment, ...through.passed],
    {
      NO_COLOR: '1',
      CI: '1',
      ...task.environment,
      AUTOPACK_ROLE: task.role,
      AUTOPACK_WORKSPACE: task.workspace,
      AUTOPACK_PROMPT_FILE: exchange.promptFile,
      AUTOPACK_BRIEF_FILE: exchange.briefFile,
      AUTOPACK_RESULT_FILE: task.resultFile,
      AUTOPACK_SCHEMA_FILE: exchange.schemaFile,
    },
    from,
  );
}

/** Values that must not stand in a log. */
export const secretsIn = (through: LetThrough, from: Readonly<Record<string, string | undefined>> = process.env): string[] =>
  through.passed.map((name) => from[name] ?? '').filter((value) => value.length >= SECRET_LENGTH);
