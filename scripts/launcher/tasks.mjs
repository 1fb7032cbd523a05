/** The tasks of the launcher: what each needs before it runs, and what it runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, installReason } from './install.mjs';
import { withLock } from './lock.mjs';
import { spawnTask } from './spawn.mjs';
import { watchSources } from './watch.mjs';

/** Longer than a slow install on a slow network takes. */
const LOCK_TIMEOUT_MS = 30 * 60_000;

const SHELL_WATCH_MS = 500;

const node = (script, ...first) => ({ runs: 'node', script, first });
const JEST = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
const command = { runs: 'cli', needs: 'build' };

const TASKS = {
  serve: command,
  demo: command,
  rebuild: command,
  doctor: command,
  plan: command,
  strategy: command,
  ruleset: command,
  worker: command,
  // `npm run run` would be odd.
  'start-run': { ...command, argv: ['run', 'start'] },
  install: { needs: 'packages' },
  build: { needs: 'build' },
  dev: { runs: 'watch', needs: 'build' },
  schema: { needs: 'build', ...node('dist/print-schema.js') },
  sql: { needs: 'build', ...node('scripts/sql.mjs') },
  documents: { needs: 'packages', ...node('scripts/documents.mjs') },
  migration: { needs: 'build', ...node('scripts/migration.mjs') },
  test: { needs: 'build', flags: JEST, ...node('node_modules/jest/bin/jest.js') },
  typecheck: { needs: 'packages', ...node('scripts/typecheck.mjs') },
  lint: {
    needs: 'packages',
    ...node('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', 'src', 'test', 'bench', 'web'),
  },
  house: { needs: 'packages', ...node('scripts/house.mjs') },
  format: { needs: 'packages', ...node('node_modules/prettier/bin/prettier.cjs', '--write', '.') },
  screenshots: { needs: 'build', ...node('scripts/screenshots.mjs') },
  conformance: {
    needs: 'packages',
    ...node('scripts/verify.mjs', '--only', 'tests', '--only', 'conformance', '--write'),
  },
  verify: { needs: 'packages', ...node('scripts/verify.mjs') },
  fuzz: { needs: 'build', flags: ['--import', 'tsx'], ...node('bench/fuzz/main.ts') },
  'soak:database': { needs: 'build', flags: ['--import', 'tsx'], ...node('test/soak/database-kills.ts') },
  // With the real programs, where they are installed.
  'check:agents': { needs: 'build', ...node('test/agents/check-agents.mjs') },
  // Packed, and installed elsewhere.
  'check:package': { needs: 'build', ...node('scripts/package/check.mjs') },
  bench: { needs: 'build', flags: ['--import', 'tsx'], ...node('bench/main.ts') },
};

/** For the tests: every script of package.json is one of them. @public */
export const TASK_NAMES = Object.keys(TASKS);

/** Prepares and runs a task; answers the exit code. */
export async function runTask(root, callerDirectory, [name, ...args]) {
  const task = Object.hasOwn(TASKS, name ?? '') ? TASKS[name] : undefined;
  if (!task) {
    console.error(
      `${name ? `There is no task ${name}` : 'Name a task'}: node scripts/run.mjs <${TASK_NAMES.join('|')}> [arguments]`,
    );
    return 64;
  }
  endWithShell();
  try {
    await prepare(root, task.needs);
    if (task.runs === 'cli') return await runCommand(root, callerDirectory, [...(task.argv ?? [name]), ...args]);
    if (task.runs === 'watch') return await watchSources(root, (work) => alone(root, work), args);
    if (task.runs === undefined) return 0;
    return await spawnTask(process.execPath, [...(task.flags ?? []), task.script, ...task.first, ...args], {
      cwd: root,
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return error?.exitCode ?? 1;
  }
}

/**
 * npm runs a script in a shell. A signal that ends npm ends that shell too, which passes nothing on; so the end of the shell is taken as
 * the request to stop that it was.
 */
function endWithShell() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, SHELL_WATCH_MS);
  timer.unref();
}

/** A command of Autopack runs in this very process: signals and exit code are its own. */
async function runCommand(root, callerDirectory, argv) {
  const { run } = await import(pathToFileURL(join(root, 'dist', 'cli', 'main.js')).href);
  return run(argv, { callerDirectory });
}

const say = (sentence) => console.error(`autopack: ${sentence}`);

/** Runs `work` while no other process installs or builds in this checkout. */
function alone(root, work) {
  const onWait = () => say('another process installs or builds here; waiting for it.');
  return withLock(join(root, 'dist', '.setup.lock'), { timeoutMs: LOCK_TIMEOUT_MS, onWait }, work);
}

/** Looks without the lock first: where nothing is to do, nothing is written and nobody waited for. */
async function prepare(root, needs) {
  const isReady = () => installReason(root) === null && (needs !== 'build' || isBuilt(root));
  if (isReady()) return;
  await alone(root, async () => {
    const reason = installReason(root);
    if (reason) {
      say(`installing packages (${reason}) …`);
      await install(root);
    }
    if (needs === 'build' && !isBuilt(root)) {
      say(existsSync(join(root, 'dist', 'cli')) ? 'building (the sources have changed) …' : 'building …');
      await build(root);
    }
  });
}
