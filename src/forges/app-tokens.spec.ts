/** Tokens of an app of GitHub, against a forge on loopback that knows its public key. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeApp } from '../../test/support/forges/fake-app.js';
import { FakeForge } from '../../test/support/forges/fake-forge.js';
import { AppTokens } from './app-tokens.js';

const EXCHANGES = /\/access_tokens$/;
let folder: string;
let forge: FakeForge;
let app: FakeApp;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'autopack-app-'));
  forge = await FakeForge.start('GITHUB');
  forge.app = app = new FakeApp();
});
afterEach(() => {
  forge.stop();
  rmSync(folder, { recursive: true, force: true });
});

const keyFile = () => join(folder, 'key.pem');
const route = () => ({ reachable: { mayReach: () => true }, stop: new AbortController().signal, timeLimitMs: 5_000 });
const tokenOf = (tokens: AppTokens, given: Partial<ReturnType<FakeApp['entry']>['app']> = {}) =>
  tokens.tokenFor(`${forge.url}/api/v3`, { ...app.entry(keyFile()).app, ...given }, route());

/** The fault, which never holds the key or a token. */
async function faultOf(call: Promise<unknown>): Promise<{ code?: string; message: string; retryAfterMs?: number }> {
  const error = await call.then(
    () => null,
    (fault: unknown) => fault,
  );
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  for (const secret of ['PRIVATE KEY', app.privateKey.slice(40, 80), 'eyJ', ...app.given]) {
    expect(message).not.toContain(secret);
  }
  return error as Awaited<ReturnType<typeof faultOf>>;
}

describe('a token', () => {
  it('M3: is given for a claim that the app has signed, from a minute ago for nine minutes', async () => {
    const before = Math.floor(Date.now() / 1_000);
    expect(await tokenOf(new AppTokens())).toBe(app.given[0]);
    const [claim] = app.claims;
    expect(claim).toMatchObject({ iss: '4711' });
    expect(claim!.exp - claim!.iat).toBe(600);
    expect(claim!.iat).toBeGreaterThanOrEqual(before - 60);
    expect(claim!.iat).toBeLessThanOrEqual(Date.now() / 1_000 - 60);
    const [request] = forge.calls('POST', EXCHANGES);
    expect(request).toMatchObject({ status: 201, path: '/api/v3/app/installations/815/access_tokens' });
  });

  it('M3: is used until five minutes before its end', async () => {
    const tokens = new AppTokens();
    const first = await tokenOf(tokens);
    expect(await tokenOf(tokens)).toBe(first);
    app.lifetimeMs = 299_000;
    tokens.forget(first);
    expect([await tokenOf(tokens), await tokenOf(tokens)]).toEqual(app.given.slice(1));
    expect(app.given).toHaveLength(3);
  });

  it('M3: is asked for once by all who wait for it, and by each installation for itself', async () => {
    const tokens = new AppTokens();
    const got = await Promise.all(Array.from({ length: 8 }, () => tokenOf(tokens)));
    expect(new Set(got)).toEqual(new Set(app.given));
    expect(forge.calls('POST', EXCHANGES)).toHaveLength(1);
    await faultOf(tokenOf(tokens, { installationId: 816 }));
    expect(forge.calls('POST', EXCHANGES)).toHaveLength(2);
    // A fault is not kept.
    await faultOf(tokenOf(tokens, { installationId: 816 }));
    expect(forge.calls('POST', EXCHANGES)).toHaveLength(3);
  });

  it.each([3_600_000, -3_600_000])('M3: is had by a machine whose clock is %d ms off', async (aheadMs) => {
    app.aheadMs = aheadMs;
    const tokens = new AppTokens();
    const token = await tokenOf(tokens);
    expect(token).toBe(app.given[0]);
    expect(forge.calls('POST', EXCHANGES).map(({ status }) => status)).toEqual([401, 201]);
    // Its end is read by the forge's clock as well.
    expect(await tokenOf(tokens)).toBe(token);
  });
});

describe('no token', () => {
  it('M3: for a key that the forge does not know, and it is not asked twice', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    const path = join(folder, 'other.pem');
    writeFileSync(path, other.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const { code, message } = await faultOf(tokenOf(new AppTokens(), { privateKeyFile: path }));
    expect([code, message]).toEqual(['UNAUTHORIZED', expect.stringMatching(/does not accept the app \(401\).*clock/)]);
    expect(forge.calls('POST', EXCHANGES)).toHaveLength(1);
  });

  it.each([
    [{ status: 404, body: { message: 'Not Found' } }, 'UNAUTHORIZED', /no installation 815 .*installationId/],
    [{ status: 403, body: { message: 'This installation has been suspended' } }, 'FORBIDDEN', /been suspended/],
    [{ status: 422, body: { message: 'No such permission' } }, 'REFUSED', /No such permission/],
    [{ status: 301, headers: { location: 'http://127.0.0.1:1/' } }, 'MOVED', /has moved/],
    [{ status: 502 }, 'BROKEN', /502/],
    [{ status: 201, body: { token: 'a\nb', expires_at: '2030-01-01T00:00:00Z' } }, 'BROKEN', /something else/],
    [{ status: 201, body: { message: 'hello' } }, 'BROKEN', /something else/],
    ['cut', 'UNREACHABLE', /broke the connection/],
  ] as const)('M3: %j is %s', async (instead, code, words) => {
    forge.instead = () => instead;
    expect(await faultOf(tokenOf(new AppTokens()))).toMatchObject({ code, message: expect.stringMatching(words) });
  });

  it('M3: while the forge limits requests, and nothing is sent until it is over', async () => {
    forge.instead = () => ({ status: 403, body: { message: 'API rate limit' }, headers: { 'retry-after': '90' } });
    const tokens = new AppTokens();
    expect(await faultOf(tokenOf(tokens))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 90_000 });
    forge.instead = () => null;
    expect((await faultOf(tokenOf(tokens))).retryAfterMs).toBeGreaterThan(30_000);
    expect(forge.requests).toHaveLength(1);
  });

  it('M3: by a key file that others may read, that is none, or that is not there', async () => {
    const tokens = new AppTokens();
    const at = async (privateKeyFile: string) => (await faultOf(tokenOf(tokens, { privateKeyFile }))).message;
    const write = (name: string, text: string, mode: number) => {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), mode);
      return join(folder, name);
    };
    expect(await at(write('open.pem', app.privateKey, 0o644))).toMatch(
      /privateKeyFile.*open to other users.*chmod 600/,
    );
    expect(await at(write('text.pem', 'not a key', 0o600))).toMatch(/must hold an RSA key in PEM form/);
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await at(write('curve.pem', curve.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600))).toMatch(
      /RSA/,
    );
    expect(await at(join(folder, 'nothing.pem'))).toMatch(/cannot be read \(ENOENT\)/);
    expect(await at(folder)).toMatch(/must name a file/);
    expect(forge.requests).toEqual([]);
  });
});
