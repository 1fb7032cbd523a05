/**
 * The `.env` file of a directory, under the environment of the process: what is set there wins, even when it is empty.
 */
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { decodeText } from '../domain/text/input-text.js';
import { type EnvLines, readEnvLines } from './env-lines.js';
import { type Environment, SETTING_NAMES, SettingsError } from './setting-names.js';
import { TOKEN_NAME } from './similar-settings.js';

export const ENV_FILE = '.env';
const MOST_BYTES = 1_048_576;

export interface MergedEnvironment {
  readonly values: Environment;
  /** The line of each name that the file sets; none without a file. */
  readonly inFile: ReadonlyMap<string, number>;
  /** Lines of the file that set nothing. */
  readonly warnings: readonly string[];
}

/**
 * Throws SettingsError for lines of the file that cannot be taken as they look, and an Error with a sentence if there
 * is a file that cannot be read.
 */
export function mergedEnvironment(directory: string, environment: Environment): MergedEnvironment {
  const { settings, problems, warnings } = readEnvFile(join(directory, ENV_FILE));
  const file = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
  const token = settings.find(({ name, value }) => name === TOKEN_NAME && value !== '');
  const unset = token !== undefined && environment[TOKEN_NAME] === '';
  if (problems.length > 0 || unset) {
    const why = `${TOKEN_NAME} is set in line ${token?.line} of ${ENV_FILE} and to nothing in the environment: take one of them away`;
    throw new SettingsError([...problems, ...(unset ? [why] : [])]);
  }
  return {
    values: { ...file, ...environment },
    inFile: new Map(settings.map(({ name, line }) => [name, line])),
    warnings,
  };
}

function readEnvFile(path: string): EnvLines {
  const bytes = bytesOf(path);
  if (bytes === null) return { settings: [], problems: [], warnings: [] };
  const decoded = decodeText(bytes);
  if ('fault' in decoded) throw new Error(`The settings in ${path} cannot be read: the file ${decoded.fault}`);
  if (decoded.text.includes('\0')) {
    throw new Error(
      `The settings in ${path} cannot be read: the file has the character U+0000 and is no text; save it as UTF-8`,
    );
  }
  return readEnvLines(decoded.text, SETTING_NAMES);
}

/** null: there is no file. */
function bytesOf(path: string): Buffer | null {
  try {
    const link = lstatSync(path, { throwIfNoEntry: false });
    if (link === undefined) return null;
    // A link that leads nowhere is a file that somebody believes in.
    const stat = statSync(path);
    // The device is how a container hides a file.
    if (stat.isCharacterDevice() && stat.rdev === statSync('/dev/null').rdev) return null;
    if (!stat.isFile()) throw new Error('it is no file');
    if (stat.size > MOST_BYTES) throw new Error('it is too large for settings');
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it is a link that leads to no file' : message;
    throw new Error(`The settings in ${path} cannot be read: ${why}`, { cause: error });
  }
}
