/** docs/plan-format.md is true: its examples can be read, or are refused with the problem that it says; the example plan is one. */
import { readFile } from 'node:fs/promises';

import { formatPlan } from '../../src/domain/rules/plan/format-plan.js';
import { parsePlan } from '../../src/domain/rules/plan/parse-plan.js';

interface Example {
  readonly wrong: string | undefined;
  readonly text: string;
}

const FORMAT = 'docs/plan-format.md';
const EXAMPLE = 'docs/examples/comprehensive_plan.md';

/** Its `markdown` blocks. */
function examplesOf(text: string): Example[] {
  return [...text.matchAll(/^(`{3,})markdown(?: wrong: (.*))?\n([^]*?)\n\1$/gm)].map(([, , wrong, body]) => ({
    wrong,
    text: body!,
  }));
}

describe('the format of a plan', () => {
  test('each example can be read, or is refused with the problem that stands beside it', async () => {
    const examples = examplesOf(await readFile(FORMAT, 'utf8'));
    expect(examples.filter(({ wrong }) => wrong === undefined).length).toBeGreaterThan(3);
    expect(examples.filter(({ wrong }) => wrong !== undefined).length).toBeGreaterThan(5);
    for (const { wrong, text } of examples) {
      const parsed = parsePlan(text);
      const problems = 'problems' in parsed ? parsed.problems.map(({ line, message }) => `${line}: ${message}`) : [];
      expect({ text, problems }).toEqual({ text, problems: wrong === undefined ? [] : [wrong] });
    }
  });

  test('the limits are those of the code', async () => {
    const { PLAN_MAX_LINES, PLAN_MAX_PHASES } = await import('../../src/domain/rules/plan/parse-plan.js');
    const inWords = (number: number): string => number.toLocaleString('en-US');
    expect(await readFile(FORMAT, 'utf8')).toContain(
      `1 MiB, ${inWords(PLAN_MAX_LINES)} lines, ${inWords(PLAN_MAX_PHASES)} phases`,
    );
  });

  test('the example plan has two tiers and six phases, each with what a Builder needs', async () => {
    const parsed = parsePlan(await readFile(EXAMPLE, 'utf8'));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    const { plan } = parsed;
    expect(plan).toMatchObject({
      safetyProfile: 'NORMAL',
      runScope: 'MULTI_TIER',
      tokenCap: 3_000_000,
      maxPhases: 25,
      maxDurationMinutes: 90,
    });
    expect(
      plan.tiers.map((tier) => [tier.tierId, ...tier.phases.map((phase) => `${phase.phaseId} ${phase.taskCategory}`)]),
    ).toEqual([
      ['T1', 'F1.1 feature_scaffolding', 'F1.2 schema_change', 'F1.3 tests'],
      ['T2', 'F2.1 feature_scaffolding', 'F2.2 tests', 'F2.3 docs'],
    ]);
    for (const phase of plan.tiers.flatMap((tier) => tier.phases)) {
      expect(phase.allowedPaths.length).toBeGreaterThan(0);
      expect(phase.acceptanceCriteria.length).toBeGreaterThan(0);
    }
  });

  test('the example plan is in its canonical form but for the grouping of its numbers', async () => {
    const text = await readFile(EXAMPLE, 'utf8');
    const parsed = parsePlan(text);
    expect('plan' in parsed && formatPlan(parsed.plan, parsed.places.preamble)).toBe(
      text.replace('3_000_000', '3000000'),
    );
  });
});
