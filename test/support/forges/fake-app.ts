/** An app of GitHub, as the forge sees it: its public key, one installation, and the tokens that it gave out. */
import { generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';

import type { FakeRequest, Reply } from './fake-forge.js';

let made: ReturnType<typeof newKeys> | null = null;
const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2_048 });
/** They take a while to make. */
const keysOfTests = () => (made ??= newKeys());

export class FakeApp {
  readonly id = 4_711;
  readonly installationId = 815;
  private readonly keys = keysOfTests();
  /** In the order in which they were given out. */
  readonly given: string[] = [];
  /** What the forge accepts now. */
  readonly valid = new Set<string>();
  /** Of requests for a token. */
  readonly claims: { readonly iat: number; readonly exp: number; readonly iss: string }[] = [];
  lifetimeMs = 60 * 60_000;
  /** How far the forge's clock is ahead. */
  aheadMs = 0;

  get privateKey(): string {
    return this.keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  }

  /** The entry of the file of credentials, with the key at the path. */
  entry(path: string, mode = 0o600) {
    writeFileSync(path, this.privateKey);
    chmodSync(path, mode);
    return { app: { id: this.id, installationId: this.installationId, privateKeyFile: path } };
  }

  revoke(): void {
    this.valid.clear();
  }

  /** Null: it is about something else. */
  reply({ method, path, headers }: FakeRequest): Reply | null {
    const [, installation] = /^(?:\/api\/v3)?\/app\/installations\/([^/]+)\/access_tokens$/.exec(path) ?? [];
    if (installation === undefined || method !== 'POST') return null;
    const now = Date.now() + this.aheadMs;
    const date = { date: new Date(now).toUTCString() };
    const fault = this.faultOf(headers.authorization ?? '', now / 1_000);
    if (fault !== null) return { status: 401, body: { message: fault, status: '401' }, headers: date };
    if (installation !== String(this.installationId))
      return { status: 404, body: { message: 'Not Found', status: '404' }, headers: date };
    const token = `ghs_tokenOfTheApp${String(this.given.length + 1).padStart(20, '0')}`;
    this.given.push(token);
    this.valid.add(token);
    const expires = new Date(now + this.lifetimeMs).toISOString().replace(/\.\d+/, '');
    const body = { token, expires_at: expires, permissions: { contents: 'write' }, repository_selection: 'selected' };
    return { status: 201, body, headers: date };
  }

  private faultOf(authorization: string, now: number): string | null {
    const [, head, body, signature] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
    const broken = 'A JSON web token could not be decoded';
    if (head === undefined) return broken;
    const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
    const signed = Buffer.from(`${head}.${body}`);
    if (read(head).alg !== 'RS256') return broken;
    if (!verify('RSA-SHA256', signed, this.keys.publicKey, Buffer.from(signature!, 'base64url'))) return broken;
    const claim = read(body!);
    this.claims.push(claim);
    if (claim.iss !== String(this.id)) return 'Integration not found';
    if (claim.exp <= now || claim.exp > now + 600) return "'Expiration time' claim ('exp') is too far in the future";
    return claim.iat > now ? "'Issued at' claim ('iat') must be in the past" : null;
  }
}
