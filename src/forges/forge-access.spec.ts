/** How a forge is reached by the file of credentials: a private certificate, and where the API is. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeApp } from '../../test/support/forges/fake-app.js';
import { FAKE_TOKEN, FakeForge } from '../../test/support/forges/fake-forge.js';
import type { ForgeKind } from '../domain/model/remote.js';
import { GitAccess } from '../remotes/git-access.js';
import { RemoteCredentials } from '../remotes/remote-credentials.js';
import { ForgeFault } from './api/forge.js';
import { ForgeAccess } from './forge-access.js';

const COMMIT = 'a'.repeat(40);
let folder: string;
let access: ForgeAccess;
let git: GitAccess;
const forges: FakeForge[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'autopack-forge-access-'));
  const [key, cert] = [at('tls.key'), at('tls.pem')];
  const subject = ['-subj', '/CN=forge', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const order = ['req', '-x509', '-nodes', '-days', '2', ...curve, '-keyout', key, '-out', cert, ...subject];
  execFileSync('openssl', order, { stdio: 'ignore' });
});
beforeEach(() => {
  const credentials = new RemoteCredentials({ remoteCredentials: at('credentials.json') });
  git = new GitAccess(credentials, {
    remoteProtocols: ['https', 'http', 'ssh'],
    host: '127.0.0.1',
    repositoryRoots: [],
  });
  access = new ForgeAccess(credentials, git);
});
afterEach(() => forges.splice(0).forEach((forge) => forge.stop()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function grant(prefix: string, entry: object): void {
  writeFileSync(at('credentials.json'), JSON.stringify({ [prefix]: entry }));
  chmodSync(at('credentials.json'), 0o600);
}

async function forgeWithTls(kind: ForgeKind): Promise<FakeForge> {
  const tls = { key: readFileSync(at('tls.key'), 'utf8'), cert: readFileSync(at('tls.pem'), 'utf8') };
  const forge = await FakeForge.start(kind, tls);
  forges.push(forge);
  forge.checks.set(COMMIT, [{ name: 'build', state: 'success' }]);
  return forge;
}

const checksOf = async (kind: ForgeKind, remote: string) =>
  (await (await access.forge(kind, remote)).checksOf(COMMIT)).checks.map(({ name }) => name);

async function faultOf(call: Promise<unknown>): Promise<ForgeFault> {
  const error = await call.catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(ForgeFault);
  return error as ForgeFault;
}

it('M3: a forge whose remote was accepted by other settings is not asked', async () => {
  const forge = await forgeWithTls('GITEA');
  grant(`${forge.url}/acme/`, { token: FAKE_TOKEN, caFile: at('tls.pem') });
  expect(await checksOf('GITEA', forge.remote)).toEqual(['build']);
  forge.requests.length = 0;
  const credentials = new RemoteCredentials({ remoteCredentials: at('credentials.json') });
  const stricter = { remoteProtocols: ['ssh'] as const, host: '127.0.0.1', repositoryRoots: [] };
  access = new ForgeAccess(credentials, new GitAccess(credentials, stricter));
  const { code, message } = await faultOf(checksOf('GITEA', forge.remote));
  expect([code, message]).toEqual(['UNREACHABLE', expect.stringMatching(/must begin with ssh:.*REMOTE_PROTOCOLS/)]);
  expect(forge.requests).toEqual([]);
});

describe('a forge with a certificate of a private authority', () => {
  it('M3: is reached by the API with the caFile of its credentials, and not without', async () => {
    const forge = await forgeWithTls('GITLAB');
    grant(`${forge.url}/acme/`, { token: FAKE_TOKEN });
    const { code, message } = await faultOf(checksOf('GITLAB', forge.remote));
    expect([code, message]).toEqual(['UNREACHABLE', expect.stringMatching(/certificate that is not trusted/)]);
    expect(forge.requests).toEqual([]);
    grant(`${forge.url}/acme/`, { token: FAKE_TOKEN, caFile: at('tls.pem') });
    expect(await checksOf('GITLAB', forge.remote)).toEqual(['build']);
  });

  it('M3: gives an app its token by the same caFile, for git and for the API', async () => {
    const forge = await forgeWithTls('GITHUB');
    const app = (forge.app = new FakeApp());
    grant(`${forge.url}/acme/`, { ...app.entry(at('app.pem')), caFile: at('tls.pem') });
    const { signal } = new AbortController();
    const { login, caFile } = await git.to(forge.remote, 'GITHUB', signal);
    expect([login?.password, caFile]).toEqual([app.given[0], at('tls.pem')]);
    expect(await checksOf('GITHUB', forge.remote)).toEqual(['build']);
    expect(app.given).toHaveLength(1);
  });

  it('M3: a caFile that is none says so', async () => {
    const forge = await forgeWithTls('GITEA');
    writeFileSync(at('text.pem'), 'no certificate');
    for (const [file, words] of [
      ['text.pem', /caFile names must hold certificates in PEM form/],
      ['nothing.pem', /caFile names cannot be read \(ENOENT\)/],
      ['.', /caFile must name a file/],
    ] as const) {
      grant(`${forge.url}/acme/`, { token: FAKE_TOKEN, caFile: at(file) });
      const { code, message } = await faultOf(checksOf('GITEA', forge.remote));
      expect([code, message]).toEqual(['NO_CREDENTIALS', expect.stringMatching(words)]);
    }
    expect(forge.requests).toEqual([]);
  });
});

describe('the API that an entry names', () => {
  it('M3: a GitLab below a path has its API there', async () => {
    const forge = await FakeForge.start('GITLAB');
    forges.push(forge);
    forge.under = '/gitlab';
    forge.checks.set(COMMIT, [{ name: 'build', state: 'success' }]);
    const remote = `${forge.url}/gitlab/acme/widgets.git`;
    grant(`${forge.url}/gitlab/`, { token: FAKE_TOKEN });
    expect((await faultOf(checksOf('GITLAB', remote))).code).toBe('NOT_FOUND');
    grant(`${forge.url}/gitlab/`, { token: FAKE_TOKEN, api: `${forge.url}/gitlab/api/v4` });
    expect(await checksOf('GITLAB', remote)).toEqual(['build']);
    // A client that was made before the file changed sends nothing to the old API.
    const before = await access.forge('GITLAB', remote);
    const { length } = forge.requests;
    grant(`${forge.url}/gitlab/`, { token: FAKE_TOKEN, api: 'https://other.example/api/v4' });
    expect((await faultOf(before.checksOf(COMMIT))).message).toMatch(/has just changed/);
    expect(forge.requests).toHaveLength(length);
  });

  it.each(['http://git.example/api/v4', 'https://user:word@git.example/api/v4', 'ftp://git.example', '/api/v4'])(
    'M3: %s is none',
    async (api) => {
      grant('https://git.example/', { token: FAKE_TOKEN, api });
      const { code, message } = await faultOf(checksOf('GITLAB', 'https://git.example/acme/widgets'));
      expect([code, message]).toEqual(['NO_CREDENTIALS', expect.stringMatching(/another form at api/)]);
    },
  );
});
