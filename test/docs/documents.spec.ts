/** What the documents say is true: examples give what stands behind them, tables name what there is, diagrams are printed from the tables. */
import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Declaring } from '../../src/cli/commands/declare.js';
import { declarePlanCommands } from '../../src/cli/commands/plan-commands.js';
import { declareServerCommands } from '../../src/cli/commands/server-commands.js';
import { declareWorkerCommand } from '../../src/cli/commands/worker-command.js';
import { SETTING_NAMES } from '../../src/config/settings.js';
import { BUDGET_DEFAULTS } from '../../src/domain/budget/limits.js';
import { parsePlan } from '../../src/domain/plan/parse-plan.js';
import { phaseMachine } from '../../src/domain/phase/phase-state.js';
import { runMachine } from '../../src/domain/run/run-state.js';
import { toMermaid } from '../../src/domain/shared/machine.js';
import { compileStrategy } from '../../src/domain/strategy/compile-strategy.js';
import { readRulesetText } from '../../src/domain/strategy/read-ruleset.js';
import { tierMachine } from '../../src/domain/tier/tier-state.js';
import { FEATURES } from '../architecture/arrows.js';
import { startTestServer } from '../support/server.js';

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map(([, body]) => body!);
const block = (text: string, language: string) => blocks(text, language)[0]!;

/** The commands of the command line by their words (`plan check`), each with the options that it takes. */
function commands(): Map<string, Set<string>> {
  const autopack = new Command();
  const declaring: Declaring = { execute: async () => undefined, path: (text) => text };
  declareServerCommands(autopack, declaring);
  declarePlanCommands(autopack, declaring);
  declareWorkerCommand(autopack, declaring);
  const found = new Map<string, Set<string>>();
  const visit = (command: Command, words: readonly string[]) => {
    if (command.commands.length === 0) found.set(words.join(' '), new Set(command.options.map((option) => option.long ?? '')));
    for (const one of command.commands) visit(one, [...words, one.name()]);
  };
  for (const one of autopack.commands) visit(one, [one.name()]);
  return found;
}

describe('the documents', () => {
  test('the README’s mutation gives the answer that stands behind it', async () => {
    const readme = await readFile('README.md', 'utf8');
    const server = await startTestServer();
    try {
      const { data } = await server.askRaw(block(readme, 'graphql'));
      expect({ data }).toEqual(JSON.parse(block(readme, 'json')));
    } finally {
      await server.close();
    }
  });

  test('the README’s plan can be read, with everything that it says', async () => {
    const parsed = parsePlan(block(await readFile('README.md', 'utf8'), 'markdown'));
    expect(parsed).toMatchObject({
      plan: {
        maxDurationMinutes: 90,
        tiers: [
          { tierId: 'T1', phases: [{ phaseId: 'F1.1', taskCategory: 'schema_change', allowedPaths: ['src/database/**'] }] },
          { tierId: 'T2', phases: [{ phaseId: 'F2.1' }] },
        ],
      },
    });
  });

  test('the README’s ruleset can be read, and gives the reason that the README quotes', async () => {
    const readme = await readFile('README.md', 'utf8');
    const read = readRulesetText(blocks(readme, 'json')[1]!);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    const parsed = parsePlan('## T1: Payment\n\n### P1: Pay\n\n- Category: payment\n');
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const ruleset = { version: 1, rules: read.rules };
    const { strategy } = compileStrategy({ plan: parsed.plan, ruleset, agedIssues: [], server: BUDGET_DEFAULTS, debtCleanup: true });
    const [, message, source] = /`(strict, [^`]*)`, source\s+`([^`]*)`/.exec(readme)!;
    expect(strategy.phases[0]!.reasons).toContainEqual({ code: 'ci_profile', message, source });
    expect(strategy.run.tokenCap).toBe(4_000_000);
  });

  test('the README names every command, and no other command, option or script', async () => {
    const readme = await readFile('README.md', 'utf8');
    const table = /## The command\n([\s\S]*?)\n## /.exec(readme)![1]!;
    const known = commands();
    const named = new Set<string>();
    for (const line of table.split('\n').filter((row) => row.startsWith('| `'))) {
      const [, calls, text] = line.split('|');
      const words = [...calls!.matchAll(/`([^`]*)`/g)].map(([, call]) => call!);
      const mine = words.map(
        (call) => [...known.keys()].find((name) => call === name || call.startsWith(`${name} `)) ?? `no command: ${call}`,
      );
      for (const name of mine) named.add(name);
      for (const [option] of `${calls} ${text}`.matchAll(/--[a-z]+/g)) {
        expect({ option, known: mine.some((name) => known.get(name)?.has(option)) }).toEqual({ option, known: true });
      }
      for (const [script] of text!.matchAll(/scripts\/[\w.]+/g))
        expect({ script, there: existsSync(script) }).toEqual({ script, there: true });
    }
    expect([...named].sort()).toEqual([...known.keys()].sort());
  });

  test('the README names every setting', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const name of SETTING_NAMES) expect(readme).toContain(`\`${name}\``);
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
      for (const [, path] of named) expect({ document, path, there: existsSync(`src/${path}`) }).toEqual({ document, path, there: true });
    }
  });

  test('S1: the diagrams of ARCHITECTURE.md are what the tables print', async () => {
    const architecture = await readFile('ARCHITECTURE.md', 'utf8');
    expect(architecture).toContain(toMermaid(runMachine));
    expect(architecture).toContain(toMermaid(tierMachine));
    expect(architecture).toContain(toMermaid(phaseMachine));
  });
});
