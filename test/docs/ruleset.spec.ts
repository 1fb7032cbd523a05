/** The documents about rulesets are true: the examples are rulesets, the tables name every key and the defaults that hold. */
import { readFile } from 'node:fs/promises';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

import { readRuleset, readRulesetText } from '../../src/domain/rules/ruleset/read-ruleset.js';
import { rulesetSchema } from '../../src/domain/rules/ruleset/ruleset-schema.js';
import { categoryDefaults, KNOWN_TASK_CATEGORIES } from '../../src/domain/rules/strategy/category-defaults.js';

const YAML_EXAMPLE = 'docs/examples/ruleset.yaml';
const JSON_EXAMPLE = 'docs/examples/ruleset.json';
const text = (file: string) => readFile(file, 'utf8');

async function validator() {
  return new Ajv2020({ strict: false }).compile(JSON.parse(await text('docs/schemas/ruleset.schema.json')));
}

describe('the example rulesets', () => {
  test('P1: both are read without a fault, and both give the same rules', async () => {
    const yaml = readRulesetText(await text(YAML_EXAMPLE));
    const json = readRulesetText(await text(JSON_EXAMPLE));
    expect(yaml).toMatchObject({ rules: { version: 1 } });
    expect(yaml).toEqual(json);
    expect(readRuleset(JSON.parse(await text(JSON_EXAMPLE)))).toEqual({ rules: (yaml as { rules: unknown }).rules });
  });

  test('P1: both are valid by the published JSON Schema', async () => {
    const validate = await validator();
    for (const file of [YAML_EXAMPLE, JSON_EXAMPLE]) {
      const { document } = readRulesetText(await text(file)) as { document: unknown };
      expect([validate(document), validate.errors]).toEqual([true, null]);
    }
  });

  test('P1: the published JSON Schema refuses what the server refuses', async () => {
    const validate = await validator();
    for (const document of [
      { tokenCap: 1 },
      { defaults: { run: { tokenCap: 0 } } },
      { defaults: { run: { maxPhases: 1001 } } },
      { categories: { docs: { complexity: 'High' } } },
      { ci: { profiles: { normal: [{ name: 'a', argv: [] }] } } },
      [],
    ]) {
      expect([document, validate(document), 'faults' in readRuleset(document)]).toEqual([document, false, true]);
    }
  });

  test('P1: the YAML example shows every key', async () => {
    const { document } = readRulesetText(await text(YAML_EXAMPLE)) as { document: Record<string, unknown> };
    const displayed = new Set(Object.keys(document));
    expect(Object.keys(rulesetSchema.shape).filter((key) => !displayed.has(key))).toEqual([]);
  });
});

test('P1: docs/ruleset.md explains every key of a ruleset', async () => {
  const guide = await text('docs/ruleset.md');
  const missing = keysOf(rulesetSchema, '').filter((key) => !guide.includes(`\`${key}\``));
  expect(missing).toEqual([]);
});

test('P4: the table of docs/ruleset.md is the one that holds', async () => {
  const rows = (await text('docs/ruleset.md'))
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
    .filter((cells) => cells.length === 9 && cells[0] !== 'task category' && !cells[0]!.startsWith('-'));
  expect(rows.map(([category]) => category)).toEqual([...KNOWN_TASK_CATEGORIES, 'any other, or none']);
  for (const [
    category,
    complexity,
    ciProfile,
    builder,
    auditor,
    tokens,
    autoApply,
    auditorProfile,
    builderMode,
  ] of rows) {
    expect(categoryDefaults(category!)).toEqual({
      complexity: complexity!.toUpperCase(),
      ciProfile: ciProfile!.toUpperCase(),
      maxBuilderAttempts: Number(builder),
      maxAuditorAttempts: Number(auditor),
      incidentTokenCap: Number(tokens!.replaceAll(',', '')),
      autoApply: autoApply === 'yes',
      auditorProfile,
      builderMode: builderMode!.toUpperCase(),
    });
  }
});

/** Every key with a value of its own, by its path; the keys of an entry of `categories` are those of `defaults.phase`. */
function keysOf(schema: z.core.$ZodType, path: string): string[] {
  if (schema instanceof z.ZodOptional) return keysOf(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape as Record<string, z.core.$ZodType>).flatMap(([key, part]) =>
      keysOf(part, path === '' ? key : `${path}.${key}`),
    );
  }
  return path === 'categories' ? ['categories', 'categories.*.severity'] : [path];
}
