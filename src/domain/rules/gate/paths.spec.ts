import * as fc from 'fast-check';

import { PROTECTED_PATHS } from '../strategy/policies.js';
import { allowedPaths, protectedPaths } from './paths.js';

const isProtected = protectedPaths(PROTECTED_PATHS);

describe('G2: protected paths', () => {
  test.each([
    '.gitattributes',
    '.gitmodules',
    'a/b/.gitattributes',
    'a/.gitmodules',
    '.github/workflows/ci.yml',
    '.github',
    '.GITHUB/x',
    'Jenkinsfile',
    'jenkinsfile',
    '.husky/pre-commit',
    '.claude/settings.json',
    'CLAUDE.md',
    'packages/a/claude.MD',
    'AGENTS.md',
    'deep/er/AGENTS.md',
    '.aider.conf.yml',
    '.autonomous_runs/r1/run_summary.md',
    '.mcp.json',
    '.g\u200dithub/x',
    '.github./x',
    '.husky./pre-commit',
    'Jenkinsfile. ',
    '.github /x',
    '.github::$INDEX_ALLOCATION/x',
    '\uff0egithub/x',
    'GITHUB~1/x',
    'a/GITATT~1',
    'gitmod~2',
    'HUSKY~1/pre-commit',
    'CLAUDE~1/settings.json',
    'a\\.github\\x',
    'AGENTS.md/x',
  ])('G2: %j is protected', (path) => {
    expect(isProtected(path)).toBe(true);
  });

  test.each([
    'src/a.ts',
    'README.md',
    'git/config',
    'docs/github.md',
    'a.github/x',
    'docs/Jenkinsfile.md',
    'my.claude',
    'backup~',
    'x~1',
    'xgit',
    '',
  ])('G2: %j is not protected', (path) => {
    expect(isProtected(path)).toBe(false);
  });

  test('G2: a folder that a ruleset names protects what is below, and globs count from the root', () => {
    const test = protectedPaths(['infra', 'db/*.sql', '**/*.pem', 'docs/{a,b}.md']);
    expect(
      ['infra', 'infra/x/y', 'Infra/x', 'db/1.sql', 'a/b/key.pem', 'key.pem/x', 'docs/b.md'].filter(
        (path) => !test(path),
      ),
    ).toEqual([]);
    expect(['a/infra/x', 'infrastructure', 'db/x/1.sql', 'docs/c.md', 'pem'].filter(test)).toEqual([]);
  });

  test('G2: a text that is no glob, or one that would be slow, protects the path of that name alone', () => {
    const test = protectedPaths(['app/(a+)+/x', '*a*a*a*a*a*a*', 'a[b']);
    expect(test('app/(a+)+/x')).toBe(true);
    expect(test('app/aaaa/x')).toBe(false);
    expect(test('*a*a*a*a*a*a*')).toBe(true);
    expect(test('aaaaaaaaaaaaaa')).toBe(false);
    expect(test('a[b')).toBe(true);
  });
});

describe('G2: allowed paths', () => {
  test('G2: no entry allows every path', () => {
    expect(allowedPaths([])('any/path')).toBe(true);
  });

  test.each<[entry: string, allowed: readonly string[], refused: readonly string[]]>([
    ['src/a.ts', ['src/a.ts', 'src/a.ts/b'], ['src/a.tsx', 'src/A.ts', 'a.ts']],
    ['src/', ['src/a', 'src/b/c', 'src/.hidden'], ['src', 'srcs/a', 'Src/a', 'a/src/b']],
    ['src', ['src', 'src/a', 'src/b/c.ts', 'src/.x'], ['srcs/a', 'Src/a', 'a/src', 'a/src/b']],
    ['docs/my folder', ['docs/my folder', 'docs/my folder/a.md'], ['docs/my', 'docs/my folders']],
    ['src/*', ['src/a'], ['src/a/b', 'src']],
    ['app/[...rest]/**', ['app/[...rest]/page.tsx', 'app/[...rest]/a/b.tsx'], ['app/rest/page.tsx', 'app/[..rest]/a']],
    ['app/[[...slug]]/*.tsx', ['app/[[...slug]]/page.tsx'], ['app/slug/page.tsx', 'app/[...slug]/page.tsx']],
    ['app/[id]/**', ['app/[id]/page.tsx', 'app/i/page.tsx'], ['app/id/page.tsx']],
    ['app/[...rest]', ['app/[...rest]', 'app/[...rest]/page.tsx'], ['app/rest/page.tsx']],
    ['a?.[ch]', ['ab.c', 'ab.h'], ['ab.ch', 'ab.x']],
    ['src/**', ['src/a', 'src/b/c.ts', 'src/.x/y'], ['src', 'srcs/a', 'a/src/b']],
    ['src/*.ts', ['src/a.ts', 'src/.a.ts'], ['src/b/a.ts', 'src/a.js']],
    [
      'packages/*/src/',
      ['packages/a/src/x', 'packages/a/src/x/y'],
      ['packages/src/x', 'packages/a/b/src/x', 'packages/a/test/x'],
    ],
    ['**/*.md', ['a.md', 'a/b.md'], ['a.mdx']],
    ['./src/a.ts', ['src/a.ts'], ['a.ts']],
    ['././src/', ['src/a'], ['a']],
    ['src\\a\\', ['src/a/b'], ['src/b']],
    ['./', ['a', 'a/b'], []],
    ['app/[id]/(group)/page.tsx', ['app/[id]/(group)/page.tsx'], ['app/x/group/page.tsx']],
    ['app/[id]/', ['app/[id]/page.tsx'], ['app/id/page.tsx']],
    ['app/(group)/*.tsx', ['app/(group)/a.tsx'], ['app/group/a.tsx']],
    ['src/a.ts (10+ tests)', ['src/a.ts (10+ tests)'], ['src/a.ts']],
    ['', [], ['a', '']],
    ['/src/', [], ['src/a']],
    ['../', [], ['a', 'src/a']],
    ['{src,test}/**', ['src/a', 'test/b/c'], ['lib/a']],
    ['!(src)/**', [], ['lib/a', 'src/a']],
  ])('G2: %j', (entry, allowed, refused) => {
    const test = allowedPaths([entry]);
    expect(allowed.filter((path) => !test(path))).toEqual([]);
    expect(refused.filter((path) => path !== '' && test(path))).toEqual([]);
  });
});

describe('G2: what holds for all paths', () => {
  const name = fc.oneof(
    fc.constantFrom('a', 'src', '.git', '.github', 'x.ts', 'CLAUDE.md', '*', '**', '[id]', '(g)'),
    fc.string({ minLength: 1, maxLength: 6 }),
  );
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const globs = fc.array(fc.oneof(path, fc.constantFrom(...PROTECTED_PATHS, 'a/**', '*.ts', '{a,b}/x')), {
    maxLength: 5,
  });
  const inOtherCase = (text: string, flips: readonly boolean[]) =>
    [...text].map((letter, i) => (flips[i % flips.length] ? letter.toUpperCase() : letter.toLowerCase())).join('');

  test('G2: protecting more never protects less', () => {
    fc.assert(
      fc.property(globs, globs, path, (some, more, each) => {
        if (protectedPaths(some)(each)) expect(protectedPaths([...some, ...more])(each)).toBe(true);
      }),
    );
  });

  test('G2: a protected path is protected in every case, and so is what is below it', () => {
    const ascii = fc.constantFrom(
      ...PROTECTED_PATHS.map((glob) => glob.replace('/**', '/a/b').replace('**/', 'deep/').replace('*', 'x')),
    );
    fc.assert(
      fc.property(ascii, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), path, (each, flips, below) => {
        expect(isProtected(inOtherCase(each, flips))).toBe(true);
        expect(isProtected(`${each}/${below}`)).toBe(true);
      }),
    );
  });

  test('G2: an entry always allows the path of its own name, and more entries never allow less', () => {
    const plain = path.filter((each) => each === each.trim() && !/\\|^\.\/|\/$/.test(each));
    fc.assert(
      fc.property(plain, fc.array(path, { maxLength: 4 }), (each, others) => {
        expect(allowedPaths([each])(each)).toBe(true);
        expect(allowedPaths([...others, each])(each)).toBe(true);
      }),
    );
  });

  test('G2: whatever is written in a list, a path is answered', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 4 }),
        fc.string({ unit: 'binary' }),
        (entries, each) => {
          expect(typeof allowedPaths(entries)(each)).toBe('boolean');
          expect(typeof protectedPaths(entries)(each)).toBe('boolean');
        },
      ),
    );
  });
});
