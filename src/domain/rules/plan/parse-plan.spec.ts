/** What a plan in Markdown is read as. */
import type { Plan, PlannedPhase } from '../../model/plan.js';
import { parsePlan } from './parse-plan.js';

const GOLDEN = `---
profile: Safety Critical
scope: multi-tier
budgets:
  token_cap: 5_000_000
  max_phases: 25
max_duration_minutes: 90
---
# Shop search

What we want, for people.

## T1: Foundation

The parts that the rest stands on.

### F1.1 — Set up the skeleton

Folders, build, a first test.

- **Category:** feature scaffolding
- **Complexity**: Medium
- Builder mode: scaffolding-heavy
- Paths: src/**, \`test/**\`, config/{a,b}.json
- Acceptance criteria:
  - [ ] \`npm test\` is green
  - [x] the README says how
    to start it
- No change allowed: no

<!-- a note for us -->

1. first
2. second

---

#### Details

| a | b |
| - | - |

\`\`\`sh
# not a heading
## nor this
\`\`\`

### Change the schema

* Category: schema_change
* Done when: old rows can be read

Tier two
--------

### Phase F2.1: "Say \\"hello\\""
- Allow no-op: yes
`;

const EMPTY: Omit<PlannedPhase, 'phaseId' | 'name'> = {
  description: null,
  taskCategory: null,
  complexity: null,
  builderMode: null,
  allowedPaths: [],
  acceptanceCriteria: [],
  allowNoop: false,
};

function planOf(markdown: string): Plan {
  const parsed = parsePlan(markdown);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
}
const phaseOf = (body: string): PlannedPhase => planOf(`## T1: a\n### P1: b\n${body}`).tiers[0]!.phases[0]!;
describe('a plan in Markdown', () => {
  it('is read as a person writes it', () => {
    expect(planOf(GOLDEN)).toEqual({
      safetyProfile: 'SAFETY_CRITICAL',
      runScope: 'MULTI_TIER',
      tokenCap: 5_000_000,
      maxPhases: 25,
      maxDurationMinutes: 90,
      tiers: [
        {
          tierId: 'T1',
          name: 'Foundation',
          description: 'The parts that the rest stands on.',
          phases: [
            {
              phaseId: 'F1.1',
              name: 'Set up the skeleton',
              description:
                'Folders, build, a first test.\n\n1. first\n2. second\n\n#### Details\n\n| a | b |\n| - | - |\n\n```sh\n# not a heading\n## nor this\n```',
              taskCategory: 'feature_scaffolding',
              complexity: 'MEDIUM',
              builderMode: 'SCAFFOLDING_HEAVY',
              allowedPaths: ['src/**', 'test/**', 'config/{a,b}.json'],
              acceptanceCriteria: ['`npm test` is green', 'the README says how to start it'],
              allowNoop: false,
            },
            {
              ...EMPTY,
              phaseId: 'P2',
              name: 'Change the schema',
              taskCategory: 'schema_change',
              acceptanceCriteria: ['old rows can be read'],
            },
          ],
        },
        {
          tierId: 'T2',
          name: 'Tier two',
          description: null,
          phases: [{ ...EMPTY, phaseId: 'F2.1', name: 'Say "hello"', allowNoop: true }],
        },
      ],
    });
  });

  it('reports the lines of its limits, tiers and phases, and its free text', () => {
    const parsed = parsePlan(GOLDEN);
    expect('places' in parsed && parsed.places).toEqual({
      asked: { safetyProfile: 2, runScope: 3, tokenCap: 5, maxPhases: 6, maxDurationMinutes: 7 },
      tiers: [13, 53],
      phases: [[17, 48], [56]],
      preamble: '# Shop search\n\nWhat we want, for people.',
    });
  });

  it.each([
    ['Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['an old Macintosh', (text: string) => text.replaceAll('\n', '\r')],
    ['an editor that writes a byte order mark', (text: string) => `\ufeff${text}`],
  ])('means the same with the line ends of %s', (_, change) => {
    expect(parsePlan(change(GOLDEN))).toEqual(parsePlan(GOLDEN));
  });
});

describe('a heading', () => {
  it.each([
    ['T1: Foundation', 'T1', 'Foundation'],
    ['T1:Foundation', 'T1', 'Foundation'],
    ['T1 - Foundation', 'T1', 'Foundation'],
    ['T1 – Foundation', 'T1', 'Foundation'],
    ['T1 — Foundation', 'T1', 'Foundation'],
    ['Tier T1: Foundation', 'T1', 'Foundation'],
    ['Phase 1.2: Foundation', '1.2', 'Foundation'],
    ['`setup`: Foundation', 'setup', 'Foundation'],
    ['**F1: Foundation**', 'F1', 'Foundation'],
    ['**F1:** Foundation', 'F1', 'Foundation'],
    ['**F1** — Foundation', 'F1', 'Foundation'],
    ['**Foundation**', null, 'Foundation'],
    ['F1: Foundation ##', 'F1', 'Foundation'],
    ['F1: C#', 'F1', 'C#'],
    ['Foundation: the basics', null, 'Foundation: the basics'],
    ['Foundation', null, 'Foundation'],
    ['T1-Foundation', null, 'T1-Foundation'],
    ['Step 1: begin', null, 'Step 1: begin'],
    ['Tier 1', null, 'Tier 1'],
    ['12:30 is the time', null, '12:30 is the time'],
    ['F1: Fix __init__ and `a` \\*', 'F1', 'Fix __init__ and `a` *'],
    ['F1: F2: both', 'F1', 'F2: both'],
    ['F1: 日本語 שלום 😀', 'F1', '日本語 שלום 😀'],
    ['F1: "two\\nlines"', 'F1', 'two\nlines'],
    ['F1: `a *b*`', 'F1', 'a *b*'],
    ['F1: "a" and "b"', 'F1', '"a" and "b"'],
  ])('%j has the id %j and the name %j', (text, id, name) => {
    const [tier] = planOf(`## ${text}\n### x\n`).tiers;
    expect({ id: tier!.tierId, name: tier!.name }).toEqual({ id: id ?? 'T1', name });
    const [phase] = planOf(`## x\n### ${text}\n`).tiers[0]!.phases;
    expect({ id: phase!.phaseId, name: phase!.name }).toEqual({ id: id ?? 'P1', name });
  });

  it('without an id gets a unique one from its position', () => {
    const plan = planOf('## a\n### P2: a\n### b\n### c\n## T1: x\n### d\n## e\n### P6: f\n### g\n');
    expect(plan.tiers.map((tier) => [tier.tierId, ...tier.phases.map((phase) => phase.phaseId)])).toEqual([
      ['T2', 'P2', 'P3', 'P4'],
      ['T1', 'P5'],
      ['T3', 'P6', 'P7'],
    ]);
  });

  it('may be underlined', () => {
    expect(planOf('Title\n===\n\nT1: One\n---\n\n### b\n\ntext\n\n---\n\nmore\n').tiers).toMatchObject([
      { tierId: 'T1', name: 'One', phases: [{ description: 'text\n\nmore' }] },
    ]);
  });

  it('is none inside a fence, a comment, a list, a quote, raw HTML or indented code', () => {
    const body = [
      '~~~\n## a\n~~~',
      '- a\n  ## b',
      '> ## c',
      '    ## d',
      '<pre>\n\n## e\n</pre>',
      '1. a\n\n   ## f',
      'a\n    ## g',
    ];
    for (const text of body) expect(phaseOf(text).description).toBe(text);
    expect(phaseOf('<!-- x\n## c\n--> <!-- y -->').description).toBeNull();
  });
});

describe('the keys of a phase', () => {
  it.each<[string, Partial<PlannedPhase>]>([
    ['- category: Docs', { taskCategory: 'docs' }],
    ['- TASK_CATEGORY: Schema Change', { taskCategory: 'schema_change' }],
    ['- Category: `bulk-operation`', { taskCategory: 'bulk_operation' }],
    ['- Category: my_own', { taskCategory: 'my_own' }],
    ['- Category: "My Own!"', { taskCategory: 'My Own!' }],
    ['- Complexity: HIGH', { complexity: 'HIGH' }],
    ['- Mode: Tweak Light', { builderMode: 'TWEAK_LIGHT' }],
    ['- Allowed paths:\n    - `src/**`\n    - test/a b.ts', { allowedPaths: ['src/**', 'test/a b.ts'] }],
    ['- Paths: src/**,\n  test/\\*', { allowedPaths: ['src/**', 'test/*'] }],
    ['- Paths: "a, b", `c, d`, {e,f}', { allowedPaths: ['a, b', 'c, d', '{e,f}'] }],
    ['+ Paths:\n\t+ a\n\n\t+ b', { allowedPaths: ['a', 'b'] }],
    ['- Acceptance: a, b', { acceptanceCriteria: ['a, b'] }],
    ['- Done when:\n  1. a\n  2. b\n     c', { acceptanceCriteria: ['a', 'b c'] }],
    ['- No change allowed: Yes', { allowNoop: true }],
    [
      '- Category: docs\n\n- Complexity: low\n\ntext\n\n- Mode: tweak_light',
      { taskCategory: 'docs', complexity: 'LOW', builderMode: 'TWEAK_LIGHT', description: 'text' },
    ],
  ])('%j', (body, stated) => expect(phaseOf(body)).toEqual({ ...EMPTY, phaseId: 'P1', name: 'b', ...stated }));

  it.each(['- a\n- b', '- Users: people\n- Groups: of them', '- Model: User', '- see https://a.b'])(
    'a list without any is text: %j',
    (list) => expect(phaseOf(list)).toEqual({ ...EMPTY, phaseId: 'P1', name: 'b', description: list }),
  );
});

describe('a description', () => {
  it.each([
    ['```text description\n- Category: docs\n\n  ## x \n\n```', '- Category: docs\n\n  ## x \n'],
    ['```json description\n"a\\r\\nb"\n```', 'a\r\nb'],
    ['```text description\n```', ''],
    ['a\n\n- Category: docs\n\nb', 'a\n\nb'],
    ['a\n\n\n<!-- c -->\n\nb', 'a\n\nb'],
    ['a\n\n\nb  ', 'a\n\n\nb'],
    ['<!-- c --> text', 'text'],
    ['```ts\na\n\n\n---\n```', '```ts\na\n\n\n---\n```'],
    ['> quote\n---\n[a]: b\n---\nc', '> quote\n\n[a]: b\n\nc'],
  ])('%j is %j', (body, text) => expect(phaseOf(body).description).toBe(text));

  it('of a tier is above its first phase', () => {
    expect(planOf('## a\n\none\n\n#### x\n\n- list\n\n### b\n').tiers[0]!.description).toBe('one\n\n#### x\n\n- list');
  });
});
