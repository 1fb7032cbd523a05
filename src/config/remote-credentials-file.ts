/**
 * The file of credentials of remotes (M3): an object of address prefixes. Read, checked and judged here; no text of a
 * fault holds anything of its values.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

import { z } from 'zod';

import type { CredentialKind, PushFault } from '../domain/model/remote.js';
import { isLoopback } from '../domain/rules/remote/remote-url.js';

/** The file, or what it names, cannot be used; the message says why and what to do. */
export class CredentialsFault extends Error {
  override readonly name = 'CredentialsFault';

  constructor(
    message: string,
    /** What it is to a push. */
    readonly fault: PushFault = 'CONFIGURATION',
  ) {
    super(message);
  }
}

const secret = z
  .string()
  .min(1)
  .max(10_000)
  .regex(/^[^\p{Cc}]+$/u);
const path = z.string().regex(/^\/[^\p{Cc}]*$/u);

/** The token goes there: encrypted, or to this machine alone. */
function isApi(text: string): boolean {
  if (!/^https?:\/\/[^/\s@?#]+[^\s@?#]*$/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || isLoopback(hostname);
}

const entry = z.strictObject({
  token: secret.optional(),
  username: secret.optional(),
  password: secret.optional(),
  sshKeyFile: path.optional(),
  knownHostsFile: path.optional(),
  caFile: path.optional(),
  webhookSecret: secret.optional(),
  api: z.string().max(2_000).refine(isApi).optional(),
  app: z
    .strictObject({ id: z.union([secret, z.int()]), installationId: z.union([secret, z.int()]), privateKeyFile: path })
    .optional(),
});

/** What the file has for an address. */
export type CredentialsEntry = Readonly<z.infer<typeof entry>> & {
  /** The prefix that it stands under. */
  readonly prefix: string;
  /** Null: nothing that git could use. */
  readonly kind: CredentialKind | null;
};

const SETTING = 'AUTOPACK_REMOTE_CREDENTIALS';
const MOST_BYTES = 1_048_576;
const MOST_ENTRIES = 1_000;

/** A group may read it, as secrets of containers are mounted; all else is its owner's. */
const OPEN_TO_OTHERS = 0o027n;

export interface CredentialsFile {
  /** What tells this content from another. */
  readonly mark: string;
  readonly entries: readonly CredentialsEntry[];
}

/** Reads the file if it is another than `known`. Throws CredentialsFault. */
export async function readCredentials(file: string, known: CredentialsFile | null): Promise<CredentialsFile> {
  const mark = await judgedMark(file, SETTING);
  if (known?.mark === mark) return known;
  const { text, mark: read } = await readPrivate(file, SETTING);
  return { mark: read, entries: entriesOf(text) };
}

/** The text of a file that holds a secret; `name`: what names the file. Throws CredentialsFault. */
async function readPrivate(file: string, name: string): Promise<{ readonly text: string; readonly mark: string }> {
  const mark = await judgedMark(file, name);
  const text = await readFile(file, 'utf8').catch(unreadable(name));
  // A file that was replaced while it was read was not the one that was judged.
  return (await judgedMark(file, name)) === mark ? { text, mark } : readPrivate(file, name);
}

/** The certificates that an entry trusts: no secret, so that anybody may read it. Throws CredentialsFault. */
export async function readCertificates(file: string): Promise<string> {
  const name = 'caFile';
  const found = await stat(file).catch(unreadable(name));
  if (!found.isFile() || found.size > MOST_BYTES)
    throw new CredentialsFault(`${name} must name a file of at most 1 MB.`);
  const text = await readFile(file, 'utf8').catch(unreadable(name));
  if (!/^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/m.test(text))
    throw new CredentialsFault(`The file that ${name} names must hold certificates in PEM form.`);
  return text;
}

/** The key of an app of GitHub. Throws CredentialsFault. */
export async function readAppKey(file: string): Promise<KeyObject> {
  const name = 'privateKeyFile of the app';
  const { text } = await readPrivate(file, name);
  const key = keyOf(text);
  if (key?.asymmetricKeyType === 'rsa') return key;
  throw new CredentialsFault(`The file that ${name} names must hold an RSA key in PEM form, without passphrase.`);
}

function keyOf(text: string): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    return null;
  }
}

/** What tells this content of the file from another, if it may be read at all. */
async function judgedMark(file: string, name: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(unreadable(name));
  if (!found.isFile()) throw new CredentialsFault(`${name} must name a file.`);
  if ((found.mode & OPEN_TO_OTHERS) !== 0n)
    throw new CredentialsFault(`The file that ${name} names is open to other users of the machine: chmod 600 it.`);
  if (found.size > BigInt(MOST_BYTES)) throw new CredentialsFault(`The file that ${name} names is larger than 1 MB.`);
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

const unreadable =
  (name: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new CredentialsFault(`The file that ${name} names cannot be read (${error.code ?? 'unknown'}).`);
  };

function entriesOf(text: string): CredentialsEntry[] {
  const parsed = parsedJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new CredentialsFault('The file that AUTOPACK_REMOTE_CREDENTIALS names must be a JSON object of addresses.');
  const pairs = Object.entries(parsed);
  if (pairs.length > MOST_ENTRIES)
    throw new CredentialsFault(
      `The file that AUTOPACK_REMOTE_CREDENTIALS names has more than ${MOST_ENTRIES} addresses.`,
    );
  return pairs.map(([prefix, value], i) => entryOf(prefix, value, i + 1));
}

/** The error of JSON.parse quotes the text. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new CredentialsFault('The file that AUTOPACK_REMOTE_CREDENTIALS names is not JSON.');
  }
}

/** Entries are named by their place: an address may hold a password by mistake. */
function entryOf(prefix: string, value: unknown, place: number): CredentialsEntry {
  const at = `Entry ${place} of the file that AUTOPACK_REMOTE_CREDENTIALS names`;
  if (!/^(https?|ssh):\/\/[^/]/.test(prefix) || !URL.canParse(prefix))
    throw new CredentialsFault(`${at} must stand under an address such as https://github.com/team/.`);
  const { protocol, username, password, search, hash } = new URL(prefix);
  if (password !== '' || search !== '' || hash !== '' || (protocol !== 'ssh:' && username !== ''))
    throw new CredentialsFault(`${at} must stand under an address without user, password, query and fragment.`);
  const judged = entry.safeParse(value);
  if (!judged.success) {
    const [issue] = judged.error.issues;
    const where = (issue?.path ?? []).map(String).join('.');
    const what = issue?.code === 'unrecognized_keys' ? 'has a key that is not known' : 'has a value of another form';
    throw new CredentialsFault(`${at} ${what}${where === '' ? '' : ` at ${where}`}; docs/remotes.md describes it.`);
  }
  const { token, username: user, password: word, sshKeyFile, app } = judged.data;
  const kinds: (CredentialKind | false)[] = [
    token !== undefined && 'TOKEN',
    word !== undefined && 'PASSWORD',
    sshKeyFile !== undefined && 'SSH_KEY',
    app !== undefined && 'APP',
  ];
  const given = kinds.filter((kind) => kind !== false);
  if (given.length > 1) throw new CredentialsFault(`${at} has more than one of token, password, sshKeyFile and app.`);
  if (word !== undefined && user === undefined) throw new CredentialsFault(`${at} has a password and no username.`);
  return { ...judged.data, prefix, kind: given[0] ?? null };
}
