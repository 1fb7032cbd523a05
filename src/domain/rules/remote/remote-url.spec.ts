import { REMOTE_PROTOCOLS } from '../../model/remote.js';
import { coverage, forgeOfAddress, remoteAddress } from './remote-url.js';

describe('M3: addresses of remotes', () => {
  it.each([
    ['https://github.com/team/project.git', 'https://github.com/team/project.git', 'GITHUB'],
    ['HTTPS://GitHub.com:443/team/project/', 'https://github.com/team/project', 'GITHUB'],
    ['git@gitlab.com:team/sub/project.git', 'ssh://git@gitlab.com/team/sub/project.git', 'GITLAB'],
    ['codeberg.org:team/project', 'ssh://codeberg.org/team/project', 'GITEA'],
    ['ssh://git@git.example:2222/x.git', 'ssh://git@git.example:2222/x.git', null],
    ['ssh://a%40b@git.example/x.git', 'ssh://a%40b@git.example/x.git', null],
    ['ssh://git@[::1]:2222/x%20%C4%80.git', 'ssh://git@[::1]:2222/x%20%C4%80.git', null],
    ['ssh://git@my_host-1.example/~team/x', 'ssh://git@my_host-1.example/~team/x', null],
    ['http://127.0.0.1:8080/x.git', 'http://127.0.0.1:8080/x.git', null],
    ['/srv/git/x.git', 'file:///srv/git/x.git', null],
    ['https://github.com.example/x.git', 'https://github.com.example/x.git', null],
  ])('M3: %s is kept as %s', (text, url, forge) => {
    const address = remoteAddress(text, REMOTE_PROTOCOLS);
    expect(address).toMatchObject({ url });
    expect(forgeOfAddress(address as { host: string })).toBe(forge);
  });

  it.each([
    'https://a:b@h/x',
    'https://a@h/x',
    'https://@h/x',
    'ssh://a:b@h/x',
    'ssh://-oProxyCommand=x/x',
    'ssh://-l@h/x',
    'file://host/x',
    'http://h/x',
    'http://127.0.0.1.example/x',
    'https://h/x?y',
    'https://h/x#y',
    'https://h/',
    'ext::sh',
    'git://h/x',
    'ftp://h/x',
    'h',
    '',
    'https://h/x\ny',
    'ssh://%2doProxyCommand=x/x',
    'ssh://%2DoProxyCommand%3Dx/x',
    'ssh://%2dl@h/x',
    'ssh://git@%2dl/x',
    'ssh://a%0a@h/x',
    'ssh://a%00b@h/x',
    'ssh://a%20-oProxyCommand=x@h/x',
    'ssh://a%60b@h/x',
    'ssh://h%0a-o/x',
    'ssh://h%2fx/y',
    'ssh://$(x)/y',
    'ssh://h/%2dx',
    'git@h:-x',
    'git@h:a%0ab',
    'ssh://h/a%0db',
    'ssh://h/a%00b',
    'https://h/a%0ab',
    'https://%2doh/x',
    'https://h/team/%2e%2e%2fother/x',
    'ssh://h/team%2f..%2fother',
    'file:///srv/a%0ab',
    'file:///srv/git%2f..%2f..%2fetc',
    'https://h/x/..%2fy',
    'ssh://git@h/x.git/..%2Fy.git',
    'https://h/x/..%5Cy',
    'https://h/x/..%252fy',
    'ssh://h/x/.%2e/y%2fz',
    'file:///srv/x%2f..%2fy',
    `https://h/${'x'.repeat(2_000)}`,
  ])('M3: %j is refused', (text) => {
    expect(remoteAddress(text, REMOTE_PROTOCOLS)).toHaveProperty('fault');
  });

  it('M3: only protocols that are allowed', () => {
    expect(remoteAddress('/srv/x.git', ['https', 'ssh'])).toHaveProperty('fault');
    expect(remoteAddress('http://127.0.0.1/x.git', ['https'])).toHaveProperty('fault');
  });

  it.each([
    ['https://h/team', 'https://h/team/x', true],
    ['https://h/team/', 'https://h/team/x', true],
    ['https://h/team', 'https://h/team2/x', false],
    ['https://h/team/x', 'https://h/team/x.git', true],
    ['https://h/', 'https://h/team/x', true],
    ['https://h', 'https://h.example/team/x', false],
    ['https://h', 'http://h/team/x', false],
    ['https://h', 'https://h:8443/team/x', false],
    ['https://h:443', 'https://h/x', true],
    ['ssh://git@h/', 'ssh://git@h/x', true],
    ['ssh://git@h/', 'ssh://other@h/x', false],
    ['ssh://h/', 'ssh://git@h/x', true],
    ['https://h/team', 'https://h/team/../other', false],
    ['https://h/team', 'https://h/%2e%2e/other', false],
    ['https://h/team', 'https://h/team/..%2fother', false],
    ['https://h/', 'https://h/team/..%2fother', false],
    ['ssh://git@h/x.git', 'ssh://git@h/x.git/..%2Fy.git', false],
    ['https://h/team', 'https://h/team/a%20b%3Dc', true],
  ])('M3: an entry for %s and the address %s', (prefix, url, isCovered) => {
    expect(coverage(prefix, url) !== null).toBe(isCovered);
  });
});
