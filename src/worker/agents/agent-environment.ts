/**
 * The environment of an agent (A5): where it is and who it is, what its preset lets through, and the secrets that the operator named one by one.
 * Nothing else of ours: a worker's environment holds its own token, and whatever its operator has there.
 */
import { cleanEnvironment } from '../../processes/clean-environment.js';
import { AgentChoiceFault } from './agent-choice-fault.js';
import type { AgentTask } from './contract/agent.js';
import type { Exchange } from './exchange.js';

/** Needed to find a home, a shell, a language and the network; none of them is a secret. PATH and LANG come with every clean environment. */
const ALWAYS = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'];
/** How a network is reached and whom it trusts: needed by every agent, wherever it is not reached directly. */
export const NETWORK = [
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'all_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
];
/** Shorter values are too common in honest output to be taken out of it. */
const SECRET_LENGTH = 6;

export interface LetThrough {
  /** Set by the preset, such as switches that turn telemetry off; what is passed on or set here goes before it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the preset's agent looks for its secrets; nothing of it is let through by this. */
  readonly credentials: readonly string[];
  /** By the preset. */
  readonly environment: readonly string[];
  /** By the operator: secrets. */
  readonly passed: readonly string[];
}

/** What is let through is checked once, when the driver is made. */
export function letThrough(
  environment: readonly string[],
  passed: readonly string[],
  { settings = {}, credentials = [] }: Partial<Pick<LetThrough, 'settings' | 'credentials'>> = {},
): LetThrough {
  for (const name of passed) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new AgentChoiceFault(`"${name}" is not the name of a variable that could be passed on.`);
    if (name.startsWith('AUTOPACK_')) {
      throw new AgentChoiceFault(
        `${name} is Autopack's own and is not passed on to an agent: it would give the agent the worker's rights.`,
      );
    }
  }
  return { environment, passed, settings, credentials };
}

export function agentEnvironment(
  through: LetThrough,
  task: AgentTask,
  exchange: Exchange,
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const names = [...ALWAYS, ...through.environment, ...through.passed];
  const { temporaryFolder: own } = task;
  return cleanEnvironment(
    names,
    {
      ...Object.fromEntries(
        Object.entries(through.settings).filter(([name]) => !names.includes(name) || from[name] === undefined),
      ),
      ...(own === undefined ? {} : { TMPDIR: own, TMP: own, TEMP: own }),
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

/** Names of places and models are reported in logs: without them nobody could see where an agent went. A place that holds a password is one all the same. */
const isPlace = (name: string): boolean =>
  /(_URL|_HOST|_ENDPOINT|_MODEL|_PROXY|_REGION|_PROJECT|_LOCATION)$/i.test(name);

/** Values that must not stand in a log. */
export const secretsIn = (
  through: LetThrough,
  from: Readonly<Record<string, string | undefined>> = process.env,
): string[] =>
  through.passed
    .filter((name) => !isPlace(name) || /^[a-z+]+:\/\/[^/]*@/i.test(from[name] ?? ''))
    .map((name) => from[name] ?? '')
    .filter((value) => value.length >= SECRET_LENGTH);

/** The same, with the token for the tools of the task. */
export const secretsOf = (through: LetThrough, { door }: Pick<AgentTask, 'door'>): string[] => [
  ...secretsIn(through),
  ...(door ? [door.token] : []),
];

/**
 * What an operator can do where an agent says that it is not logged in (B6): a variable that its preset knows is named with the flag that passes it on.
 * Null: nothing can be said, or everything that is known was passed on.
 */
export function credentialHint(
  through: LetThrough,
  from: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const { credentials, passed } = through;
  if (credentials.length === 0 || credentials.some((name) => passed.includes(name) && from[name])) return null;
  const set = credentials.filter((name) => from[name]);
  if (set.length > 0)
    return `The worker has ${inWords(set, 'and')} and does not pass it on: --pass-environment ${set.join(',')}`;
  return `It looks for ${inWords(credentials.slice(0, CREDENTIALS_DISPLAYED), 'or')}: set one for the worker and pass it on, such as --pass-environment ${credentials[0]}; or log the agent in as the worker's user.`;
}

/** The first ones are the usual ones. */
const CREDENTIALS_DISPLAYED = 3;

const inWords = (names: readonly string[], last: string): string =>
  names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;
