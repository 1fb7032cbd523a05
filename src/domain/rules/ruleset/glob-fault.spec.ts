import { branchFault, globFault } from './glob-fault.js';

test.each([
  'a',
  '.git*',
  '**',
  '**/*.pem',
  'src/**/generated/*.ts',
  'infra/{production,staging}/**',
  'a?.[ch]',
  'x'.repeat(200),
  'Grüße/**',
  'a b/*.md',
])('P1: the glob %j is accepted', (glob) => expect(globFault(glob)).toBeNull());

test.each([
  ['', 'empty'],
  ['x'.repeat(201), '200 characters'],
  ['a\u0000b', 'control characters'],
  ['a\nb', 'control characters'],
  ['\ud800', 'lone surrogates'],
  [' a', 'blank'],
  ['a ', 'blank'],
  ['a\\b', 'backslash'],
  ['@(a|b)', 'extended patterns'],
  ['!(a)', 'extended patterns'],
  ['+(a)', 'extended patterns'],
  ['*(a)', 'extended patterns'],
  ['?(a)', 'extended patterns'],
  ['!a', 'only adds'],
  ['/etc/passwd', 'must not begin with "/"'],
  ['docs/', 'docs/**'],
  ['a//b', '"//"'],
  ['../a', '".."'],
  ['a/../b', '".."'],
  ['a/..', '".."'],
  ['./a', '"."'],
  ['{..,a}/b', '".."'],
  ['{a,{b,c}}', 'braces inside braces'],
  ['{a', 'without its "}"'],
  ['a}', 'without its "{"'],
  ['*a*a*a*a*a', 'more than 4 "*"'],
  ['**/a/**/b/**/c/**/d/**', 'more than 4 "**"'],
])('P1: the glob %j is refused: %s', (glob, why) => expect(globFault(glob)).toContain(why));

test.each(['main', 'release/*', 'release/**', 'feature-1', 'v1.2', 'Grüße'])(
  'P1: the branch %j is accepted',
  (branch) => {
    expect(branchFault(branch)).toBeNull();
  },
);

test.each([
  '',
  'a b',
  'a..b',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a[b]',
  '-a',
  '@',
  'a@{1}',
  'a.lock',
  '.a',
  'a/.b',
  'a.',
  'a/',
  '/a',
  'a//b',
  'a\\b',
  'a\tb',
  '{a,b}',
])('P1: the branch %j is refused', (branch) => expect(branchFault(branch)).toEqual(expect.any(String)));
