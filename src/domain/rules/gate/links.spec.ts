import { leavesTree } from './links.js';

describe('G2: symlinks', () => {
  test.each([
    ['a', 'b'],
    ['a', './b/c'],
    ['d/a', '../b'],
    ['d/e/a', '../../b/c'],
    ['d/a', '..'],
    ['a', 'b..c'],
    ['a', '...'],
  ])('G2: %j leading to %j stays in the tree', (path, target) => {
    expect(leavesTree(path, target)).toBe(false);
  });

  test.each([
    ['a', '/etc/passwd'],
    ['a', '/'],
    ['a', '..'],
    ['a', '../b'],
    ['d/a', '../../b'],
    ['d/a', '.././../b'],
    ['d/a', './../../b'],
    ['a', 'b/..'],
    ['d/e/a', '../x/../../y'],
    ['a', 'C:\\Windows'],
    ['a', 'c:x'],
    ['a', '\\\\server\\share'],
    ['a', '..\\b'],
    ['d/a', 'x\\..\\..\\b'],
    ['a', '~/x'],
    ['a', '.git/config'],
    ['d/a', '../.GIT/hooks'],
    ['a', 'git~1'],
    ['a', ''],
    ['a', 'b\u0000c'],
    ['a', 'x'.repeat(4_097)],
    ['a', null],
  ])('G2: %j leading to %j could leave the tree', (path, target) => {
    expect(leavesTree(path, target)).toBe(true);
  });
});
