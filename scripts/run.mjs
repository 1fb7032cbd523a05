#!/usr/bin/env node
/**
 * The launcher: `node scripts/run.mjs <task> [arguments]`. It needs nothing but Node: packages are installed when they are missing or
 * differ from the lock file, sources are compiled when they are newer than the build, then the task runs. With nothing to do it says
 * nothing of its own. npm's pre-scripts could not do this: they do not run under `ignore-scripts=true`.
 *
 * Only this file is read by whatever Node there is, so it keeps to old syntax until the version is known.
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = [20, 19];
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

function isNodeTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
}

if (isNodeTooOld(process.versions.node)) {
  const wanted = LEAST_NODE.join('.');
  console.error(
    `Autopack needs Node ${wanted} or newer; this is Node ${process.versions.node}. Install a newer Node and start again.`,
  );
  process.exitCode = 1;
} else {
  // Under npm this process is in the root already; npm keeps where the user was in INIT_CWD.
  const byNpm = process.env.npm_lifecycle_event !== undefined && process.cwd() === root;
  const callerDirectory = (byNpm && process.env.INIT_CWD) || process.cwd();
  process.chdir(root);
  import('./launcher/tasks.mjs')
    .then(({ runTask }) => runTask(root, callerDirectory, process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
}
