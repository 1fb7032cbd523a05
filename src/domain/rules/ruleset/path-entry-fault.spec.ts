import { pathFaults, phasePathFaults } from '../../decisions/start/plan-check.js';
import { decideStart } from '../../decisions/start/start-run.js';
import { allowedPaths } from '../gate/paths.js';
import { parsePlan } from '../plan/parse-plan.js';
import { globEntryFault } from './glob-fault.js';
import { pathEntryFault } from './path-entry-fault.js';
import { readRuleset } from './read-ruleset.js';

const NEVER = [
  '', ' ', '!src/secret/**', '!src', 'src/!secret/**', '/src/**', '/src', '//src', '../x/**', 'src/../x', 'src/..', '..', '.', 'src/./a', 'src//a', 'src/**/*.@(ts|tsx)', '+(a)', '!(a)', 'src/?(a)', 'src/(a|b)/**', 'src/** tests/**',
  'src/**, tests/**', 'src/**,tests/**', 'src/*; tests/*', 'src/**|tests/**', 'src/a.ts src/b.ts', 'src/a.ts, src/b.ts', 'src/ tests/', 'README.md src/**', '*.md *.txt', 'src/* and tests', 'src/** (all of it)', 'src/a.ts (10+ tests)', 'src/a.ts - the entry', 'src/a.ts # entry',
  'none', 'None', 'NONE', 'n/a', 'all', 'any', 'Everything', 'nothing', 'TBD', '-', '?', '…', 'src\\a.ts', 'src\\**', 'C:\\src', 'C:/src/**', 'c:', '~/src/**', '~', '$HOME/src', '${ROOT}/src', 'https://a.b/src', 'file://src', 'src/[a', 'src/a]', 'src/[]', 'src/[z-a]*',
  'src/{a', 'src/a}', 'src/{a}/**', 'src/{}', '{a,{b,c}}', 'src/**.ts', '**.ts', 'src**', 'src/**a/b', '"src/**"', "'src/**'", '`src/**`', '“src/**”', '<src/**>', 'src/...', './...', 'src/my%20file.md', 'src/a.ts:12', 'src/a.ts:12-20', 'src/a.ts#L10', 'src/\u200b**', '\ufeffsrc/**', 'src/**\u00a0', 'src/\u00a0a',
  'src/a src/b', 'src/a and src/b', 'src/a and tests/b', 'src/a, src/b', 'src,tests', 'src, tests, docs', 'src/, tests/', 'src/a.ts,src/b.ts', 'README.md, docs', 'src,', 'src;', 'src;tests', 'src|tests', 'src (recursive)', 'src/api (and below)',
  'TBD.', '[none]', 'none.', 'no', 'yes', 'true', 'None needed', 'not applicable', 'see above', 'same as above', 'all files', 'any file', 'everything under src', 'the src folder', 'only src/**', 'Only the files in src', 'etc.', 'src/{!a,b}', '^src', '^src/.*', 'src/.+', 'glob:src/**', 'regex:src', 're:src', 'file:src',
  ':!src', ':/src', ':(glob)src/**', '@/components', '+ src/**', '- src/**', '> src', '<br>src', '<src>/**', 'src/<name>.ts', '$SRC/**', 'git@github.com:a/b', 'src/＊＊', 'src/∗∗', 'src／**', 's\u0433\u0441/**', 'sr\u0441/**',
  'src/a\u00adb', 'src/\u202ea', 'src/a\u0000', 'src/a\nb', 'src/\t', '*a*a*a*a*a', '**/a/**/b/**/c/**/d/**',
]; // prettier-ignore
const FINE: readonly [entry: string, path: string][] = [
  ['src', 'src/a/b.ts'], ['src/', 'src/a'], ['./src/', 'src/a'], ['./src/a.ts', 'src/a.ts'], ['./', 'any'], ['src/**', 'src/.a/b'], ['src/*.ts', 'src/a.ts'], ['**/*.md', 'a.md'], ['**', 'a/b'], ['*', 'a'], ['{src,test}/**', 'test/a'], ['src/{a,b}.ts', 'src/b.ts'], ['a?.[ch]', 'ab.c'], ['src/[!a]*', 'src/b'],
  ['docs/my file.md', 'docs/my file.md'], ['My Documents/**', 'My Documents/a'], ['docs/My Notes/new file.md', 'docs/My Notes/new file.md'], ['a (1).ts', 'a (1).ts'], ['docs/a.b (2).ts', 'docs/a.b (2).ts'], ['app/(shop)/page.tsx', 'app/(shop)/page.tsx'], ['app/(shop)/**', 'app/(shop)/a/b'],
  ['app/@modal/(.)photo/[id]/page.tsx', 'app/@modal/(.)photo/[id]/page.tsx'], ['app/[slug]/page.tsx', 'app/[slug]/page.tsx'], ['app/[...rest]/**', 'app/[...rest]/page.tsx'], ['app/[[...slug]]/**', 'app/[[...slug]]/page.tsx'], ['src/routes/$id.tsx', 'src/routes/$id.tsx'], ['src/C++/a.cc', 'src/C++/a.cc'],
  ['Grüße/日本語.md', 'Grüße/日本語.md'], ['docs/می\u200cخواهم.md', 'docs/می\u200cخواهم.md'], ['docs/❤️.md', 'docs/❤️.md'], ['.github', '.github/a'], ['.env.example', '.env.example'], ['node_modules', 'node_modules/a'], ['./none', 'none'], ['./all', 'all/a'], ['Makefile', 'Makefile'], ['src/a,b.ts', 'src/a,b.ts'],
  ['100% done.md', '100% done.md'], ['a-b_c.d', 'a-b_c.d'], ['x'.repeat(1_000), 'x'.repeat(1_000)], ['src/%-report.txt', 'src/%-report.txt'], ['a=b', 'a=b'], ["it's.md", "it's.md"], ['Smith, John.md', 'Smith, John.md'], ['Smith, John', 'Smith, John/a'], ['a, b', 'a, b'], ['docs/v1.0 beta/x.md', 'docs/v1.0 beta/x.md'], ['My Documents/My Pictures/x.png', 'My Documents/My Pictures/x.png'], ['Research & Development/**', 'Research & Development/a'], ['docs/Search and Rescue/x.md', 'docs/Search and Rescue/x.md'],
  ['all/', 'all/a'], ['none/x', 'none/x'], ['no/**', 'no/a'], ['the end.md', 'the end.md'], ['all my files.md', 'all my files.md'], ['etc/**', 'etc/a'], ['todo', 'todo/a'], ['only', 'only/a'], ['Archive (old)', 'Archive (old)/a'], ['docs/Δx.md', 'docs/Δx.md'], ['src/мир.ts', 'src/мир.ts'], ['src/.*', 'src/.a'], ['*src/**', 'asrc/a'],
  ['src/+page.svelte', 'src/+page.svelte'], ['src/$types.ts', 'src/$types.ts'], ['app/(..)photo/page.tsx', 'app/(..)photo/page.tsx'], ['node_modules/@scope/pkg', 'node_modules/@scope/pkg/a'], ['@types/**', '@types/a'], ['#a', '#a'],
]; // prettier-ignore

const phaseWith = (entry: string) => ({
  phaseId: 'P1', name: 'b', description: null, taskCategory: null, complexity: null, builderMode: null, acceptanceCriteria: [], allowNoop: false, allowedPaths: [entry],
}); // prettier-ignore

describe('A3: a path that can never match', () => {
  it.each(NEVER)('%j is refused at every door with the same words', (entry) => {
    const fault = pathEntryFault(entry);
    expect(fault).toEqual(expect.any(String));
    expect(pathFaults([{ phases: [phaseWith(entry)] }], ['input', 'tiers'])).toMatchObject([
      {
        code: 'INVALID_INPUT',
        path: ['input', 'tiers', '0', 'phases', '0', 'allowedPaths', '0'],
        message: expect.stringContaining(fault!),
      },
    ]);
    expect(phasePathFaults(phaseWith(entry), ['input', 'phase'])).toMatchObject([
      { path: ['input', 'phase', 'allowedPaths', '0'] },
    ]);
    const inPlan = parsePlan(`## T1: a\n### P1: b\n- Paths:\n  - ${JSON.stringify(entry)}\n`);
    expect(inPlan).toMatchObject({ problems: [{ line: 4, message: expect.any(String) }] });
    if (entry.trim() !== '' && !/[\u0000-\u001f]/.test(entry))
      expect(inPlan).toMatchObject({ problems: [{ message: expect.stringContaining(fault!) }] });
    // Asked when it was stored already, it answers as before.
    expect(typeof allowedPaths([entry])('src/a.ts')).toBe('boolean');
  });

  it.each(FINE)('%j is accepted, and allows %j', (entry, path) => {
    expect(pathEntryFault(entry)).toBeNull();
    expect(allowedPaths([entry])(path)).toBe(true);
    const parsed = parsePlan(`## T1: a\n### P1: b\n- Paths: \`${entry}\`\n`);
    expect(parsed).toMatchObject({ plan: { tiers: [{ phases: [{ allowedPaths: [entry] }] }] } });
  });

  it('is refused in a ruleset too, and a ruleset that is stored is read as before', () => {
    for (const glob of NEVER.filter((one) => globEntryFault(one) !== null)) {
      expect(readRuleset({ version: 1, paths: { protected: ['a', glob] } })).toMatchObject({
        faults: [{ path: ['paths', 'protected', '1'] }],
      });
    }
    const step = { name: 'unit', argv: ['make'], report: '**.xml' };
    const document = { version: 1, paths: { protected: ['**.pem'] }, ci: { profiles: { normal: [step] } } };
    expect(readRuleset(document)).toMatchObject({
      faults: [{ path: ['paths', 'protected', '0'] }, { path: ['ci', 'profiles', 'normal', '0', 'report'] }],
    });
    expect(readRuleset(document, { isStored: true })).toHaveProperty('rules');
  });

  it('keeps a run from starting', () => {
    const nothing = { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: null, maxDurationMinutes: null };
    const command = {
      ...nothing,
      runId: 'r',
      projectId: 'p',
      draft: true,
      tiers: [{ tierId: 'T1', name: 'a', description: null, phases: [phaseWith('!src')] }],
    };
    const server = { tokenCap: 5, maxPhases: 25, maxDurationMinutes: 120, draftHours: 1 } as unknown as Parameters<
      typeof decideStart
    >[1]['server'];
    const context = { now: new Date(0), actor: 'test', cause: 'test' } as unknown as Parameters<typeof decideStart>[2];
    expect(decideStart(command, { ruleset: null, agedIssues: [], server }, context)).toMatchObject({
      outcome: 'refused',
    });
  });
});

describe('P1: a key of a ruleset that only looks like one', () => {
  it.each(['tokenСap', 'tоkenCap', 'token\u200bCap', 'ｔokenCap', 'tokenCap\u00a0'])(
    '%j is refused, and what it holds is said',
    (key) => {
      expect(readRuleset({ version: 1, defaults: { run: { [key]: 5 } } })).toMatchObject({
        faults: [
          {
            path: ['defaults', 'run', key],
            message: expect.stringMatching(/looks like tokenCap and holds the character U\+[0-9A-F]{4}/),
          },
        ],
      });
    },
  );
});
