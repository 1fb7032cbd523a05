/**
 * The names of all settings, and what is looked at before any value is read: names that only look like a setting, and
 * values that cannot be what they look like. Server and clients ask the same; clients need no schema for it.
 */
import { oddCharacter } from '../domain/text/input-text.js';
import { valueFault } from './setting-values.js';
import { beginsAsToken, settingMeantBy, TOKEN_NAME } from './similar-settings.js';

/** Every name that the server reads. */
export const SETTING_NAMES = [
  'HOST',
  'PORT',
  'DATABASE_URL',
  'AUTOPACK_DATA_DIR',
  'AUTONOMOUS_RUNS_DIR',
  'AUTOPACK_TOKEN',
  'AUTOPACK_ALLOWED_HOSTS',
  'AUTOPACK_ALLOWED_ORIGINS',
  'AUTOPACK_TRUSTED_PROXIES',
  'AUTOPACK_PLAYGROUND',
  'AUTOPACK_INTROSPECTION',
  'AUTOPACK_TRUSTED_DOCUMENTS',
  'AUTOPACK_DRAFT_HOURS',
  'AUTOPACK_REPOSITORY_ROOTS',
  'AUTOPACK_WEBHOOK_HOSTS',
  'AUTOPACK_REMOTE_PROTOCOLS',
  'AUTOPACK_REMOTE_CREDENTIALS',
  'AUTOPACK_LOG_LEVEL',
  'AUTOPACK_POOL_SIZE',
  'AUTOPACK_COMMANDS_PER_MINUTE',
  'AUTOPACK_WORK_PER_MINUTE',
  'AUTOPACK_MCP',
  'RUN_TOKEN_CAP',
  'RUN_MAX_PHASES',
  'RUN_MAX_DURATION_MINUTES',
] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

/** Of a name or an address, with or without brackets, and the zone of IPv6. */
export const HOST_FORM = /^[\w.:%[\]-]+$/;
export const HOST_FAULT = 'must be a name or an address of this machine';

/** A configuration that the server does not start with; the message has a line for every problem. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The token that clients send, from the same names and values that the server would start with; undefined: there is
 * none. Throws SettingsError, so that a client never goes without a token that somebody believes is set.
 */
export function tokenIn(environment: Environment): string | undefined {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const token = given[TOKEN_NAME];
  const problems = [
    ...mistakenNames(given, [TOKEN_NAME]),
    ...valueFaults(token === undefined ? {} : { [TOKEN_NAME]: token }),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  return token;
}

/**
 * Names of the environment that look like a setting and are none: whoever wrote them believes that the setting is in
 * force (A1).
 */
export function mistakenNames(given: Environment, settings: readonly string[] = SETTING_NAMES): string[] {
  return Object.keys(given).flatMap((name) => {
    const meant = settingMeantBy(name, settings);
    if (meant !== null) {
      const odd = oddCharacter(name);
      return [
        `A name in the environment looks like ${meant} and is another${odd === null ? '' : `: it has ${odd}`}; write ${meant}`,
      ];
    }
    const isOther = name !== TOKEN_NAME && beginsAsToken(name) && given[TOKEN_NAME] === undefined;
    return isOther
      ? [`A name in the environment begins with ${TOKEN_NAME}, but no token would be in force; write ${TOKEN_NAME}`]
      : [];
  });
}

export const valueFaults = (given: Environment): string[] =>
  SETTING_NAMES.flatMap((name) => {
    const fault = valueFault(name, given[name] ?? '');
    return fault === null ? [] : [`${name} ${fault}`];
  });
