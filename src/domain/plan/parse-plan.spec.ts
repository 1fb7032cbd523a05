import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';

import { parsePlan, PLAN_MAX_BYTES, PLAN_MAX_LINES, PLAN_MAX_PHASES } from './parse-plan.js';
import type { Plan, PlannedPhase } from './plan.js';
import { BlockScanner } from './plan-blocks.js';
import { PlanProblems } from './plan-problems.js';

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
function problemsOf(markdown: string): string[] {
  const parsed = parsePlan(markdown);
  return 'problems' in parsed ? parsed.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}
const TOP = '## T1: a\n### P1: b\n';

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

  it('tells the lines of its limits, tiers and phases, and its free text', () => {
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

  it('without an id gets one from its position that nobody else has', () => {
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
    const body = ['~~~\n## a\n~~~', '- a\n  ## b', '> ## c', '    ## d', '<pre>\n\n## e\n</pre>', '1. a\n\n   ## f', 'a\n    ## g'];
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
  ])('%j', (body, said) => expect(phaseOf(body)).toEqual({ ...EMPTY, phaseId: 'P1', name: 'b', ...said }));

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

  it('of a tier stands above its first phase', () => {
    expect(planOf('## a\n\none\n\n#### x\n\n- list\n\n### b\n').tiers[0]!.description).toBe('one\n\n#### x\n\n- list');
  });
});

const PROBLEMS: readonly [markdown: string, ...problems: string[]][] = [
  ['', '1: the plan has no tier: write a "## Tier" heading and below it a "### Phase" heading for each phase'],
  ['# T\n## a', '2: tier "a" has no phase: write a "### Phase" heading below it, or "####" if it is no tier.'],
  [
    `${TOP}\ntext\n---\n`,
    '4: tier "text" has no phase: write a "### Phase" heading below it, or "####" if it is no tier. The line of dashes below it makes it a heading: for a rule, leave a blank line above them.',
  ],
  ['### b', '1: phase "b" belongs to no tier: put a "## Tier" heading above it'],
  [`${TOP}# c`, '3: "# c" stands below a tier: "#" is the title of the plan, above its first tier; write "##" for a tier'],
  ['##T1: a\n### b', '1: a heading needs a blank: write "## T1: a"', '2: phase "b" belongs to no tier: put a "## Tier" heading above it'],
  [`${TOP} ## c\n### d`, '3: a heading begins at the left edge: remove the blanks in front of "## c"'],
  [`${TOP}*\n\n   ## c\n### d`, '5: a heading begins at the left edge: remove the blanks in front of "## c"'],
  ['## T1:\n### b', '1: the name of a tier must not be empty: write e.g. "## T1: Foundation"'],
  ['## a\n###', '2: the name of a phase must not be empty: write e.g. "### F1.1: Set up the skeleton"'],
  [
    `## a\n### ${'x'.repeat(201)}`,
    '2: the name of a phase must have at most 200 characters: use at most 200 characters and put the rest below it',
  ],
  ['## T1..2: a\n### b', '1: tier id "T1..2" must not contain ".."'],
  ['## a\n### com1: b', '2: phase id "com1" must not be a Windows device name'],
  ['## T1: a\n### b\n## T1: c\n### d', '3: tier id "T1" stands on line 1 already: give this tier another one than "T1"'],
  ['## a\n### P1: b\n## c\n### P1: d', '4: phase id "P1" stands on line 2 already: give this phase another one than "P1"'],
  [
    `${TOP}one\ntwo\n---`,
    '5: Markdown may make one heading of the lines above this line of "-": leave a blank line above it, or write the heading as "## …"',
  ],
  [`${TOP}\`\`\`\na\n### c`, '3: this code block is never closed: write a line ``` below it'],
  [`${TOP}<!-- a\n### c`, '3: this comment is never closed: write --> behind it'],
  [`${TOP}<pre>\n### c`, '3: this <pre> is never closed: write </pre> below it'],
  [`${TOP}<div>\n### c`, '4: a heading right below HTML is not read: put a blank line above it'],
  [
    `${TOP}- Catagory: docs`,
    '3: "Catagory" is no key of a phase: write Category. The keys are Category, Complexity, Mode, Paths, Acceptance criteria, No change allowed',
  ],
  [
    `${TOP}- Mode: tweak_light\n- Priority: high\n- text`,
    '4: "Priority" is no key of a phase: move what is text out of the key list. The keys are Category, Complexity, Mode, Paths, Acceptance criteria, No change allowed',
    '5: "text" is no "key: value": move what is text out of the key list. The keys are Category, Complexity, Mode, Paths, Acceptance criteria, No change allowed',
  ],
  [`${TOP}- Category: docs\n\ntext\n\n- category: tests`, '7: category was given on line 3 already: put both into one item'],
  [`${TOP}- Category: docs\ntext`, '4: text right below the keys: put a blank line above it, or indent it to go on with the last item'],
  [`${TOP}Category: docs`, '3: "Category" is a key only in a list: write "- Category: …", or put it into other words if it is text'],
  [`${TOP}**Done when:** all`, '3: "Done when" is a key only in a list: write "- Done when: …", or put it into other words if it is text'],
  [
    `${TOP}#### Acceptance criteria\n\n- a`,
    '3: "Acceptance criteria" is a key only in a list: write "- Acceptance criteria: …", or put it into other words if it is text',
  ],
  ['## a\n- Category: docs\n### b', '2: a tier has no keys: write them below the "### Phase" heading that they are meant for'],
  [
    `${TOP}- Category: schema_chnage`,
    '3: "schema_chnage" is no known category: write schema_change, or "schema_chnage" in double quotes if you mean it',
  ],
  [`${TOP}- Category: docs (all)`, '3: Category is one word, e.g. schema_change: write other text in double quotes'],
  [`${TOP}- Category: ""`, '3: Category must not be empty'],
  [`${TOP}- Category: "\\u0000"`, '3: Category must not contain the character U+0000'],
  [`${TOP}- Category:`, '3: Category has no value: write "- Category: schema_change", or leave it out'],
  [`${TOP}- Category:\n  - docs`, '4: Category takes one value on its own line: write "- Category: schema_change"'],
  [`${TOP}- Complexity: huge`, '3: Complexity cannot be "huge": write low, medium or high'],
  [`${TOP}- Mode: fast`, '3: Mode cannot be "fast": write tweak_light, scaffolding_heavy, refactor_heavy or schema_heavy'],
  [`${TOP}- Allow no-op: maybe`, '3: Allow no-op cannot be "maybe": write yes or no'],
  [`${TOP}- Paths:`, '3: Paths is empty: write a list below it, or leave it out'],
  [`${TOP}- Paths: a,,b`, '3: Paths has an entry without text: write it, or remove the entry'],
  [`${TOP}- Paths: a\n  - b`, '4: Paths has values on its line and in a list: write all of them in the list'],
  [`${TOP}- Acceptance:\n  - [ ]`, '4: Acceptance has an entry without text: write it, or remove the entry'],
  [
    `${TOP}- Acceptance:\n  - a\n    - b`,
    '5: a list inside an entry is not read: make it entries of their own, or move it into the description',
  ],
  [`${TOP}- Paths: ${'a,'.repeat(100)}a`, '3: Paths has 101 entries, and at most 100 are allowed: join some, or split the phase'],
  [
    `${TOP}- Paths:\n  - ${'a'.repeat(1_001)}`,
    '4: an entry of Paths must have at most 1000 characters: shorten it, or move part of it into the description',
  ],
  [
    `${TOP}${'a'.repeat(10_001)}`,
    '3: the description of phase "b" must have at most 10000 characters: shorten it, or put it into a file that it names',
  ],
  [
    '## a\n"\\u0000"\n### b\n```json description\n"\\ud800"\n```',
    '4: the description of phase "b" must not contain lone surrogates: shorten it, or put it into a file that it names',
  ],
  [
    `${TOP}a\n\n\`\`\`text description\nb\n\`\`\``,
    '5: this description stands in a description block and outside of it: put all of it into one block, or none',
  ],
  [
    `${TOP}\`\`\`text description\nb\n\`\`\`\n\na`,
    '6: this description stands in a description block and outside of it: put all of it into one block, or none',
  ],
  [
    `${TOP}\`\`\`json description\nb\n\`\`\``,
    '3: a json description block holds one JSON string: write e.g. "first line\\nsecond line" in double quotes',
  ],
  [
    `---\nmax_phase: 3\n---\n${TOP}`,
    '2: "max_phase" is no key of the front matter: write max_phases? The keys are profile, scope, token_cap, max_phases, max_duration_minutes',
  ],
  [
    `---\nbudgets:\n  profile: normal\n---\n${TOP}`,
    '3: "profile" is no key of the front matter: The keys are token_cap, max_phases, max_duration_minutes',
  ],
  [`---\nbudgets: 3\n---\n${TOP}`, '2: budgets holds no keys: write token_cap, max_phases, max_duration_minutes below it, indented'],
  [`---\nmax_phases: 0\n---\n${TOP}`, '2: max_phases must be a whole number from 1 to 1,000: write e.g. "max_phases: 25"'],
  [`---\nmax_phases: 1001\n---\n${TOP}`, '2: max_phases must be a whole number from 1 to 1,000: write e.g. "max_phases: 25"'],
  [
    `---\ntoken_cap: 1e13\n---\n${TOP}`,
    '2: token_cap must be a whole number from 1 to 1,000,000,000,000: write e.g. "token_cap: 5_000_000"',
  ],
  [
    `---\nmax_duration_minutes: 1.5\n---\n${TOP}`,
    '2: max_duration_minutes must be a whole number from 1 to 10,080: write e.g. "max_duration_minutes: 120"',
  ],
  [`---\ntoken_cap:\n---\n${TOP}`, '2: token_cap must be a whole number from 1 to 1,000,000,000,000: write e.g. "token_cap: 5_000_000"'],
  [`---\nprofile: strict\n---\n${TOP}`, '2: profile must be normal or safety_critical'],
  [`---\nscope: [a]\n---\n${TOP}`, '2: scope must be multi_tier or single_tier'],
  [`---\nscope: multi_tier\nrun_scope: single_tier\n---\n${TOP}`, '3: run_scope was given on line 2 already: remove one of the two'],
  [`---\na: b\na: c\n---\n${TOP}`, '3: the front matter is no YAML (Map keys must be unique): write one "key: value" a line'],
  [`---\n${'['.repeat(9_000)}\n---\n${TOP}`, '2: the front matter is no YAML (it nests too deeply): write one "key: value" a line'],
  [`---\n- a\n---\n${TOP}`, '2: the front matter holds no keys: write one "key: value" a line, e.g. "max_phases: 25"'],
  [
    `---\nscope: multi_tier\n\n${TOP}`,
    '1: the front matter is never closed: write a line --- below its keys',
    '6: the plan has no tier: write a "## Tier" heading and below it a "### Phase" heading for each phase',
  ],
  [`\n---\nscope: multi_tier\n---\n${TOP}`, '2: front matter begins on the first line: remove the blank lines above it'],
  [
    `---\n${'#\n'.repeat(100)}---\n${TOP}`,
    '1: the front matter is too long: it holds only profile, scope, token_cap, max_phases, max_duration_minutes; put text below it',
  ],
  [`${TOP}a\u0000`, '3: this line holds the character U+0000 or half a character (a lone surrogate): remove it'],
  [`${TOP}\n\ud83d`, '4: this line holds the character U+0000 or half a character (a lone surrogate): remove it'],
  [`${TOP}${'😀'.repeat(PLAN_MAX_BYTES / 4)}`, '1: the plan is larger than 1 MiB (1048576 bytes): split it into several plans'],
  [`${TOP}${'\n'.repeat(PLAN_MAX_LINES)}`, '50001: the plan has more than 50000 lines: split it into several plans'],
  [`## a\n${'### b\n'.repeat(PLAN_MAX_PHASES + 1)}`, '5002: the plan has more than 5000 phases: split it into several plans'],
];

describe('what cannot be read', () => {
  it.each(PROBLEMS)('%.60j is told with its line and its remedy', (markdown, ...problems) =>
    expect(problemsOf(markdown)).toEqual(problems),
  );

  it('is told several at once, in the order of the document', () => {
    const lines = problemsOf(`---\nscope: x\n---\n# T\n## a\n## b\n### c\n- Mode: x\n# d\n\`\`\``);
    expect(lines.map((text) => Number(text.split(':')[0]))).toEqual([2, 5, 8, 9, 10]);
  });

  it('is told with its column in the front matter', () => {
    expect(parsePlan(`---\nbudgets:\n  tokens: 3\n---\n${TOP}`)).toMatchObject({ problems: [{ line: 3, column: 3 }] });
  });

  it('is counted behind the fiftieth', () => {
    const lines = problemsOf(`${TOP}- Mode: tweak_light\n${'- x\n'.repeat(70)}`);
    expect(lines).toHaveLength(51);
    expect(lines[50]).toBe('54: and 20 more problems from here on');
  });

  it('is nothing in a plan at the limits', () => {
    expect(planOf(`## a\n${'### b\n'.repeat(PLAN_MAX_PHASES)}`).tiers[0]!.phases).toHaveLength(PLAN_MAX_PHASES);
    expect(problemsOf(`# ${'x'.repeat(PLAN_MAX_BYTES - 2 - 1 - TOP.length)}\n${TOP}`)).toEqual([]);
  });
});

const PIECES = [
  '## T1: a', '### b', '# c', '#### d', '##', 'text', 'more text', '', '', '---', '===', '- - -', '-', '- a', '  - b', '- Category: docs', '- Paths:', '* x', '1. a', '+ y',
  '   ## e', '    ## f\n', '\t## g\n', '```', '```ts', '~~~', '<!-- c -->', '<!--', '-->', '<!-- a --> b', '> q', '> ## h', '| a |', '|---|', '  cont', '    deep\n',
  '<pre>', '</pre>', '<div>', '[a]: b', '***', 'a `b` c', '"x"', '## h ##',
]; // prettier-ignore
const document = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 14 })
  .map((lines) => lines.join('\n'));

describe('any text', () => {
  it.each([
    ['of any characters', fc.string({ unit: 'binary' })],
    ['of the characters that mean something', fc.string({ unit: fc.constantFrom(...'#-*>`~:<!"\\[]{},.=|TP1a \t\n\r') })],
    ['of pieces of plans', document],
    ['with front matter', document.map((text) => `---\n${text}\n---\n${TOP}`)],
  ])('%s is answered with a plan or with problems', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parsePlan(text);
        if ('plan' in parsed) {
          expect(parsed.plan.tiers.length).toBeGreaterThan(0);
          expect(parsed.plan.tiers.every((tier) => tier.phases.length > 0)).toBe(true);
        } else {
          expect(parsed.problems.length).toBeGreaterThan(0);
          const lines = text.split(/\r\n?|\n/).length;
          for (const { line, message } of parsed.problems) expect(line >= 1 && line <= lines && message !== '').toBe(true);
        }
        expect(parsePlan(text)).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  it('has the headings that remark sees, unless it is told what is in the way', () => {
    let compared = 0;
    fc.assert(
      fc.property(document, (text) => {
        const problems = new PlanProblems();
        const blocks = new BlockScanner(text.split('\n'), problems).scan();
        if (!problems.isEmpty || REMARKS_OWN.some((own) => own.test(text))) return;
        const ours = blocks.flatMap((block) => (block.kind === 'heading' ? [`${block.line}: ${block.level}`] : []));
        const theirs = fromMarkdown(text).children.flatMap((node) =>
          node.type === 'heading' ? [`${node.position!.start.line}: ${node.depth}`] : [],
        );
        compared++;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  /** As much of it as is not refused for its length. */
  const fill = (unit: string): string => {
    const lines = unit.split(/[\n\r]/).length - 1;
    const most = Math.min(
      Math.ceil((PLAN_MAX_BYTES - 40) / unit.length),
      lines === 0 ? Infinity : Math.floor((PLAN_MAX_LINES - 5) / lines),
    );
    return unit.repeat(most).slice(0, PLAN_MAX_BYTES - 40);
  };
  const HEAVY = [
    'a', ' ', '\n', '\r', '\t', '[', '*', '>', '- ', '- - - -\n', '`', '``` ', '```\n', '~', '_a', '![', '<', '&', '\\', '|', '|a|\n|-|\n', '"', '#', '# ', '# a\n', '## a\n### b\n', 'a\n-\n',
    'a\n---\n\n', '- a\n', '- a\n+ b\n', '> a\n', '>'.repeat(100) + 'a\n', '  - a\n', '- Category: docs\n', '- Catgory: a\n\n* Modes: b\n\n', '<!--', '<!-- a -->', '<!-- a --> b\n', '<a>\n# a\n', '<pre>\n',
    '[a]: b\n---\n', '- Paths: {,",`\n', '#### a\n', '1. a\n', 'One line of text, with `code` and *words*.\nAnother.\n\n',
  ]; // prettier-ignore
  it('of a megabyte is answered in bounded time', () => {
    const figures = [...HEAVY, 'ticks'].flatMap((unit) =>
      [TOP, `${TOP}- Paths: `].map((start) => {
        const text = start + (unit === 'ticks' ? Array.from({ length: 1_400 }, (_, i) => '`'.repeat(i)).join(' ') : fill(unit));
        const before = process.cpuUsage();
        const parsed = parsePlan(text);
        const used = process.cpuUsage(before);
        expect('plan' in parsed || parsed.problems.length > 0).toBe(true);
        return { ms: Math.round((used.user + used.system) / 1_000), text: JSON.stringify(text.slice(0, 50)) };
      }),
    );
    const worst = figures.sort((a, b) => b.ms - a.ms).slice(0, 5);
    process.stdout.write(`${worst.map(({ ms, text }) => `CPU ${ms} ms: a megabyte of ${text}`).join('\n')}\n`);
  });
});

/**
 * What is not compared: tables are no CommonMark, definitions and HTML are not told from text by us where no heading depends on it, and
 * remark takes an empty bullet below indented code for text.
 */
const REMARKS_OWN = [/^[ \t]*(?:\||\[a\]:|<|-->)/m, /^(?: {4}|\t)[^]*^[-*+][ \t]*$/m];
