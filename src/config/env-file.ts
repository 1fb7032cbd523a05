/** The `.env` file of a directory, under the environment of the process: what is set there wins, even when it is empty. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from './settings.js';

export const ENV_FILE = '.env';

export interface MergedEnvironment {
  readonly values: Environment;
  /** Names that the file sets; none without a file. */
  readonly inFile: readonly string[];
}

/** Throws an Error with a sentence if there is a file that cannot be read. */
export function mergedEnvironment(directory: string, environment: Environment): MergedEnvironment {
  const file = readEnvFile(join(directory, ENV_FILE));
  return { values: { ...file, ...environment }, inFile: Object.keys(file) };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new Error(`The settings in ${path} cannot be read: ${message}`, { cause: error });
  }
}
