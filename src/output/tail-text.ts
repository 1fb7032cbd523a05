/**
 * Output as it may be stored and shown (O8, A4): no control characters, no secrets, at most 4 kB. It does not matter
 * whether the worker has done the same.
 */
import { plainOutput } from '../common/plain-output.js';
import { outputRedactor } from '../common/redact-output.js';

export interface TailText {
  readonly text: string;
  /** The same behind a tail that was cut inside a secret: without the other half of it. */
  readonly continued: string;
  /** A secret may be cut at its end; its half is hidden. */
  readonly cut: boolean;
}

export const TAIL_BYTES = 4_096;
const HIDDEN = '[redacted]';
const redact = outputRedactor([]).text;

/** A word at the end may be half a secret: its form is known from its begin, or it looks like chance. */
const BEGINS_LIKE_SECRET =
  /^["']?(?:gh[oprsu]_|github_pat|gl[a-z]{2,4}-|npm_|pypi-|sk-|xox[a-z]-|[rs]k_(?:live|test)|AIza|A(?:KIA|SIA|BIA|CCA)|eyJ)/;
const ASSIGNS = /(?:token|secret|password|passwd|passphrase|key|credentials?|authorization)["']?\s{0,3}[:=]/i;
const CHANCE = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_.-]{16,}$/;
const NAMES_SECRET =
  /(?:(?:token|secret|password|passwd|passphrase|key|credentials?)["']?\s{0,3}[:=]|bearer|basic|--[a-z-]{0,40}(?:token|secret|password|key))\s{0,3}$/i;
const KEY_BODY = /^(?:[\s>|"']{0,16}[A-Za-z0-9+/=]{1,512}["',]{0,3}(?:\n|$)){1,250}/;

export function tailText(sent: string): TailText {
  const plain = plainOutput(sent.toWellFormed());
  const { kept, cut } = withoutHalf(plain);
  const openKey = endsInKey(plain);
  const text = lastBytes(redact(kept));
  const other = withoutFirstHalf(kept);
  // A tail that is nothing but the middle of a key leaves the next one behind the same cut.
  const inside = other === HIDDEN || other.trim() === '';
  return { text, continued: lastBytes(redact(other)), cut: cut || openKey || (inside && KEY_BODY.test(plain)) };
}

/** The text without the half of a secret at its end. */
function withoutHalf(text: string): { kept: string; cut: boolean } {
  if (text === '' || text.endsWith('\n')) return { kept: text, cut: false };
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const word = /\S*$/.exec(line)![0];
  if (NAMES_SECRET.test(line.slice(-200))) return { kept: text, cut: true };
  const isHalf =
    BEGINS_LIKE_SECRET.test(word) ||
    ASSIGNS.test(word.slice(0, 200)) ||
    CHANCE.test(word.slice(0, 512)) ||
    (word !== '' && NAMES_SECRET.test(line.slice(0, line.length - word.length).slice(-200)));
  return isHalf
    ? { kept: `${text.slice(0, text.length - word.length)}${HIDDEN}`, cut: true }
    : { kept: text, cut: false };
}

/** The text without the other half of a secret at its begin, be it a word or the lines of a key. */
function withoutFirstHalf(text: string): string {
  const word = /^\S+/.exec(text)?.[0] ?? '';
  const body = KEY_BODY.exec(text)?.[0] ?? '';
  const half = body.length > word.length ? body : word;
  if (half === '') return text;
  return `${HIDDEN}${half.endsWith('\n') ? '\n' : ''}${text.slice(half.length)}`;
}

/** A private key begins in it and does not end. */
const endsInKey = (text: string): boolean =>
  text.lastIndexOf('-----BEGIN ') > text.lastIndexOf('-----END ') &&
  /PRIVATE KEY/.test(text.slice(text.lastIndexOf('-----BEGIN '), text.lastIndexOf('-----BEGIN ') + 80));

/** Its end within 4 kB, from the begin of a line where one is near; a first line says that something is missing. */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= TAIL_BYTES) return text;
  const mark = '[earlier output is left out]\n';
  const end = afterByte(bytes, bytes.length - TAIL_BYTES + mark.length);
  const line = end.indexOf('\n');
  return `${mark}${line >= 0 && line < end.length / 2 ? end.slice(line + 1) : end}`;
}

/** What stands behind a byte, without half a character. */
export function afterByte(bytes: Buffer, from: number): string {
  let at = Math.max(0, from);
  while (at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at += 1;
  return bytes.subarray(at).toString('utf8');
}
