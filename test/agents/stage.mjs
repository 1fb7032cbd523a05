/** Where trials are played: a scripted model, a server, and for each trial a project with a repository, a run and a worker as it is shipped. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Processes } from './processes.mjs';
import { ScriptedModel } from './scripted-model.mjs';
import { CLI, Server } from './server.mjs';

export const DESCRIPTION = 'Write a greeting into src/greeting.txt.';
const PATIENCE_MS = 420_000;
const CHECK = `const { existsSync, writeFileSync } = require('fs');
const good = existsSync('src/greeting.txt');
writeFileSync('report.xml', '<testsuite name="all" tests="1"><testcase classname="greeting" name="is there">' + (good ? '' : '<failure message="none"/>') + '</testcase></testsuite>');
process.exitCode = good ? 0 : 1;`;
const CI = [{ name: 'check', argv: ['node', '-e', CHECK], timeoutSeconds: 60, report: 'report.xml' }];

export class Stage {
  processes = new Processes();
  model = new ScriptedModel();
  made = 0;

  async open() {
    await this.model.open();
    // Not below /tmp: some programs refuse helpers there.
    this.root = await mkdtemp(join(homedir(), '.autopack-check-agents-'));
    this.server = new Server(this.processes, this.root);
    await this.server.start();
  }

  /** Ends all that was started and removes all that was made, however far it came. */
  async close() {
    await this.processes.close();
    await this.model.close();
    await this.server?.end();
    if (this.root !== undefined) await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  /** To be called after each trial: one that failed may have left its worker. */
  endTrial() {
    return this.processes.endAll({ kept: this.server.process.child });
  }

  /** A run in a project of its own, with one phase. */
  async startRun(it, more) {
    const { id, path } = await this.makeProject(it);
    const phases = [{ phaseId: 'F1', name: 'Greet', description: DESCRIPTION }];
    await this.server.command(
      'startRun',
      { runId: id, projectId: id, tiers: [{ tierId: 'T1', name: 'One', phases }], ...more },
      'run { runId }',
    );
    return { id, path };
  }

  async makeProject(it) {
    const id = `${it.name}-${it.over}-${(this.made += 1)}`;
    const path = join(this.root, id);
    await mkdir(path);
    await writeFile(join(path, 'README.md'), 'A place for a greeting.\n');
    const git = (...words) =>
      execFileSync('git', ['-c', 'user.name=Trial', '-c', 'user.email=trial@example.invalid', ...words], {
        cwd: path,
        stdio: 'ignore',
      });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'base');
    await this.server.command('createProject', { projectId: id, repositoryPath: path }, 'project { projectId }');
    const profiles = { normal: CI, strict: CI };
    // What is looked at is the agent: no CI worker is there to look at the base first.
    const ci = { profiles, tries: { normal: 1, strict: 1 }, pausesSeconds: [0, 0], baseline: 'off' };
    const document = { ci, environment: { pausesSeconds: [600, 600] } };
    await this.server.command('publishRuleset', { projectId: id, document }, 'ruleset { version }');
    return { id, path };
  }

  homeOf = ({ id }) => join(this.root, `home-${id}`);

  /** A worker for the program to be tried, with a home of its own; without a name in `it` one for CI alone. */
  async startWorker(it, run, words, { withKey = true, without = [], environment = {} } = {}) {
    const home = this.homeOf(run);
    await mkdir(home);
    await it.about.home(home, this.model.url, withKey);
    const variables = { ...it.about.environment(this.model.url), ...environment };
    for (const name of [without].flat()) delete variables[name];
    const named = it.about.model && withKey && it.name !== null ? ['--model', it.about.model] : [];
    const pass = it.name === null ? '' : Object.keys(variables).join(',');
    // CI alone needs no agent, and may wait for a run that is still to be started.
    const agent = it.name === null ? [] : ['--agent', it.name, '--over', it.over, '--run', run.id];
    const argv = [CLI, 'worker', ...agent, '--server', this.server.url, '--wait', '1'];
    const { child, ended, end } = this.processes.start(
      process.execPath,
      [...argv, ...(pass === '' ? [] : ['--pass-environment', pass]), '--worker-id', run.id, ...named, ...words],
      {
        cwd: this.root,
        env: { PATH: process.env.PATH, HOME: home, ...variables },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let over = false;
    let text = '';
    child.stderr.on('data', (piece) => (text = `${text}${piece}`.slice(-4_000)));
    void ended.then(() => (over = true));
    return { isOver: () => over, tail: () => text.trim().split('\n').slice(-6).join(' / '), stop: end };
  }

  /** Waits until `look` answers true or the worker is over, and stops a worker that takes too long. */
  async until(look, worker, patienceMs = PATIENCE_MS) {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      if (await look()) return;
      if (worker.isOver()) return;
      await sleep(250);
    }
    await worker.stop();
  }
}
