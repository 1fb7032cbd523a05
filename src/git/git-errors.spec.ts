/** What git and the programs that it starts complain of, as people read it. */
import { readable } from './git-errors.js';

describe('a complaint of git in one text', () => {
  it.each([
    [
      'error: patch failed: a.txt:1\nerror: a.txt: patch does not apply\n',
      'patch failed: a.txt:1; a.txt: patch does not apply',
    ],
    ['hint: pull first\nfatal: no\n', 'no'],
    ['patch fragment without header at line 1: @@ -1 +1 @@', 'patch fragment without header at line 1: @@ -1 +1 @@'],
    ['', 'git gave no reason'],
    ['1\n2\n3\n4\n5\n6\n7\n8\n9\n10', '1; 2; 3; 4; 5; 6; 7; 8; and 2 lines more'],
  ])('G1: %j is %j', (stderr, text) => {
    expect(readable(stderr)).toBe(text);
  });

  it('M3: ssh draws frames around its warnings; the words alone are kept', () => {
    const frame = '@'.repeat(59);
    const stderr = `${frame}\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n${frame}\r\nHost key verification failed.\r\n`;
    expect(readable(stderr)).toBe('WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!; Host key verification failed.');
  });

  it('C3: no folder of the machine is named', () => {
    expect(readable('fatal: /srv/git/a/b is missing', ['/srv/git', '/srv/git/a'])).toBe('(repository)/b is missing');
  });
});
