/** What looks like a heading or a key is read as one, or is a problem with its line: never text (F1, F2). */
import type { PlannedPhase } from '../../model/plan.js';
import { parsePlan } from './parse-plan.js';

const ODD_BLANKS = [
  ...'\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
];
const ODD_LINE_ENDS = [...'\u000b\u000c\u0085\u2028\u2029'];
const UNSEEN = [
  ...'\u0001\u0008\u001b\u007f\u0080\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u200f',
  ...'\u2060\u2061\u2062\u2063\u2064\u206a\u206f\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\ufff9\ufffb\u{e0001}\u{e0020}\u{e0061}\u{e0100}',
];
const REORDERING = [...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];
const ALL = [...ODD_BLANKS, ...ODD_LINE_ENDS, ...UNSEEN, ...REORDERING];
const isBlank = (character: string): boolean => [...ODD_BLANKS, ...ODD_LINE_ENDS].includes(character);
const named = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** Is the second phase there with its id, or is line 5 refused? */
function secondPhase(heading: string): 'read' | 'refused' | 'lost' {
  const parsed = parsePlan(`## T1: Base\n\n### F1.1: Read\n\n${heading}\n`);
  if ('problems' in parsed) return parsed.problems.some(({ line }) => line === 5) ? 'refused' : 'lost';
  const phases = parsed.plan.tiers.flatMap((tier) => tier.phases);
  return phases.length === 2 && phases[1]!.phaseId === 'F1.2' ? 'read' : 'lost';
}

const problemLines = (text: string): number[] => {
  const parsed = parsePlan(text);
  return 'problems' in parsed ? [...new Set(parsed.problems.map(({ line }) => line))] : [];
};

/** Does the phase keep to the paths, or is line 3 (or the next) refused? */
function limits(body: string, lines = [3, 4, 5, 6]): 'read' | 'refused' | 'lost' {
  const parsed = parsePlan(`## T1: a\n### P1: b\n${body}\n`);
  if ('problems' in parsed) return parsed.problems.some(({ line }) => lines.includes(line)) ? 'refused' : 'lost';
  return parsed.plan.tiers[0]!.phases[0]!.allowedPaths.join() === 'src/**' ? 'read' : 'lost';
}

const phaseOf = (body: string): PlannedPhase => {
  const parsed = parsePlan(`## T1: a\n### P1: b\n${body}`);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan.tiers[0]!.phases[0]!;
};

describe('A3: an invisible character', () => {
  it.each(ALL.map((character) => [named(character), character]))('%s removes no heading, at any position', (_, odd) => {
    const plain = '### F1.2: Count';
    // A blank inside the id is seen.
    const places = [...plain, ''].map((__, i) => i).filter((i) => i < 5 || i > 7 || !isBlank(odd));
    const changed = places.map((at) => plain.slice(0, at) + odd + plain.slice(at));
    const replaced = isBlank(odd)
      ? [
          `###${odd}F1.2: Count`,
          `### F1.2:${odd}Count`,
          `###${odd}${odd}F1.2:${odd}Count`,
          `###${odd}F1.2${odd}: Count`,
        ]
      : [];
    expect([...changed, ...replaced].filter((heading) => secondPhase(heading) === 'lost')).toEqual([]);
  });

  it.each(ALL.map((character) => [named(character), character]))('%s removes no key, at any position', (_, odd) => {
    const plain = '- Paths: src/**';
    const changed = [...plain, ''].map((__, at) => plain.slice(0, at) + odd + plain.slice(at));
    const replaced = isBlank(odd)
      ? [`-${odd}Paths: src/**`, `- Paths:${odd}src/**`, `-${odd}Paths${odd}:${odd}src/**`]
      : [];
    expect([...changed, ...replaced].filter((line) => limits(line) === 'lost')).toEqual([]);
  });

  it.each(ALL.map((character) => [named(character), character]))(
    '%s removes no tier and no key in a list below',
    (_, odd) => {
      const tiers = [
        `##${odd} T1: Base`,
        `${odd}## T1: Base`,
        `## ${odd}T1: Base`,
        ...(isBlank(odd) ? [] : [`#${odd}# T1: Base`]),
      ];
      for (const tier of tiers) {
        const parsed = parsePlan(`# Title\n\n${tier}\n\n### F1.1: Read\n`);
        if ('plan' in parsed) expect(parsed.plan.tiers.map(({ tierId }) => tierId)).toEqual(['T1']);
        else expect(parsed.problems.map(({ line }) => line)).toContain(3);
      }
      expect(
        [
          `- Paths:\n  -${odd} src/**`,
          `- Paths:\n  ${odd}- src/**`,
          `- Paths:\n${odd}  - src/**`,
          `- Paths${odd}:\n  - src/**`,
        ].filter((body) => limits(body) === 'lost'),
      ).toEqual([]);
    },
  );

  it.each(ODD_LINE_ENDS.map((character) => [named(character), character]))(
    '%s is no line end that hides a heading or a key',
    (_, end) => {
      for (const hidden of [
        '### F1.2: Count',
        '## T2: More',
        '- Paths: src/**',
        'Paths: src/**',
        '- [ ] Category: docs',
      ]) {
        for (const before of ['text', '### F1.1: Read', '- Complexity: low']) {
          const text = `## T1: a\n### P1: b\n\n${before}${end}${hidden}\n`;
          expect({ text, lines: problemLines(text) }).toEqual({ text, lines: [4] });
        }
      }
    },
  );

  it('before the first tier a phase is not lost', () => {
    for (const odd of ODD_BLANKS) {
      expect(parsePlan(`###${odd}F1.2: Count\n\n## T1: a\n### F1.1: b\n`)).toMatchObject({ problems: [{ line: 1 }] });
    }
  });

  it('neither hides front matter nor a rule, a fence or a comment', () => {
    const plan = '## T1: a\n### P1: b\n';
    for (const odd of ['\ufeff', '\u200b', '\u00a0', '\u2060']) {
      for (const head of [
        `${odd}---\nmax_phases: 3\n---`,
        `---${odd}\nmax_phases: 3\n---`,
        `---\nmax_phases: 3\n${odd}---`,
        `---\nmax_phases: 3\n---${odd}`,
      ]) {
        const parsed = parsePlan(`${head}\n${plan}`);
        if ('plan' in parsed) expect({ head, most: parsed.plan.maxPhases }).toEqual({ head, most: 3 });
      }
      expect(parsePlan(`${plan}\n${odd}\`\`\`\nx\n\`\`\`\n### P2: c\n\`\`\`\ny\n\`\`\`\n`)).toMatchObject({
        plan: { tiers: [{ phases: [{}, {}] }] },
      });
      expect(problemLines(`${plan}\`\`\`\nx\n\`\`\`${odd}\n### P2: c\n\`\`\`\ny\n\`\`\`\n`)).toContain(5);
      if (odd !== '\u00a0') expect(problemLines(`${plan}<!-- a\n--${odd}>\n### P2: c\n<!-- b -->\n`)).toEqual([4]);
      expect(parsePlan(`${plan}### P2: c\n\nT2: x\n---${odd}\n### P3: d\n`)).toMatchObject({
        plan: { tiers: [{}, { tierId: 'T2' }] },
      });
    }
    for (const dashes of ['—-', '–-', '———', '－－－', '+++', '***', '----']) {
      expect(problemLines(`${dashes}\nprofile: safety_critical\n${dashes}\n${plan}`)[0]).toBe(1);
    }
  });

  it.each([
    ['French', 'Le système affiche\u00a0: oui\u00a0! «\u00a0Prix\u00a0» – 10\u202f000\u00a0€.'],
    ['emoji', '👩‍👩‍👧 Families ❤️ and 🏳️‍🌈 flags — done ✅'],
    ['Persian', 'می‌خواهم صفحه را ببینم'],
    ['Hebrew with marks', '\u200fשלום\u200f עולם'],
    ['Japanese', '　検索：単語を保存する。（詳細）'],
    ['dashes', '— said he – and left\n— and she'],
    ['dots', '• one\n• two\n· three'],
    ['a soft hyphen', 'Donau\u00addampf\u00adschiff'],
    ['an override', 'file \u202etxt.exe'],
  ])('stays where it is text: %s', (_, text) => {
    expect(phaseOf(text).description).toBe(text);
    const name = text.split('\n')[0]!.trim();
    const parsed = parsePlan(`## T1: ${name}\n### F1.1: ${name}\n`);
    expect(parsed).toMatchObject({ plan: { tiers: [{ tierId: 'T1', name, phases: [{ phaseId: 'F1.1', name }] }] } });
  });
});

const FORMS = [
  '- [ ] Paths: src/**', '- [x] Paths: src/**', '- [X] **Paths**: src/**', '- [ ] `Paths`: src/**', '* [ ] Paths: src/**', '- [] Paths: src/**', '- [-] Paths: src/**', '- ☐ Paths: src/**', '- ✅ Paths: src/**',
  '- Paths：src/**', '- Paths∶ src/**', '- Ｐａｔｈｓ: src/**', '- *Paths:* src/**', '- *Paths*: src/**', '- _Paths:_ src/**', '- __Paths__: src/**', '- __Paths:__ src/**', '- `Paths`: src/**', '- `Paths:` src/**',
  '- ***Paths***: src/**', '- ***Paths:*** src/**', '- **_Paths_**: src/**', '- `Paths: src/**`', '- **Paths: src/**', '- **Paths: src/****', '- "Paths": src/**', "- 'Paths': src/**", '- ~~Paths: src/**~~', '- ~~Paths~~: src/**',
  '- Paths = src/**', '- Paths=src/**', '- Paths := src/**', '- Paths -> src/**', '- Paths → src/**', '- Paths => src/**', '- Paths - src/**', '- Paths – src/**', '- Paths — src/**', '- Paths -- src/**', '- Paths:: src/**', '- Paths : : src/**',
  '- Paths | src/**', '- [Paths](#paths): src/**', '- [Paths]: src/**', '- (Paths): src/**', '- <b>Paths:</b> src/**', '- <b>Paths</b>: src/**', '- Paths (globs): src/**', '- Paths\n  - src/**', '- **Paths**\n  - src/**',
  '    - Paths: src/**', '\t- Paths: src/**', '    Paths: src/**', '\tPaths: src/**', '      - [ ] Paths: src/**', '| Paths | src/** |', '| Paths | src/** |\n| --- | --- |', '| key | value |\n| - | - |\n| Paths | src/** |', '| **Paths** | `src/**` |',
  '| Category | Paths |\n| - | - |\n| docs | src/** |', '| 1 | Paths | src/** |', '1. Paths: src/**', '1) Paths: src/**', '2. **Paths:** src/**', 'a) Paths: src/**', '(1) Paths: src/**', '• Paths: src/**', '· Paths: src/**', '– Paths: src/**', '— Paths: src/**', '‣ Paths: src/**', '●\u00a0Paths: src/**',
  '**Paths**\n\n- src/**', '**Paths**', '__Paths__\n\n- src/**', '**Paths:**\n\n- src/**', '*Paths*\n- src/**', 'Paths\n\n- src/**', 'Paths\n- src/**', 'Paths\n: src/**', '`Paths`\n\n- src/**', '#### Paths\n\nsrc/**', '#### Paths: src/**', '#### **Paths**', '##### 📁 Paths', '###### Paths -',
  'Paths: src/**', '**Paths**: src/**', '**Paths:** src/**', 'Paths = src/**', 'Paths - src/**', 'Paths -> src/**', '<b>Paths:</b> src/**', '<p>Paths: src/**</p>', '<strong>Paths</strong>: src/**', '<li>Paths: src/**</li>', '<dt>Paths</dt><dd>src/**</dd>', '<td>Paths</td><td>src/**</td>',
  '> - Paths: src/**', '> Paths: src/**', '> **Paths:** src/**', '> [!NOTE]\n> Paths: src/**', '>> Paths: src/**', '📁 Paths: src/**', '📁 **Paths**: src/**', '→ Paths: src/**',
  '- Notes\n  - Paths: src/**', '- Notes:\n    - Paths: src/**', '1. Do it\n   - Paths: src/**', '- Do it\n  Paths: src/**', '- Do it\n- Then: that\n- **Paths**: src/**', '- Complexity: low\n  - Paths: src/**', '- Complexity: low\n  Paths: src/**', '- Done when: ok\n  Paths: src/**', '- Done when:\n  - ok\n  - Paths: src/**',
  '```yaml\npaths: src/**\n```', '```\nPaths: src/**\n```', '```yaml\n---\npaths:\n  - src/**\n```', '```json\n{\n  "paths": ["src/**"]\n}\n```', '```toml\npaths = ["src/**"]\n```', '~~~\n- Paths: src/**\n~~~',
  '- PATHS: src/**', '- paths: src/**', '- allowed_paths: src/**', '- allowedPaths: src/**', '- Allowed-Paths: src/**', '- Allowed files: src/**', '- Allowed file: src/**', '- allowedFiles: src/**', '- Allowed folders: src/**', '- Allowed directories: src/**', '- Path: src/**', '- path: src/**', 'Path: src/**', '- Permitted paths: src/**',
  '- Files allowed: src/**', '- Pathes: src/**', '- Pahts: src/**', '- Paths:src/**', '- Раths: src/**', '- Рaths: src/**', '- 𝐏𝐚𝐭𝐡𝐬: src/**', '- Forbidden paths: src/**', '- Size: S; Paths: src/**', 'Size: S | Paths: src/**', '**Paths** src/**', '- **Paths** `src/**`', '`Paths` src/**', '- Paths src/**', '- Paths, src/**', '- Paths; src/**', '- Paths. src/**', '- Paths ~ src/**', '- Paths › src/**', '- Paths ▸ src/**', '- Paths⁚ src/**', '- Paths 📁: src/**', '- Paths†: src/**', '- Paths[^1]: src/**', '- Paths?: src/**', '- ==Paths==: src/**',
  '- ^Paths^: src/**', '- Paths\\\\: src/**', '- Paths&#58; src/**', '- Paths&nbsp;: src/**', '- paths[]: src/**', '- Path globs: src/**', '- Only paths: src/**', '- Paths and files: src/**', '@paths src/**', '① Paths: src/**', 'ii. Paths: src/**', 'iv) Paths: src/**', '1.1 Paths: src/**', '1.1. Paths: src/**', '1: Paths: src/**', '#1 Paths: src/**', '- :file_folder: Paths: src/**',
  'Size: S, Paths: src/**', 'Do it. Paths: src/**', '- Do it — Paths: src/**', '- Do it, paths: `src/**`', '- [ ] T001 Do it, paths: src/**', '| Paths: src/** | Category: docs |', '```yaml\nname: x\npaths: src/**\n```', '```yaml\nid: F1\nname: x\nallowed_paths: [src/**]\n```', '**Size**: S **Paths**: src/**', '- Paths: src/**; Category: docs',
]; // prettier-ignore

describe('A3: a key in another form', () => {
  it.each(FORMS)('is read, or refused with its line: %j', (body) => expect(limits(body)).not.toBe('lost'));

  it.each([
    '- [ ] Paths: src/**',
    '- Paths：src/**',
    '- *Paths:* src/**',
    '- `Paths`: src/**',
    '- ***Paths***: src/**',
    '- __Paths:__ src/**',
  ])('is read where it is plain what it means: %j', (body) => expect(limits(body)).toBe('read'));

  it.each([
    ['- [ ] Category: schema_change', 'Category'], ['- Category = schema_change', 'Category'], ['    - Category: schema_change', 'Category'], ['| Category | schema_change |', 'Category'], ['1. Category: schema_change', 'Category'],
    ['- Notes\n  - Category: schema_change', 'Category'], ['> - Complexity: high', 'Complexity'], ['- Complexity - high', 'Complexity'], ['Mode -> schema_heavy', 'Mode'], ['- Notes\n  - Mode: Schema Heavy', 'Mode'], ['- Acceptance criteria = it works', 'Acceptance'],
    ['**Acceptance criteria**\n\n- it works', 'Acceptance'], ['1. Done when: it works', 'Done when'], ['> No change allowed: yes', 'No change'], ['| No change allowed | yes |', 'No change'], ['- Category: docs · Complexity: high', 'Category'], ['**Category** schema_change', 'Category'], ['- Complexity high', 'Complexity'], ['Size: S, mode: schema_heavy', 'Mode'], ['Category; schema_change', 'Category'], ['```yaml\ncategory: schema_change\n```', 'category'],
    ['```\ncomplexity: high\nmode: schema_heavy\n```', 'complexity'], ['- Acceptance criteria\n  - it works', 'Acceptance'], ['Acceptance criteria\n\n- it works', 'Acceptance'], ['- Category: ｓｃｈｅｍａ＿ｃｈａｎｇｅ', 'Category'], ['- Category: schemа_change', 'Category'],
  ])('of any kind is no text: %j', (body) => {
    const parsed = parsePlan(`## T1: a\n### P1: b\n${body}\n`);
    if ('problems' in parsed) return expect(parsed.problems.some(({ line }) => line >= 3 && line <= 5)).toBe(true);
    const { description, ...keys } = parsed.plan.tiers[0]!.phases[0]!;
    expect(description).toBeNull();
    expect([keys.taskCategory === 'schema_change', keys.complexity === 'HIGH', keys.builderMode === 'SCHEMA_HEAVY']).toContain(true);
  }); // prettier-ignore

  it.each([
    '- Mode toggle: dark or light\n- Users: people', '- Users\n  - Mode: dark\n  - Path: /users/:id', '- Endpoint\n  - Method: GET\n  - Path: `/api/users`', '| Method | Path |\n| - | - |\n| GET | /users |', '| Category | Count |\n| - | - |\n| Shoes | 3 |', '- Category\n- Price\n- Mode',
    '- Category\n  - name\n  - slug', 'The path: it leads on.', 'We keep the mode\nand the category of each.', 'Add a `category` column, a `mode` and paths.', '- category: string'.replace('- c', '- The c'), '```ts\nconst mode = "dark";\n```', 'First text.\n\n```yaml\npaths:\n  - a\n```', 'Complexity is not a problem - it is small.',
    'Paths are read from the file.', '- Paths are read', 'Path of the file: as given', 'Acceptance of the terms - asked once', 'Modes: a, b', '- Categories: a, b\n- Modes: c', '- Files:\n  - Create: `src/a.ts`\n  - Modify: `src/b.ts`', '**Files:**\n- Create: `src/a.ts`', '- **File**: `src/a.ts`', '| File | Change |\n| - | - |\n| src/a.ts | new |',
    '- Path: /api/users\n- Method: GET', '- Path: the user clicks and sees\n- Other', '- Allow empty: the field may be left blank', '- No changes allowed: the API is frozen', 'Paths relative to the root: see below.', '- Fix paths, then run src/a.ts', 'Complexity low enough to go on.', 'Category docs are kept.', 'Update tsconfig, paths: `@/*`, and go on.', 'Do it. Paths: see below.', '- Paths in src/** are read', 'Mode, path and category are kept.',
    '- Critical path: a → b', '- Path handling - normalise', '```yaml\non:\n  push:\n    paths:\n      - src/**\n```', '```yaml\nopenapi: 3.0.0\npaths:\n  /users: {}\n```', '```json\n{\n  "compilerOptions": { "paths": { "@/*": ["./src/*"] } }\n}\n```',
    '- Write `mode = "a"` into the settings', 'Set `paths: ["src"]` in the config.', '- Success criteria: fast', '> Note: the mode of a file is kept', '1. Read the path\n2. Compare the category', '- [ ] Write the test\n- [ ] See it fail', '- [ ] Task 1: the model\n  - [ ] Add the field `category`', '- Path traversal: refused',
  ])('stays text where it is none: %j', (text) => expect(phaseOf(text).description).toBe(text)); // prettier-ignore

  it('of a tier is refused, and criteria of a tier are text', () => {
    for (const form of [
      '- [ ] Paths: src/**',
      'Paths: src/**',
      '| Paths | src/** |',
      '1. Paths: src/**',
      '**Paths**\n\n- src/**',
    ]) {
      expect({ form, lines: problemLines(`## T1: a\n\n${form}\n\n### P1: b\n`) }).toEqual({ form, lines: [3] });
    }
    expect(parsePlan('## T1: a\n\n**Done when:** all is green\n\n### P1: b\n')).toHaveProperty('plan');
  });

  it('is not the name of a phase', () => {
    for (const name of [
      'Paths',
      'Acceptance criteria',
      '**Acceptance criteria:**',
      'Allowed paths: src/**',
      'Done when',
    ]) {
      expect({ name, parsed: parsePlan(`## T1: a\n### P1: b\n### ${name}\n- x\n`) }).toMatchObject({
        parsed: { problems: [{ line: 3 }] },
      });
    }
  });
});
