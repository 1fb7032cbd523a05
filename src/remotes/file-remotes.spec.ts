import { fileRemoteFault } from './file-remotes.js';
import { GitAccess } from './git-access.js';
import { CredentialsFault, type RemoteCredentials } from './remote-credentials.js';

const settings = { host: '127.0.0.1', repositoryRoots: ['/srv/git'], remoteProtocols: ['file' as const] };

describe('A5: a remote that is a path of the server', () => {
  it.each(['file:///srv/git/shop.git', 'file:///srv/git/team/a%20shop.git', 'https://git.example/etc'])(
    'A5: %s is accepted',
    (url) => expect(fileRemoteFault(url, settings)).toBeNull(),
  );

  it.each([
    'file:///srv/other/shop.git',
    'file:///srv/git',
    'file:///srv/git-other/shop.git',
    'file:///srv/git/../etc',
    'file:///srv/git/%2e%2e/etc',
    'file:///srv/git/x%2F..%2F..%2Fetc',
  ])('A5: %s is refused', (url) => expect(fileRemoteFault(url, settings)).not.toBeNull());

  it('A5: without roots it is accepted on loopback alone', () => {
    const url = 'file:///anywhere/shop.git';
    expect(fileRemoteFault(url, { host: '127.0.0.1', repositoryRoots: [] })).toBeNull();
    expect(fileRemoteFault(url, { host: '0.0.0.0', repositoryRoots: [] })).not.toBeNull();
  });

  it('A5: one that was set before the roots were is not pushed to', async () => {
    const none = { of: async () => null } as unknown as RemoteCredentials;
    const access = new GitAccess(none, settings);
    const { signal } = new AbortController();
    await expect(access.to('file:///srv/other/shop.git', null, signal)).rejects.toThrow(CredentialsFault);
    await expect(access.to('file:///srv/git/shop.git', null, signal)).resolves.toEqual({ protocols: ['file'] });
  });
});
