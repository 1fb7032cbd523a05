/** A server as it is shipped, with an embedded database of its own, and what the trials ask it. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CLI = join(import.meta.dirname, '../../dist/cli/main.js');

export class Server {
  /** `root`: where the server keeps all but its database. */
  constructor(processes, root) {
    this.processes = processes;
    this.root = root;
  }

  async start() {
    // PostgreSQL's user must get to it where this is root, who has a home of his own.
    this.data = await mkdtemp(join(tmpdir(), 'autopack-check-agents-data-'));
    await chmod(this.data, 0o755);
    const env = {
      PATH: process.env.PATH,
      HOME: this.root,
      PORT: '0',
      AUTOPACK_DATA_DIR: this.data,
      AUTONOMOUS_RUNS_DIR: join(this.root, 'runs'),
      AUTOPACK_MCP: 'on',
    };
    const stdio = ['ignore', 'pipe', 'inherit'];
    const options = { cwd: this.root, env, stdio };
    this.process = this.processes.start(process.execPath, [CLI, 'serve', '--json'], options);
    let text = '';
    this.url = await new Promise((resolve, reject) => {
      this.process.child.stdout.on('data', (piece) => {
        text += piece;
        const found = /"url":\s*"([^"]+)"/.exec(text);
        if (found) resolve(found[1]);
      });
      void this.process.ended.then(() => reject(new Error('the server did not start')));
    });
  }

  /** Ends it and removes its database, wherever that lies. */
  async end() {
    await this.process?.end();
    if (this.data === undefined) return;
    // As root it is elsewhere if PostgreSQL's user cannot get to the temporary files; this file says where.
    const outside = await readFile(join(this.data, 'pgdata.location'), 'utf8').catch(() => '');
    for (const folder of [outside.trim(), this.data])
      if (folder !== '') await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async graphql(query, variables) {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors).slice(0, 500));
    return data;
  }

  async command(name, input, selection) {
    const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
    const data = await this.graphql(
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} errors { message } } }`,
      { input },
    );
    const [error] = data[name].errors;
    if (error) throw new Error(error.message);
  }

  /** Of a run with one phase: `attempt` is its Builder's latest. */
  async stateOf({ id }) {
    const fields = 'state builderAttempts attempts { role notes tokensUsed tokensEstimated }';
    const query = `query ($id: ID!) { run(runId: $id) { state tiers { phases { ${fields} } } } }`;
    const { run } = await this.graphql(query, { id });
    const [phase] = run.tiers.flatMap(({ phases }) => phases);
    const builders = phase.attempts.filter(({ role }) => role === 'BUILDER');
    const attempt = builders.at(-1) ?? null;
    return {
      state: run.state,
      attempt,
      attemptsUsed: phase.builderAttempts,
      notes: (attempt?.notes ?? '').replaceAll(/\s+/g, ' ').slice(0, 200),
    };
  }
}
