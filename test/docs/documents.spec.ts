/** What the documents say is true: examples give what stands behind them, tables name what there is, diagrams are printed from the tables. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Command } from 'commander';

import { declareArchiveCommands } from '../../src/cli/commands/archive-command.js';
import type { Declaring } from '../../src/cli/commands/declare.js';
import { declareMcpCommand } from '../../src/cli/commands/mcp-command.js';
import { declareOperatorCommands } from '../../src/cli/commands/operator-commands.js';
import { declarePlanCommands } from '../../src/cli/commands/plan-commands.js';
import { declareRemoteCommands } from '../../src/cli/commands/remote-commands.js';
import { declareReportCommands } from '../../src/cli/commands/report-commands.js';
import { declareRunCommands } from '../../src/cli/commands/run-commands.js';
import { declareServerCommands } from '../../src/cli/commands/server-commands.js';
import { declareTokenCommands } from '../../src/cli/commands/token-command.js';
import { declareWebhookCommands } from '../../src/cli/commands/webhook-commands.js';
import { declareWorkerCommand } from '../../src/cli/commands/worker-command.js';
import { SETTING_NAMES } from '../../src/config/settings.js';
import { BUDGET_DEFAULTS } from '../../src/domain/model/limits.js';
import { toMermaid } from '../../src/domain/model/machine.js';
import { phaseMachine } from '../../src/domain/model/phase-state.js';
import { runMachine } from '../../src/domain/model/run-state.js';
import { tierMachine } from '../../src/domain/model/tier-state.js';
import { parsePlan } from '../../src/domain/rules/plan/parse-plan.js';
import { readRulesetText } from '../../src/domain/rules/ruleset/read-ruleset.js';
import { compileStrategy } from '../../src/domain/rules/strategy/compile-strategy.js';
import { FEATURES } from '../architecture/arrows.js';
import { startTestServer } from '../support/server/server.js';

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map(([, body]) => body!);
const block = (text: string, language: string) => blocks(text, language)[0]!;

/** The commands of the command line by their words (`plan check`), each with the options that it takes. */
function commands(): Map<string, Set<string>> {
  const autopack = new Command();
  const declaring: Declaring = { execute: async () => undefined, path: (text) => text };
  declareServerCommands(autopack, declaring);
  declarePlanCommands(autopack, declaring);
  declareRunCommands(autopack, declaring);
  declareOperatorCommands(autopack, declaring);
  declareTokenCommands(autopack, declaring);
  declareWorkerCommand(autopack, declaring);
  declareMcpCommand(autopack, declaring);
  declareReportCommands(autopack, declaring);
  declareArchiveCommands(autopack, declaring);
  declareWebhookCommands(autopack, declaring);
  declareRemoteCommands(autopack, declaring);
  const found = new Map<string, Set<string>>();
  const visit = (command: Command, words: readonly string[]) => {
    // A command that has subcommands too has options of its own; a mere group has none.
    if (command.commands.length === 0 || command.options.length > 0)
      found.set(words.join(' '), new Set(command.options.map((option) => option.long ?? '')));
    for (const one of command.commands) visit(one, [...words, one.name()]);
  };
  for (const one of autopack.commands) visit(one, [one.name()]);
  return found;
}

describe('the documents', () => {
  test('the mutation of docs/api-tour.md gives the answer that stands behind it', async () => {
    const tour = await readFile('docs/api-tour.md', 'utf8');
    const server = await startTestServer();
    try {
      const { data } = await server.requestRaw(block(tour, 'graphql'));
      expect({ data }).toEqual(JSON.parse(block(tour, 'json')));
    } finally {
      await server.close();
    }
  });

  test('the plan of docs/quickstart.md can be read, with everything that it says', async () => {
    const parsed = parsePlan(block(await readFile('docs/quickstart.md', 'utf8'), 'markdown'));
    expect(parsed).toMatchObject({
      plan: {
        maxDurationMinutes: 90,
        tiers: [
          {
            tierId: 'T1',
            phases: [{ phaseId: 'F1.1', taskCategory: 'schema_change', allowedPaths: ['src/database/**'] }],
          },
          { tierId: 'T2', phases: [{ phaseId: 'F2.1' }] },
        ],
      },
    });
  });

  test('the ruleset of docs/quickstart.md can be read, and gives the reason that is quoted there', async () => {
    const quickstart = await readFile('docs/quickstart.md', 'utf8');
    const read = readRulesetText(block(quickstart, 'json'));
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    const parsed = parsePlan('## T1: Payment\n\n### P1: Pay\n\n- Category: payment\n');
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const ruleset = { version: 1, rules: read.rules };
    const { strategy } = compileStrategy({
      plan: parsed.plan,
      ruleset,
      agedIssues: [],
      server: BUDGET_DEFAULTS,
      debtCleanup: true,
    });
    const [, message, source] = /`(strict, [^`]*)`,\s+source\s+`([^`]*)`/.exec(quickstart)!;
    expect(strategy.phases[0]!.reasons).toContainEqual({ code: 'ci_profile', message, source });
    expect(strategy.run.tokenCap).toBe(4_000_000);
  });

  test('docs/cli.md names every command, and no other command, option or script', async () => {
    const table = /## Commands\n([\s\S]*)/.exec(await readFile('docs/cli.md', 'utf8'))![1]!;
    const known = commands();
    const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
    const named = new Set<string>();
    for (const line of table.split('\n').filter((row) => row.startsWith('| `'))) {
      const [, calls, text] = line.split('|');
      const words = [...calls!.matchAll(/`([^`]*)`/g)].map(([, call]) => call!);
      const mine = words.map(
        (call) => longestFirst.find((name) => call === name || call.startsWith(`${name} `)) ?? `no command: ${call}`,
      );
      for (const name of mine) named.add(name);
      for (const [option] of `${calls} ${text}`.matchAll(/--[a-z]+(?:-[a-z]+)*/g)) {
        expect({ option, known: mine.some((name) => known.get(name)?.has(option)) }).toEqual({ option, known: true });
      }
      for (const [script] of text!.matchAll(/scripts\/[\w.]+/g))
        expect({ script, there: existsSync(script) }).toEqual({ script, there: true });
    }
    expect([...named].sort()).toEqual([...known.keys()].sort());
  });

  test('the examples of docs/operations.md call commands that there are, with options that they take', async () => {
    const known = commands();
    const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
    const calls = [...(await readFile('docs/operations.md', 'utf8')).matchAll(/^\$ npx autopack (.+)$/gm)];
    expect(calls.length).toBeGreaterThan(15);
    for (const [, call] of calls) {
      const name = longestFirst.find((each) => `${call} `.startsWith(`${each} `));
      expect({ call, name }).toEqual({ call, name: expect.any(String) });
      for (const [option] of call!.matchAll(/--[a-z]+(?:-[a-z]+)*/g))
        expect({ call, option, known: known.get(name!)!.has(option) }).toEqual({ call, option, known: true });
    }
  });

  test('docs/configuration.md names every setting', async () => {
    const configuration = await readFile('docs/configuration.md', 'utf8');
    for (const name of SETTING_NAMES) expect(configuration).toContain(`\`${name}\``);
  });

  test('the operations of docs/quickstart.md are accepted by a server, with a repository in the place of the example', async () => {
    const operation = block(await readFile('docs/quickstart.md', 'utf8'), 'graphql');
    const server = await startTestServer();
    const folder = await mkdtemp(join(tmpdir(), 'autopack-quickstart-'));
    try {
      execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
      const { data } = await server.requestRaw(operation.replace('/home/you/shop', folder));
      expect(data).toMatchObject({ createProject: { errors: [] }, publishRuleset: { errors: [] } });
    } finally {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('the README is read in a minute: at most 120 lines, what it is first', async () => {
    const lines = (await readFile('README.md', 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(120);
    expect(lines[2]).toMatch(/^Autopack /);
  });

  test('docs/README.md leads to every document', async () => {
    const index = await readFile('docs/README.md', 'utf8');
    const documents = (await readdir('docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(documents.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });

  test('every decision has a status and a date, and stands in the table of decisions', async () => {
    const table = await readFile('docs/adr/README.md', 'utf8');
    for (const name of (await readdir('docs/adr')).filter((each) => /^\d{4}-/.test(each))) {
      const [heading, , about] = (await readFile(`docs/adr/${name}`, 'utf8')).split('\n');
      expect({ name, heading }).toEqual({
        name,
        heading: expect.stringMatching(new RegExp(`^# ${name.slice(0, 4)}: \\S`)),
      });
      expect({ name, about }).toEqual({
        name,
        about: expect.stringMatching(/^Status: (accepted|superseded by .*)\. Date: \d{4}-\d\d-\d\d\.$/),
      });
      expect({ name, listed: table.includes(`(${name})`) }).toEqual({ name, listed: true });
    }
  });

  test('ARCHITECTURE.md has the features in their order, and a room for each', async () => {
    const architecture = await readFile('ARCHITECTURE.md', 'utf8');
    expect(architecture).toContain(FEATURES.join(' < '));
    for (const feature of FEATURES) expect(architecture).toContain(`\`src/${feature}\``);
  });

  test('the files that ARCHITECTURE.md and the README name are there', async () => {
    for (const document of ['ARCHITECTURE.md', 'README.md']) {
      const text = await readFile(document, 'utf8');
      const named = [
        ...text.matchAll(
          /`(?:src\/)?((?:cli|config|database|domain|events|file-layout|graphql|issues|lifecycle|phases|projects|runs|strategy|tiers)\/[\w./-]+\.ts)`/g,
        ),
      ];
      for (const [, path] of named)
        expect({ document, path, there: existsSync(`src/${path}`) }).toEqual({ document, path, there: true });
    }
  });

  test('S1: the diagrams of ARCHITECTURE.md are what the tables print', async () => {
    const architecture = await readFile('ARCHITECTURE.md', 'utf8');
    expect(architecture).toContain(toMermaid(runMachine));
    expect(architecture).toContain(toMermaid(tierMachine));
    expect(architecture).toContain(toMermaid(phaseMachine));
  });
});
