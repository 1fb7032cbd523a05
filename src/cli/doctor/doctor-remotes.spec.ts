/** What doctor says of the files that the file of credentials names (M3). */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Checks } from '../shared/checks.js';
import { Output } from '../shared/output.js';
import { checkCredentials } from './doctor-remotes.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'autopack-doctor-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RSA = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\n';

function file(name: string, text: string, mode = 0o600): string {
  writeFileSync(join(folder, name), text, { mode });
  return join(folder, name);
}

async function checked(entry: object) {
  const remoteCredentials = file('credentials.json', JSON.stringify({ 'https://github.com/team/': entry }));
  const checks = new Checks(new Output(true));
  await checkCredentials(checks, { remoteCredentials });
  return checks.all.map(({ result, detail }) => [result, detail]);
}

const app = (privateKeyFile: string) => ({ app: { id: 1, installationId: 2, privateKeyFile } });

it('M3: doctor finds nothing in a key and certificates that can be used', async () => {
  const entry = { ...app(file('key.pem', String(RSA))), caFile: file('ca.pem', CERTIFICATE, 0o644) };
  expect(await checked(entry)).toEqual([['ok', '1 addresses']]);
});

it.each([
  ['a key that is not there', () => app(join(folder, 'none.pem')), /privateKeyFile.*cannot be read \(ENOENT\)/],
  ['a key that others may read', () => app(file('open.pem', String(RSA), 0o644)), /privateKeyFile.*chmod 600/],
  ['a key that is none', () => app(file('no.pem', 'secret-text')), /privateKeyFile.*RSA key in PEM form/],
  ['certificates that are not there', () => ({ caFile: join(folder, 'none.pem') }), /caFile.*ENOENT/],
  ['certificates that are none', () => ({ caFile: file('no.pem', 'secret-text') }), /caFile.*PEM form/],
])('M3: doctor names the address of %s', async (_, entry, words) => {
  const found = await checked(entry());
  expect(found).toEqual([['failed', expect.stringMatching(words)]]);
  expect(found[0]![1]).toMatch(/^https:\/\/github\.com\/team\/: /);
  expect(JSON.stringify(found)).not.toContain('secret-text');
});
