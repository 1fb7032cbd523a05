import fc from 'fast-check';

import { idFault, nameFault, textFault } from '../../model/identity.js';
import { BUDGET_MAXIMA } from '../../model/limits.js';
import type { Plan, PlannedPhase } from '../../model/plan.js';
import { BUILDER_MODES, COMPLEXITIES, RUN_SCOPES, SAFETY_PROFILES } from '../../model/vocabulary.js';
import { pathEntryFault } from '../ruleset/path-entry-fault.js';
import { formatPlan } from './format-plan.js';
import { parsePlan } from './parse-plan.js';

/** What a text may hold that looks like something else in a plan. */
const NASTY = [
  '- Category: docs',
  '- Paths:\n  - a',
  '- a\n- b',
  '* Catgory: x',
  '### heading',
  '## T9: tier',
  '# title',
  '#### Acceptance criteria',
  'T1: Foundation',
  'Tier T1: x',
  'a\n---\nb',
  'a\n===',
  '---',
  '<!-- comment -->',
  '<!-- never closed',
  '-->',
  '```',
  '```ts\ncode\n```',
  '```text description\nx\n```',
  '```json description\n"x"\n```',
  '~~~~',
  '    indented',
  '   three',
  '<pre>',
  '<div>\n## x',
  '##glued',
  'Category: docs',
  '**Bold**',
  '**T1:** x',
  '`code`',
  '`` a ` b ``',
  '"quoted"',
  '"a\\nb"',
  '\\*\\_\\\\',
  'C:\\dir',
  '[ ] task',
  '[x] done',
  '> quote',
  '| a | b |\n| - | - |',
  '[a]: b',
  '1. one',
  'src/{a,b}/**',
  'a, b',
  'C #',
  '\ufeff',
  '\u2028\u0085',
  '\t tab \t',
  ' ',
  '',
  '\n\n',
  '\r',
  '\r\n',
  '😀',
  'שלום',
  '&amp; &#10;',
  '\u0001\u001b[31m',
];
const anyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.constantFrom('\n', '\n\n', ' ', 'a')), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'`~-#:*_<>!"\\[]{},.=|T1aP \t\n\r') }),
  fc.string({ unit: 'binary' }),
);
const textUpTo = (most: number) => anyText.filter((text) => textFault(text, most) === null);
const name = anyText.filter((text) => nameFault(text) === null);
const id = fc
  .oneof(
    fc.constantFrom('T1', 'P1', 'F1.1', 'debt-cleanup', 'tier', 'Tier', 'phase', 'a_', '1', '0.1', 'a-', 'constant'),
    fc.string({ unit: fc.constantFrom(...'aZ0._-'), maxLength: 6 }),
  )
  .filter((text) => idFault(text) === null);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
/** A plan holds no path that could never match. */
const path = textUpTo(1_000).filter((text) => pathEntryFault(text) === null);
const phase: fc.Arbitrary<PlannedPhase> = fc.record({
  phaseId: id,
  name,
  description: orNull(textUpTo(10_000)),
  taskCategory: orNull(
    fc
      .oneof(fc.constantFrom('docs', 'dcos', 'Docs', 'größe', 'schema change'), textUpTo(200))
      .filter((text) => text !== ''),
  ),
  complexity: orNull(fc.constantFrom(...COMPLEXITIES)),
  builderMode: orNull(fc.constantFrom(...BUILDER_MODES)),
  allowedPaths: fc.array(path, { maxLength: 4 }),
  acceptanceCriteria: fc.array(textUpTo(1_000), { maxLength: 4 }),
  allowNoop: fc.boolean(),
});
const limits = fc.record({
  safetyProfile: orNull(fc.constantFrom(...SAFETY_PROFILES)),
  runScope: orNull(fc.constantFrom(...RUN_SCOPES)),
  tokenCap: orNull(fc.integer({ min: 1, max: BUDGET_MAXIMA.tokenCap })),
  maxPhases: orNull(fc.integer({ min: 1, max: BUDGET_MAXIMA.maxPhases })),
  maxDurationMinutes: orNull(fc.integer({ min: 1, max: BUDGET_MAXIMA.minutes })),
});
const shape = fc.array(
  fc.record({
    tierId: id,
    name,
    description: orNull(textUpTo(10_000)),
    phases: fc.array(phase, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const plan: fc.Arbitrary<Plan> = fc
  .record({ asked: limits, tiers: shape })
  .filter(
    ({ tiers }) =>
      areDistinct(tiers.map((tier) => tier.tierId)) &&
      areDistinct(tiers.flatMap((tier) => tier.phases.map((one) => one.phaseId))),
  )
  .map(({ asked: requested, tiers }) => ({ ...requested, tiers }));
const areDistinct = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

const EMPTY: Omit<PlannedPhase, 'phaseId' | 'name'> = {
  description: null,
  taskCategory: null,
  complexity: null,
  builderMode: null,
  allowedPaths: [],
  acceptanceCriteria: [],
  allowNoop: false,
};
const planOf = (one: Partial<PlannedPhase>, tierDescription: string | null = null): Plan => ({
  safetyProfile: null,
  runScope: null,
  tokenCap: null,
  maxPhases: null,
  maxDurationMinutes: null,
  tiers: [
    {
      tierId: 'T1',
      name: 'Foundation',
      description: tierDescription,
      phases: [{ phaseId: 'F1', name: 'Begin', ...EMPTY, ...one }],
    },
  ],
});
const bodyOf = (one: Partial<PlannedPhase>): string => formatPlan(planOf(one)).split('### F1: Begin\n\n')[1]!;

const readBack = (markdown: string): unknown => {
  const parsed = parsePlan(markdown);
  return 'plan' in parsed ? parsed.plan : parsed.problems;
};

describe('the canonical form of a plan', () => {
  it('reads back as the same plan, whatever its texts hold', () => {
    fc.assert(
      fc.property(plan, (one) => expect(readBack(formatPlan(one))).toEqual(one)),
      { numRuns: 400 },
    );
  });

  it.each(NASTY)('reads back as the same plan with %j everywhere', (text) => {
    const paths = [text, 'b'].filter((one) => pathEntryFault(one) === null);
    const texts = { description: text, allowedPaths: paths, acceptanceCriteria: ['a', text] };
    const word = { ...(text === '' ? {} : { taskCategory: text }), ...(text.trim() === '' ? {} : { name: text }) };
    for (const one of [planOf({ ...texts, ...word }, text), planOf({ description: text }, text)])
      expect(readBack(formatPlan(one))).toEqual(one);
  });

  it('does not change when it is formatted again, nor with its line ends as Windows writes them', () => {
    fc.assert(
      fc.property(plan, (one) => {
        const parsed = parsePlan(formatPlan(one).replaceAll('\r', '').replaceAll('\n', '\r\n'));
        if (!('plan' in parsed)) throw new Error(parsed.problems[0]!.message);
        const text = formatPlan(parsed.plan);
        const again = parsePlan(text);
        expect('plan' in again && formatPlan(again.plan)).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it('carries texts of every length that I4 allows', () => {
    for (const unit of ['a', '😀', '"', '\\', '\r', '\u0001', '`', '\n', '- ', '> ', '<', '#']) {
      const long = (length: number): string => Array.from(unit.repeat(length)).slice(0, length).join('');
      // Six characters for one: two hundred such entries are more than a megabyte.
      const entries = unit === '\u0001' ? 50 : 100;
      const one = planOf(
        {
          name: `a${' '.repeat(4_000)}`,
          description: long(10_000),
          allowedPaths: Array(entries).fill(pathEntryFault(long(1_000)) === null ? long(1_000) : 'a'.repeat(1_000)),
          acceptanceCriteria: Array(entries).fill(long(1_000)),
          taskCategory: long(200),
        },
        `${long(9_999)}\r`,
      );
      expect(readBack(formatPlan(one))).toEqual(one);
    }
  });

  it('writes plainly what reads as itself', () => {
    const one = {
      description: 'First line.\n\n1. one\n2. two\n\n```sh\nmake # all\n```',
      taskCategory: 'schema_change',
      complexity: 'HIGH',
      builderMode: 'SCHEMA_HEAVY',
      allowedPaths: ['src/**', 'test/{a,b}.ts'],
      acceptanceCriteria: ['`npm test` is green', 'Old rows *can* be read'],
      allowNoop: true,
    } as const;
    expect(
      formatPlan({
        ...planOf(one, 'Why.'),
        safetyProfile: 'SAFETY_CRITICAL',
        runScope: 'SINGLE_TIER',
        tokenCap: 5,
        maxPhases: 6,
        maxDurationMinutes: 7,
      }),
    ).toBe(`---
profile: safety_critical
scope: single_tier
token_cap: 5
max_phases: 6
max_duration_minutes: 7
---

## T1: Foundation

Why.

### F1: Begin

- Category: schema_change
- Complexity: high
- Mode: schema_heavy
- Paths: \`src/**\`, \`test/{a,b}.ts\`
- Acceptance criteria:
  - \`npm test\` is green
  - Old rows *can* be read
- No change allowed: yes

First line.

1. one
2. two

\`\`\`sh
make # all
\`\`\`
`);
  });

  it.each([
    [
      'a description that reads as keys',
      { description: '- Category: docs' },
      '```text description\n- Category: docs\n```\n',
    ],
    ['one that holds a fence', { description: '## a\n```\nb' }, '````text description\n## a\n```\nb\n````\n'],
    ['one with a carriage return', { description: 'a\r\nb' }, '```json description\n"a\\r\\nb"\n```\n'],
    ['an empty one', { description: '' }, '```text description\n\n```\n'],
    ['a criterion with a line end', { acceptanceCriteria: ['a\nb'] }, '- Acceptance criteria:\n  - "a\\nb"\n'],
    ['a path with a backtick', { allowedPaths: ['a`b'] }, '- Paths: "a`b"\n'],
    ['many paths', { allowedPaths: Array(9).fill('src/long/**') }, `- Paths:\n${'  - `src/long/**`\n'.repeat(9)}`],
    ['a category that reads as another', { taskCategory: 'Docs' }, '- Category: "Docs"\n'],
  ])('writes %s exactly', (_, one, text) => expect(bodyOf(one)).toBe(text));

  it('writes an id without a digit as a code span, so that it is an id', () => {
    const one = planOf({ phaseId: 'setup', name: 'Search: the index' });
    expect(formatPlan(one)).toContain('### `setup`: Search: the index\n');
    expect(readBack(formatPlan(one))).toEqual(one);
  });

  it('keeps the free text above the first tier when it is given', () => {
    const source = '---\nscope: single_tier\n---\n\n# My plan\n\nWhy we do it.\n\n## T1: a\n### P1: b\n';
    const parsed = parsePlan(source);
    expect('plan' in parsed && formatPlan(parsed.plan, parsed.places.preamble)).toBe(
      '---\nscope: single_tier\n---\n\n# My plan\n\nWhy we do it.\n\n## T1: a\n\n### P1: b\n',
    );
  });
});
