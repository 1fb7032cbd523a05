/**
 * The server's settings, read once at start. Every name, its default and its form are in one schema; a wrong value
 * stops the start with a message that names the remedy, and an unknown AUTOPACK_ name is reported.
 */
import { resolve } from 'node:path';

import { z } from 'zod';

import { isLoopbackAddress } from '../common/addresses.js';
import { webhookHostsFault } from '../common/reachable-hosts.js';
import { trustedProxiesFault } from '../common/trusted-proxies.js';
import { BUDGET_DEFAULTS, BUDGET_MAXIMA, type BudgetDefaults } from '../domain/model/limits.js';
import { REMOTE_PROTOCOLS, type RemoteProtocol } from '../domain/model/remote.js';
import { looksLikeToken } from '../domain/rules/access/token-text.js';
import {
  type Environment,
  HOST_FAULT,
  HOST_FORM,
  mistakenNames,
  SETTING_NAMES,
  type SettingName,
  SettingsError,
  valueFaults,
} from './setting-names.js';
import { databaseUrlFault } from './setting-values.js';
import { type TraceSettings, traceSettings } from './trace-settings.js';

export { type Environment, SETTING_NAMES, SettingsError };

const whole = (least: number, most: number, preset: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)
    .default(preset);

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

const origin = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;
const ORIGIN_FAULT =
  'must be origins as a browser sends them, separated by commas: scheme, host and port, as https://ops.example or http://localhost:5173';

/** Unset: on, but where NODE_ENV says production. */
const onOrOff = z.enum(['on', 'off'], { error: 'must be on or off' }).optional();

const schema = z.object({
  HOST: z.string().regex(HOST_FORM, HOST_FAULT).default('127.0.0.1'),
  PORT: whole(0, 65_535, 8000),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:port/database')
    .superRefine((url, { addIssue }) => {
      const fault = /^postgres(ql)?:\/\//.test(url) ? databaseUrlFault(url) : null;
      if (fault !== null) addIssue({ code: 'custom', message: fault });
    })
    .optional(),
  AUTOPACK_DATA_DIR: z.string().min(1).default('.autopack'),
  AUTONOMOUS_RUNS_DIR: z.string().min(1).default('.autonomous_runs'),
  AUTOPACK_TOKEN: z.string().min(8, 'must have at least 8 characters').optional(),
  AUTOPACK_ALLOWED_HOSTS: list,
  AUTOPACK_ALLOWED_ORIGINS: list.refine((origins) => origins.every((text) => isOrigin(text)), ORIGIN_FAULT),
  AUTOPACK_TRUSTED_PROXIES: list.refine((entries) => trustedProxiesFault(entries) === null, {
    error: trustedProxiesFault([''])!,
  }),
  AUTOPACK_PLAYGROUND: onOrOff,
  AUTOPACK_INTROSPECTION: onOrOff,
  AUTOPACK_TRUSTED_DOCUMENTS: list,
  AUTOPACK_DRAFT_HOURS: whole(1, 8_760, BUDGET_DEFAULTS.draftHours),
  AUTOPACK_REPOSITORY_ROOTS: list,
  AUTOPACK_WEBHOOK_HOSTS: list.refine((entries) => webhookHostsFault(entries) === null, {
    error: webhookHostsFault([''])!,
  }),
  AUTOPACK_REMOTE_PROTOCOLS: list.refine((names) => names.every(isRemoteProtocol), {
    error: `must be some of ${REMOTE_PROTOCOLS.join(', ')}, separated by commas`,
  }),
  AUTOPACK_REMOTE_CREDENTIALS: z.string().min(1).optional(),
  AUTOPACK_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  AUTOPACK_POOL_SIZE: whole(2, 200, 10),
  AUTOPACK_COMMANDS_PER_MINUTE: whole(0, 1_000_000, 600),
  AUTOPACK_WORK_PER_MINUTE: whole(0, 1_000_000, 6_000),
  AUTOPACK_MCP: z.enum(['on', 'off']).default('off'),
  RUN_TOKEN_CAP: whole(1, BUDGET_MAXIMA.tokenCap, BUDGET_DEFAULTS.runTokenCap),
  RUN_MAX_PHASES: whole(1, BUDGET_MAXIMA.maxPhases, BUDGET_DEFAULTS.runMaxPhases),
  RUN_MAX_DURATION_MINUTES: whole(1, BUDGET_MAXIMA.minutes, BUDGET_DEFAULTS.runMaxDurationMinutes),
} satisfies Record<SettingName, z.ZodType>);

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Unset: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Root of the artefact files as configured; `runsRoot` is the same as an absolute path. */
  readonly runsDir: string;
  readonly runsRoot: string;
  /** Operator token; unset: the server is open on loopback (A1). */
  readonly token: string | undefined;
  readonly allowedHosts: readonly string[];
  /** Origins of web pages that may use the API, in lower case (A8). */
  readonly allowedOrigins: readonly string[];
  /** Addresses and networks of proxies whose X-Forwarded-For is believed (A2). */
  readonly trustedProxies: readonly string[];
  /** Whether browsers get the playground, and clients the schema by introspection. */
  readonly playground: boolean;
  readonly introspection: boolean;
  /** Files of documents; undefined: every document runs. Empty: only those of the command line and of workers. */
  readonly trustedDocuments: readonly string[] | undefined;
  readonly repositoryRoots: readonly string[];
  /** Hosts besides public ones that webhooks may go to: names, addresses, networks, with a port or without (A7). */
  readonly webhookHosts: readonly string[];
  /** How remotes may be reached (M3). */
  readonly remoteProtocols: readonly RemoteProtocol[];
  /** The file of credentials of remotes, as an absolute path; undefined: there is none. */
  readonly remoteCredentials: string | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly poolSize: number;
  /** Commands of one token in a minute, those of workers apart; 0: as many as come (A2). */
  readonly commandsPerMinute: number;
  readonly workPerMinute: number;
  /** Whether agents are served at /mcp (A6). */
  readonly mcp: boolean;
  readonly budgets: BudgetDefaults;
  /** Where traces are sent (O9); null: nowhere. */
  readonly traces: TraceSettings | null;
  /** What is odd but no reason not to start, in sentences: unknown AUTOPACK_ names. */
  readonly warnings: readonly string[];
}

/** On loopback without a token in its configuration a server is open to programs of this machine (A1). */
export const isOpen = ({ token, host }: Pick<Settings, 'token' | 'host'>): boolean =>
  token === undefined && isLoopbackAddress(host);

/** What a server that others can reach says if nobody can log in to it (A1). */
export const NOBODY_CAN_LOG_IN =
  'HOST is an address that others can reach: set AUTOPACK_TOKEN, make an operator token while it listens on 127.0.0.1 (autopack token create), or listen there';

/**
 * Why a server does not start with this token of its own; null: it does. Whoever sends the form of a stored token escapes the limit of
 * wrong ones, because those cannot be guessed (A2). Clients and workers take their stored token from the same setting.
 */
export const ownTokenFault = (token: string | undefined): string | null =>
  token !== undefined && looksLikeToken(token)
    ? 'AUTOPACK_TOKEN begins with apk_, as stored tokens do: the server needs no setting to know those. Unset it here and give it to clients, or choose a long text of another form'
    : null;

/** Reads and checks the settings; an empty value counts as unset. Throws SettingsError. */
export function readSettings(environment: Environment, cwd: string): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const known = new Set<string>(SETTING_NAMES);
  const unknown = Object.keys(given).filter((name) => name.startsWith('AUTOPACK_') && !known.has(name));
  const parsed = schema.safeParse(given);
  const problems = [...mistakenNames(given), ...valueFaults(given)];
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  const values = parsed.data;
  const { traces, warnings } = traceSettings(given);
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    dataDir: resolve(cwd, values.AUTOPACK_DATA_DIR),
    runsDir: values.AUTONOMOUS_RUNS_DIR,
    runsRoot: resolve(cwd, values.AUTONOMOUS_RUNS_DIR),
    token: values.AUTOPACK_TOKEN,
    allowedHosts: values.AUTOPACK_ALLOWED_HOSTS.map((host) => host.toLowerCase()),
    allowedOrigins: values.AUTOPACK_ALLOWED_ORIGINS.map((text) => text.toLowerCase()),
    trustedProxies: values.AUTOPACK_TRUSTED_PROXIES,
    playground: isOn(values.AUTOPACK_PLAYGROUND, given),
    introspection: isOn(values.AUTOPACK_INTROSPECTION, given),
    trustedDocuments: trustedFiles(values.AUTOPACK_TRUSTED_DOCUMENTS, cwd),
    repositoryRoots: values.AUTOPACK_REPOSITORY_ROOTS,
    webhookHosts: values.AUTOPACK_WEBHOOK_HOSTS,
    remoteProtocols: remoteProtocolsOf(values.AUTOPACK_REMOTE_PROTOCOLS),
    remoteCredentials: values.AUTOPACK_REMOTE_CREDENTIALS && resolve(cwd, values.AUTOPACK_REMOTE_CREDENTIALS),
    logLevel: values.AUTOPACK_LOG_LEVEL,
    poolSize: values.AUTOPACK_POOL_SIZE,
    commandsPerMinute: values.AUTOPACK_COMMANDS_PER_MINUTE,
    workPerMinute: values.AUTOPACK_WORK_PER_MINUTE,
    mcp: values.AUTOPACK_MCP === 'on',
    traces,
    warnings: [
      ...unknown.map(
        (name) => `${displayedName(name)} is not a setting of this server; .env.example names those that it knows`,
      ),
      ...warnings,
    ],
    budgets: {
      ...BUDGET_DEFAULTS,
      runTokenCap: values.RUN_TOKEN_CAP,
      runMaxPhases: values.RUN_MAX_PHASES,
      runMaxDurationMinutes: values.RUN_MAX_DURATION_MINUTES,
      draftHours: values.AUTOPACK_DRAFT_HOURS,
    },
  };
}

function isOrigin(text: string): boolean {
  return origin.test(text) && URL.canParse(text) && new URL(text).origin === text.toLowerCase();
}

const isRemoteProtocol = (name: string): name is RemoteProtocol => REMOTE_PROTOCOLS.some((known) => known === name);

/** Unset: what is encrypted. */
const remoteProtocolsOf = (names: readonly string[]): readonly RemoteProtocol[] =>
  names.length === 0 ? ['https', 'ssh'] : names.filter(isRemoteProtocol);

const isOn = (value: 'on' | 'off' | undefined, { NODE_ENV }: Environment): boolean =>
  value === undefined ? NODE_ENV !== 'production' : value === 'on';

/** `own` names the documents of the command line and of workers, which are always trusted. */
function trustedFiles(entries: readonly string[], cwd: string): readonly string[] | undefined {
  if (entries.length === 0) return undefined;
  return entries.filter((entry) => entry !== 'own').map((entry) => resolve(cwd, entry));
}

/** A name may hold what was meant as its value: only one in the form of our own is shown (A4). */
const displayedName = (name: string): string =>
  /^[A-Z][A-Z0-9_]{0,99}$/.test(name) ? name : 'A name in the environment that begins with AUTOPACK_';

export { isLoopbackAddress };
