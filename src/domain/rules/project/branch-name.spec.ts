import { branchFault } from './branch-name.js';

test.each(['main', 'trunk', 'release/2.1', 'a-b_c', 'feature/ünïcode', 'v1.0'])('C3: %s is a branch name', (name) => {
  expect(branchFault(name)).toBeNull();
});

test.each([
  '',
  ' ',
  '-x',
  '--upload-pack=sh',
  'a..b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  'a[',
  'a\\b',
  '/a',
  'a/',
  'a//b',
  '.a',
  'a/.b',
  'a.',
  'a.lock',
  'a.lock/b',
  'a@{1}',
  '@',
  'a\n',
  'a\u0000',
  '\ud800',
  'x'.repeat(201),
])('C3: %j is none, since git would not take it, or take it for something else', (name) => {
  expect(branchFault(name)).not.toBeNull();
});
