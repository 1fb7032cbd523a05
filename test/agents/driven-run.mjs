/**
 * A governed run that a program drives over MCP alone (A6): it starts the run, claims the work with the token of a Builder, checks and submits the patch
 * and follows the run to its end. CI is a worker of Autopack. The set-up is that of docs/mcp.md: the token comes from the environment.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { killGroup } from './processes.mjs';

const PATIENCE_MS = 120_000;
const PLAN = '# Plan\n\n## Tier T1: One\n\n### Phase F1: Greet\n\nWrite a greeting into src/greeting.txt.\n';
const textOf = (result) => result.replaceAll('\\"', '"');

/** What the scripted model calls: each step reads what the last one answered. */
export function script(projectId, runId, patch) {
  const lease = (results) =>
    /lease_token"?:\s*"([^"]+)"/.exec(textOf(results[1] ?? ''))?.[1] ??
    /Lease (\S+) until/.exec(results[1] ?? '')?.[1] ??
    'none';
  const isOver = (results) => results.slice(4).some((result) => /"is_terminal":\s*true|DONE_/.test(textOf(result)));
  const follow = (results) =>
    isOver(results) ? undefined : { tool: 'wait_for_run', input: { run_id: runId, wait_seconds: 10 } };
  return [
    { tool: 'start_run', input: { project: projectId, plan: PLAN, run_id: runId } },
    { tool: 'claim_work', input: { project: projectId, wait_seconds: 10 } },
    (results) => ({ tool: 'check_patch', input: { lease_token: lease(results), patch } }),
    (results) => ({ tool: 'submit_patch', input: { lease_token: lease(results), patch } }),
    ...Array.from({ length: 12 }, () => follow),
  ];
}

/** The servers as programs are told of them: over HTTP, or by `autopack mcp` over standard input and output. */
export const servers = (url, cli) => ({
  http: [
    { name: 'autopack', url: `${url}/mcp?role=operator` },
    { name: 'work', url: `${url}/mcp`, token: true },
  ],
  stdio: [
    { name: 'autopack', command: process.execPath, args: [cli, 'mcp', '--url', url, '--role', 'operator'] },
    { name: 'work', command: process.execPath, args: [cli, 'mcp', '--url', url], token: true },
  ],
});

/** `claude -p` reads a file of settings; the value of the variable stands in no file. A server over stdio would inherit it: the operator is without. */
export const claudeSettings = (list) => ({
  mcpServers: Object.fromEntries(
    list.map(({ name, url, command, args, token }) => [
      name,
      url === undefined
        ? { command, args, alwaysLoad: true, env: { AUTOPACK_TOKEN: token ? '${AUTOPACK_TOKEN}' : '' } }
        : {
            type: 'http',
            url,
            alwaysLoad: true,
            ...(token ? { headers: { Authorization: 'Bearer ${AUTOPACK_TOKEN}' } } : {}),
          },
    ]),
  ),
});

export const codexWords = (list) =>
  list.flatMap(({ name, url, command, args, token }) => {
    const key = `mcp_servers.${name}`;
    const values =
      url === undefined
        ? { command, args, startup_timeout_sec: 30, ...(token ? { env_vars: ['AUTOPACK_TOKEN'] } : {}) }
        : { url, ...(token ? { bearer_token_env_var: 'AUTOPACK_TOKEN' } : {}) };
    return Object.entries(values).flatMap(([field, value]) => ['-c', `${key}.${field}=${JSON.stringify(value)}`]);
  });

/** Watches the list of processes for a text that must not stand there; answers whether it did. */
export function watchProcesses(secret) {
  let isListed = false;
  let looking = Promise.resolve();
  const look = setInterval(
    () => (looking = looking.then(async () => void (isListed ||= await inProcessList(secret)))),
    200,
  );
  // A trial that fails does not ask any more.
  look.unref();
  return async () => {
    clearInterval(look);
    await looking;
    return isListed;
  };
}

/** The files below a folder that hold such a text. */
export async function filesWith(folder, pattern) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => (pattern.test(await readFile(file, 'latin1').catch(() => '')) ? [file] : [])),
  );
  return found.flat();
}

/** Runs the program to its end; answers what it wrote, and whether the secret stood in the list of processes meanwhile. */
export async function drive(processes, argv, { cwd, env, secret }) {
  const [program, ...words] = argv;
  const { child, ended } = processes.start(program, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end('Build the plan.\n');
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => (text = `${text}${piece}`.slice(-200_000)));
  const wasListed = watchProcesses(secret);
  const late = setTimeout(() => killGroup(child.pid), PATIENCE_MS);
  const { code } = await ended;
  clearTimeout(late);
  return { code, text, isListed: await wasListed() };
}

async function inProcessList(secret) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(join('/proc', id, 'cmdline'), 'utf8').catch(() => '')));
  return lines.some((line) => (typeof secret === 'string' ? line.includes(secret) : secret.test(line)));
}
