import { parsePlan } from './parse-plan.js';

const phaseOf = (heading: string) => {
  const parsed = parsePlan(`## T1: a\n### ${heading}\n`);
  return 'plan' in parsed ? parsed.plan.tiers[0]!.phases[0]! : parsed;
};

describe('A3: a heading that is decorated', () => {
  it.each([
    ['✅ F1.1: Read', 'Read'], ['☑️ F1.1: Read', 'Read'], ['🚀 F1.1 - Read', 'Read'], ['✅F1.1: Read', 'Read'], ['~~F1.1~~ Read', 'Read'], ['~~F1.1~~: Read', 'Read'], ['~~F1.1: Read~~', 'Read'], ['[F1.1] Read', 'Read'], ['[F1.1]: Read', 'Read'], ['(F1.1) Read', 'Read'], ['{F1.1} Read', 'Read'],
    ['F1.1. Read', 'Read'], ['1. F1.1: Read', 'Read'], ['1) F1.1 — Read', 'Read'], ['**F1.1** Read', 'Read'], ['*F1.1*: Read', 'Read'], ['_F1.1_: Read', 'Read'], ['***F1.1:*** Read', 'Read'], ['`F1.1` Read', 'Read'], ['`F1.1`: Read', 'Read'], ['[F1.1](a.md): Read', 'Read'], ['[F1.1](a.md) Read', 'Read'], ['[F1.1: Read](a.md)', 'Read'],
    ['[x] F1.1: Read', 'Read'], ['[ ] F1.1: Read', 'Read'], ['[x] **F1.1**: Read', 'Read'], ['Phase F1.1 - Read', 'Read'], ['Phase F1.1: Read', 'Read'], ['Phase: F1.1: Read', 'Read'], ['Phase **F1.1**: Read', 'Read'], ['✅ Phase F1.1: Read', 'Read'], ['F1.1：Read', 'Read'], ['F1.1 ： Read', 'Read'], ['F1.1 − Read', 'Read'],
    ['F1.1\u00a0: Read', 'Read'], ['F1.1 Read', 'Read'], ['<b>F1.1</b>: Read', 'Read'], ['→ F1.1: Read', 'Read'], ['> F1.1: Read', 'Read'], ['F1.1: Read ✅', 'Read ✅'], ['F1.1: Read (done)', 'Read (done)'], ['🔴🔴 F1.1: Read', 'Read'], ['1️⃣ F1.1: Read', 'Read'], ['F1.1: ~~Read~~', '~~Read~~'],
  ])('%j keeps its id, or is refused', (heading, name) => {
    const phase = phaseOf(heading);
    if ('problems' in phase) expect(phase.problems.map(({ line }) => line)).toContain(2);
    else expect(phase).toMatchObject({ phaseId: 'F1.1', name });
  }); // prettier-ignore

  it.each([
    ':white_check_mark: F1.1: Read', ':heavy_check_mark: F1.1 Read', '[DONE] F1.1: Read', '[WIP] F1.1 Read', '![ok](ok.png) F1.1: Read',
  ])('A3: %j is read with its id', (heading) => expect(phaseOf(heading)).toMatchObject({ phaseId: 'F1.1', name: 'Read' })); // prettier-ignore

  it.each([
    'DONE F1.1: Read', 'TODO: F1.1: Read', '(done) F1.1: Read', 'WIP - F1.1: Read', 'Task F1.1: Read', 'Step F1.1 - Read', 'Feature F1.1: Read', '1.1 F1.1: Read', 'P0 F1.1: Read', '№ F1.1: Read', '“F1.1”: Read', '«F1.1» Read', '==F1.1== Read', '|F1.1| Read', '\\[F1.1\\] Read',
    'F1.1) Read', 'F1.1; Read', 'F1.1, Read', 'F1.1— Read', 'F1.1- Read', 'F1.1[^1]: Read', 'F1.1, F1.2: Read', 'F1.1/F1.2: Read', 'Read - F1.1', 'Read — F1.1', 'Read: F1.1', 'Read #F1.1', '[![ok](ok.png)](ci) F1.1: Read', '&nbsp;F1.1: Read',
  ])('A3: %j has an id at another position, and is refused', (heading) => {
    expect(phaseOf(heading)).toMatchObject({ problems: [{ line: 2, message: expect.stringContaining('"F1.1: …"') }] });
  }); // prettier-ignore

  it.each(['Read (F1.1)', 'Read [F1.1]', 'Read {#F1.1}', 'Т1.1: Read', 'F1.1', '\u202eF1.1: Read'])(
    '%j is refused with its line',
    (heading) => {
      expect(phaseOf(heading)).toMatchObject({ problems: [{ line: 2 }] });
    },
  );

  it.each([
    '✅ Read', '🚀 Launch 2 rockets', '3 ways to sort', '2024 roadmap', 'Step 1: begin', '1. Overview', '1) Overview', '(2) second thing', '[2024] plan', 'Tier 1', 'Phase 2', 'OAuth2 login', 'S3 upload', '**S3** upload', '`utf8` handling', 'V2.0 API', 'Node 18.2 support', '(Optional) caching', '[Optional] caching',
    'Upgrade to H2.1', 'Upgrade to V2.0: notes', 'Use TLS1.3, not 1.2', 'Move off PG16.1: new base', 'Support H.264', 'Fix F12: key', 'Setup - needs F1.1', '[API] Users', '[DONE] Read', 'Add :emoji: names', 'Handle http://x: y', 'Task 1: begin', 'Read F1.1',
    '~~Old~~ new', '[link](a.md)', '**Bold** name', 'Fix issue #12', 'Support HTTP/2', '步骤1：准备', '第一章：概述', 'Шаг 1: начать', 'Étape\u00a01\u00a0: préparer', 'Read (see 1.2)', 'A/B test 2', '12:30 is the time', 'C# 12', '¿Qué 2 cosas?',
  ])('%j is a name as it is written', (heading) => {
    const { phaseId, name } = phaseOf(heading) as { phaseId: string; name: string };
    expect({ phaseId, name }).toEqual({ phaseId: 'P1', name: heading.replace(/^\*\*Bold\*\* name$/, heading) });
  }); // prettier-ignore
});

describe('A3: settings outside of front matter', () => {
  const plan = '\n\n## T1: a\n### P1: b\n';
  it.each([
    ['+++\nprofile = "safety_critical"\n+++', 2], ['+++\ntoken_cap = 5\n+++', 2], ['# Title\n\n+++\ntoken_cap = 5\n+++', 4], ['```yaml\nprofile: safety_critical\n```', 2], ['```toml\ntoken_cap = 500000\n```', 2], ['```\nmax_phases: 3\n```', 2], ['```json\n{ "token_cap": 5 }\n```', 2],
    ['~~~yaml\nscope: single_tier\n~~~', 2], ['token_cap: 500', 1], ['- Token cap: 500', 1], ['**Profile:** safety critical', 1], ['| max_phases | 3 |', 1], ['> scope: single_tier', 1], ['***\nprofile: safety_critical\n***', 1], ['# T\n\n---\nprofile: safety_critical\n\n---', 4], ['    token_cap: 500', 1], ['Token\u00a0cap\u00a0: 500', 1], ['1. token_cap: 500', 1], ['budgets: { token_cap: 500 }', 1], ['{"budgets": {"max_phases": 3}}', 1], ['**Max phases** 3', 1], ['max phases 3', 1], ['profile safety_critical', 1], ['Profile - safety critical', 1], ['Profile → `safety_critical`', 1], ['Scope: single tier (for now)', 1], ['—-\nprofile: safety_critical\n—-', 1],
  ])('%j are refused', (head, line) => {
    const parsed = parsePlan(head + plan);
    expect({ head, lines: 'problems' in parsed ? parsed.problems.map((problem) => problem.line) : [] }).toMatchObject({ lines: expect.arrayContaining([line]) });
  }); // prettier-ignore

  it.each([
    '# Plan\n\nScope: the search only.',
    'Scope: single tier architecture',
    '**Scope**: multi-tier app',
    'Max phases 3 to 5 are enough.',
    'Profile normal users first.',
    'Budgets: small',
    '1. Profile the search\n2. Scope it',
    '**Profile:** the team',
    '- Scope: all of it',
    '```ts\nconst token_cap = 5;\n```',
    'Max phases are as many as needed.',
    '| Scope | Owner |\n| - | - |',
    'We set the token_cap later.',
    '```yaml\nname: x\n```',
    '+++\ntitle = "x"\n+++'.replace('+++\n', 'Head\n').replace('\n+++', ''),
  ])('%j is free text', (head) => expect(parsePlan(head + plan)).toHaveProperty('plan'));
});
