/** What cannot be read in a plan, and the problems that say so. */
import type { Plan } from '../../model/plan.js';
import { parsePlan, PLAN_MAX_BYTES, PLAN_MAX_LINES, PLAN_MAX_PHASES } from './parse-plan.js';

function planOf(markdown: string): Plan {
  const parsed = parsePlan(markdown);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
}
function problemsOf(markdown: string): string[] {
  const parsed = parsePlan(markdown);
  return 'problems' in parsed ? parsed.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}
const TOP = '## T1: a\n### P1: b\n';

const PROBLEMS: readonly [markdown: string, ...problems: string[]][] = [
  ['', '1: the plan has no tier: write a "## Tier" heading and below it a "### Phase" heading for each phase'],
  ['# T\n## a', '2: tier "a" has no phase: write a "### Phase" heading below it, or "####" if it is no tier.'],
  [
    `${TOP}\ntext\n---\n`,
    '4: tier "text" has no phase: write a "### Phase" heading below it, or "####" if it is no tier. The line of dashes below it makes it a heading: for a rule, leave a blank line above them.',
  ],
  ['### b', '1: phase "b" belongs to no tier: put a "## Tier" heading above it'],
  [`${TOP}# c`, '3: "# c", below a tier: "#" is the title of the plan, above its first tier; write "##" for a tier'],
  [
    '##T1: a\n### b',
    '1: a heading needs a blank: write "## T1: a"',
    '2: phase "b" belongs to no tier: put a "## Tier" heading above it',
  ],
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
  ['## T1: a\n### b\n## T1: c\n### d', '3: tier id "T1" is on line 1 already: give this tier another one than "T1"'],
  ['## a\n### P1: b\n## c\n### P1: d', '4: phase id "P1" is on line 2 already: give this phase another one than "P1"'],
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
  [
    `${TOP}- Category: docs\n\ntext\n\n- category: tests`,
    '7: category was given on line 3 already: put both into one item',
  ],
  [
    `${TOP}- Category: docs\ntext`,
    '4: text right below the keys: put a blank line above it, or indent it to go on with the last item',
  ],
  [
    `${TOP}Category: docs`,
    '3: "Category" is a key only in a list: write "- Category: …", or put it into other words if it is text',
  ],
  [
    `${TOP}**Done when:** all`,
    '3: "Done when" is a key only in a list: write "- Done when: …", or put it into other words if it is text',
  ],
  [
    `${TOP}#### Acceptance criteria\n\n- a`,
    '3: "Acceptance criteria" is a key only in a list: write "- Acceptance criteria: …", or put it into other words if it is text',
  ],
  [
    '## a\n- Category: docs\n### b',
    '2: a tier has no keys: write them below the "### Phase" heading that they are meant for',
  ],
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
  [
    `${TOP}- Mode: fast`,
    '3: Mode cannot be "fast": write tweak_light, scaffolding_heavy, refactor_heavy or schema_heavy',
  ],
  [`${TOP}- Allow no-op: maybe`, '3: Allow no-op cannot be "maybe": write yes or no'],
  [`${TOP}- Paths:`, '3: Paths is empty: write a list below it, or leave it out'],
  [`${TOP}- Paths: a,,b`, '3: Paths has an entry without text: write it, or remove the entry'],
  [`${TOP}- Paths: a\n  - b`, '4: Paths has values on its line and in a list: write all of them in the list'],
  [`${TOP}- Acceptance:\n  - [ ]`, '4: Acceptance has an entry without text: write it, or remove the entry'],
  [
    `${TOP}- Acceptance:\n  - a\n    - b`,
    '5: a list inside an entry is not read: make it entries of their own, or move it into the description',
  ],
  [
    `${TOP}- Paths: ${'a,'.repeat(100)}a`,
    '3: Paths has 101 entries, and at most 100 are allowed: join some, or split the phase',
  ],
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
    '5: this description is partly in a description block and partly outside of it: put all of it into one block, or none',
  ],
  [
    `${TOP}\`\`\`text description\nb\n\`\`\`\n\na`,
    '6: this description is partly in a description block and partly outside of it: put all of it into one block, or none',
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
  [
    `---\nbudgets: 3\n---\n${TOP}`,
    '2: budgets holds no keys: write token_cap, max_phases, max_duration_minutes below it, indented',
  ],
  [
    `---\nmax_phases: 0\n---\n${TOP}`,
    '2: max_phases must be a whole number from 1 to 1,000: write e.g. "max_phases: 25"',
  ],
  [
    `---\nmax_phases: 1001\n---\n${TOP}`,
    '2: max_phases must be a whole number from 1 to 1,000: write e.g. "max_phases: 25"',
  ],
  [
    `---\ntoken_cap: 1e13\n---\n${TOP}`,
    '2: token_cap must be a whole number from 1 to 1,000,000,000,000: write e.g. "token_cap: 5_000_000"',
  ],
  [
    `---\nmax_duration_minutes: 1.5\n---\n${TOP}`,
    '2: max_duration_minutes must be a whole number from 1 to 10,080: write e.g. "max_duration_minutes: 120"',
  ],
  [
    `---\ntoken_cap:\n---\n${TOP}`,
    '2: token_cap must be a whole number from 1 to 1,000,000,000,000: write e.g. "token_cap: 5_000_000"',
  ],
  [`---\nprofile: strict\n---\n${TOP}`, '2: profile must be normal or safety_critical'],
  [`---\nscope: [a]\n---\n${TOP}`, '2: scope must be multi_tier or single_tier'],
  [
    `---\nscope: multi_tier\nrun_scope: single_tier\n---\n${TOP}`,
    '3: run_scope was given on line 2 already: remove one of the two',
  ],
  [
    `---\na: b\na: c\n---\n${TOP}`,
    '3: the front matter is no YAML (Map keys must be unique): write one "key: value" a line',
  ],
  [
    `---\n${'['.repeat(9_000)}\n---\n${TOP}`,
    '2: the front matter is no YAML (it nests too deeply): write one "key: value" a line',
  ],
  [`---\n- a\n---\n${TOP}`, '2: the front matter holds no keys: write one "key: value" a line, e.g. "max_phases: 25"'],
  [
    `---\nscope: multi_tier\n\n${TOP}`,
    '1: the front matter is never closed: write a line --- below its keys',
    '6: the plan has no tier: write a "## Tier" heading and below it a "### Phase" heading for each phase',
  ],
  [
    `\n---\nscope: multi_tier\n---\n${TOP}`,
    '2: front matter begins on the first line: remove the blank lines above it',
  ],
  [
    `---\n${'#\n'.repeat(100)}---\n${TOP}`,
    '1: the front matter is too long: it holds only profile, scope, token_cap, max_phases, max_duration_minutes; put text below it',
  ],
  [`${TOP}a\u0000`, '3: this line holds the character U+0000 or half a character (a lone surrogate): remove it'],
  [`${TOP}\n\ud83d`, '4: this line holds the character U+0000 or half a character (a lone surrogate): remove it'],
  [
    `${TOP}${'😀'.repeat(PLAN_MAX_BYTES / 4)}`,
    '1: the plan is larger than 1 MiB (1048576 bytes): split it into several plans',
  ],
  [`${TOP}${'\n'.repeat(PLAN_MAX_LINES)}`, '50001: the plan has more than 50000 lines: split it into several plans'],
  [
    `## a\n${'### b\n'.repeat(PLAN_MAX_PHASES + 1)}`,
    '5002: the plan has more than 5000 phases: split it into several plans',
  ],
];

describe('what cannot be read', () => {
  it.each(PROBLEMS)('%.60j is reported with its line and its remedy', (markdown, ...problems) =>
    expect(problemsOf(markdown)).toEqual(problems),
  );

  it('are reported together, in the order of the document', () => {
    const lines = problemsOf(`---\nscope: x\n---\n# T\n## a\n## b\n### c\n- Mode: x\n# d\n\`\`\``);
    expect(lines.map((text) => Number(text.split(':')[0]))).toEqual([2, 5, 8, 9, 10]);
  });

  it('is reported with its column in the front matter', () => {
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
