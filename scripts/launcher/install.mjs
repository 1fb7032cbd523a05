/**
 * Installs the packages of the lock file. What is in node_modules is compared with the lock by content, not by dates: a checkout
 * changes dates, and an install that left out development packages is not complete.
 */
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { spawnTask } from './spawn.mjs';

/** Why the packages have to be installed, as the end of "Installing packages: …"; null if all are there. */
export function installReason(root) {
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return existsSync(join(root, 'node_modules')) ? 'the last install did not end' : 'there are none yet';
  const wanted = readLock(join(root, 'package-lock.json'));
  if (!wanted)
    throw new Error(
      `${join(root, 'package-lock.json')} is missing or damaged. Get it back with: git checkout package-lock.json`,
    );
  for (const [path, { version, optional, peer, link }] of Object.entries(wanted)) {
    if (path === '' || optional || peer || link) continue;
    if (!installed[path]) return `${nameOf(path)} is missing`;
    if (installed[path].version !== version)
      return `${nameOf(path)} ${version} is wanted, ${installed[path].version} is there`;
  }
  return null;
}

/** Runs `npm ci` with development packages, whatever NODE_ENV or the user's settings leave out. */
export async function install(root) {
  const cache = usableCache() ? null : mkdtempSync(join(tmpdir(), 'autopack-npm-'));
  try {
    const [command, ...first] = npm();
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--include=peer',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
    ];
    const env = { ...process.env, npm_config_update_notifier: 'false', ...(cache ? { npm_config_cache: cache } : {}) };
    // npm's own words go to standard error: standard output belongs to the task.
    const code = await spawnTask(command, [...first, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 2, 2],
      shell: first.length === 0 && process.platform === 'win32',
    });
    if (code !== 0)
      throw Object.assign(new Error('The packages could not be installed; npm says why above.'), { exitCode: code });
  } finally {
    if (cache) rmSync(cache, { recursive: true, force: true });
  }
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** npm as the program and its first arguments: the npm that runs us, the one beside this Node, or the one on the path. */
function npm() {
  const calling = process.env.npm_execpath;
  if (calling && basename(calling) === 'npm-cli.js' && existsSync(calling)) return [process.execPath, calling];
  const beside = dirname(process.execPath);
  for (const folder of [join(beside, '..', 'lib', 'node_modules'), join(beside, 'node_modules')]) {
    const script = join(folder, 'npm', 'bin', 'npm-cli.js');
    if (existsSync(script)) return [process.execPath, script];
  }
  return ['npm'];
}

/** Can npm write to its cache? A user without a home cannot. */
function usableCache() {
  let folder = process.env.npm_config_cache || join(homedir(), '.npm');
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
