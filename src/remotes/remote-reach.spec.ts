import { GitAccess } from './git-access.js';
import type { RemoteCredentials } from './remote-credentials.js';
import { RemoteRefused } from './remote-reach.js';

const { signal } = new AbortController();

/** Access by a file with one entry, or none; names lead to these addresses. */
function accessTo(
  addresses: readonly string[],
  {
    entry = false,
    protocols = ['https', 'ssh', 'http'] as const,
  }: { entry?: boolean; protocols?: readonly string[] } = {},
): GitAccess {
  const credentials = { of: async (url: string) => (entry ? { prefix: url, kind: null } : null) };
  const access = new GitAccess(credentials as unknown as RemoteCredentials, {
    ...{ remoteProtocols: protocols as never, host: '127.0.0.1', repositoryRoots: [] },
  });
  access.resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return access;
}
const NOT_PUBLIC = /not public.*AUTOPACK_REMOTE_CREDENTIALS/;

describe('M3: before git connects', () => {
  it.each([
    ['https://169.254.169.254/latest/x.git', ['8.8.8.8']],
    ['https://[::1]/x.git', ['8.8.8.8']],
    ['ssh://git@10.1.2.3/x.git', ['8.8.8.8']],
    ['https://git.example/x.git', ['10.0.0.5']],
    ['https://git.example/x.git', ['8.8.8.8', '127.0.0.1']],
    ['ssh://git@git.example/x.git', ['fd00::1']],
    ['http://localhost/x.git', ['10.0.0.5']],
  ])('M3: %s, which leads to %j, needs an entry of its own', async (url, addresses) => {
    const refused = accessTo(addresses).to(url, null, signal);
    await expect(refused).rejects.toThrow(RemoteRefused);
    await expect(refused).rejects.toMatchObject({ fault: 'CONFIGURATION', message: expect.stringMatching(NOT_PUBLIC) });
    await expect(accessTo(addresses, { entry: true }).to(url, null, signal)).resolves.toMatchObject({});
  });

  it('M3: a name is resolved once, and git is told its addresses', async () => {
    const access = accessTo(['8.8.8.8', '2606:4700::1']);
    expect((await access.to('https://git.example:8443/x.git', null, signal)).at).toEqual({
      ...{ host: 'git.example', port: 8443, addresses: ['8.8.8.8', '2606:4700::1'] },
    });
    expect((await access.to('ssh://git@git.example/x.git', null, signal)).at).toMatchObject({ port: 22 });
    expect((await access.to('https://8.8.8.8/x.git', null, signal)).at).toBeUndefined();
    expect((await accessTo([]).to('https://git.example/x.git', null, signal)).at).toBeUndefined();
    expect((await accessTo(['127.0.0.1']).to('http://localhost/x.git', null, signal)).at).toMatchObject({ port: 80 });
  });

  it('M3: an address that was accepted by other settings is refused', async () => {
    const refused = accessTo(['8.8.8.8'], { protocols: ['ssh'], entry: true }).to('https://h.example/x', null, signal);
    await expect(refused).rejects.toThrow(RemoteRefused);
    await expect(refused).rejects.toThrow('must begin with ssh:// (AUTOPACK_REMOTE_PROTOCOLS)');
  });
});
