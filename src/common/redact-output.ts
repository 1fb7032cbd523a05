/**
 * Takes secrets out of the output of commands before it is stored or sent (A4): values that are known, tokens by their
 * form, private keys, and assignments such as `API_TOKEN=…`. To be used before a text is cut: half a token has no form
 * any more. Foreign programs write these texts, so every repetition has a bound: no text may cost more than its length
 * times a constant.
 */
import { redactor } from './redact.js';

const HIDDEN = '[redacted]';
/** A shorter value would be found in every other word. */
const SHORTEST_SECRET = 4;

const TOKEN_FORMS: readonly RegExp[] = [
  // GitHub, GitLab, npm, PyPI
  /\bgh[oprsu]_[A-Za-z0-9]{16,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{16,}/g,
  /\bgl(?:pat|cbt|dt|ft|ptt|rt)-[A-Za-z0-9_-]{16,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bpypi-[A-Za-z0-9_-]{16,}/g,
  // Providers of models, Slack, Stripe, Google, AWS
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g,
  /\bAIza[A-Za-z0-9_-]{30,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  // JSON web tokens
  /\beyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{0,4096}/g,
];

/**
 * The name ends in a word for secrets, whatever stands before it; the value is what follows up to a blank or the
 * closing quotation mark.
 */
const ASSIGNMENT =
  /((?:^|[^A-Za-z0-9])["']?[A-Za-z0-9_.-]{0,60}?(?:token|secret|password|passwd|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s{0,3}(=|:|=>)\s{0,3})("[^"\n]{1,4096}"|'[^'\n]{1,4096}'|[^\s"',;&]{1,4096})/gim;
const OPTION = /(--[a-z-]{0,40}?(?:token|secret|password|passphrase|api-key|access-key) )([^\s"'-][^\s"']{0,4096})/gi;
const HEADER = /(authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token|digest)\s{1,3})[^\s"',;]{1,4096}/gi;
/** What is not a secret though it stands in its place: `token: null`, `PASSWORD=$OTHER`. */
const NO_SECRET =
  /^["']?(?:|null|undefined|none|true|false|\d{1,3}|\[redacted\]|\$\{?[A-Za-z_][A-Za-z0-9_]{0,100}\}?|<[^>]{0,100}>|\*+)["']?$/i;
/** "Unexpected token: ;" is prose; behind a colon only longer words count. */
const SHORTEST_BEHIND_COLON = 6;

export interface OutputRedactor {
  /** For text that people read: hides assignments too. */
  readonly text: (text: string) => string;
  /**
   * For documents that programs read, such as test reports: a test whose name holds `password=x` must keep its name, so
   * only real forms go.
   */
  readonly document: (text: string) => string;
}

/** `values` are secrets that are known, such as those that were passed to the command. */
export function outputRedactor(values: readonly string[]): OutputRedactor {
  const secrets = values.filter((value) => value.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
  const document = (text: string): string => {
    let clean = text;
    for (const secret of secrets) clean = clean.replaceAll(secret, HIDDEN);
    clean = withoutKeys(clean).replace(HEADER, `$1${HIDDEN}`);
    for (const form of TOKEN_FORMS) clean = clean.replace(form, HIDDEN);
    return pieces(clean).map(redactPiece).join('');
  };
  const inText = (text: string): string => document(text).replace(OPTION, `$1${HIDDEN}`).replace(ASSIGNMENT, hideValue);
  return { text: inText, document };
}

const redactKnownForms = redactor([]);
const redactPiece = (piece: string): string => String(redactKnownForms(piece));

function hideValue(whole: string, name: string, sign: string, value: string): string {
  if (NO_SECRET.test(value) || (sign === ':' && value.length < SHORTEST_BEHIND_COLON)) return whole;
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${name}${quote}${HIDDEN}${quote}`;
}

const PIECE_CHARACTERS = 1_024;

/**
 * The patterns for logs cost the square of a word's length; here words may be as long as the text. A piece ends at a
 * blank where there is one.
 */
function pieces(text: string): string[] {
  const all: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = from + PIECE_CHARACTERS;
    const blank = end < text.length ? Math.max(text.lastIndexOf('\n', end), text.lastIndexOf(' ', end)) : -1;
    const to = blank > from ? blank + 1 : end;
    all.push(text.slice(from, to));
    from = to;
  }
  return all;
}

const KEY_MARK = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A whole line of a key's body, also indented or quoted. */
const BODY_LINE = /^[\s>|"']{0,16}[A-Za-z0-9+/=]{32,512}(?:\\n)?["',]{0,3}\s{0,16}$/;
/** The last line of a body may be short. */
const LAST_BODY_LINE = /^[\s>|"']{0,16}[A-Za-z0-9+/]{1,512}={0,2}(?:\\n)?["',]{0,3}\s{0,16}$/;
/** Such as `Proc-Type: 4,ENCRYPTED`, and the blank line behind. */
const HEAD_LINE = /^[\s>|"']{0,16}(?:[A-Za-z-]{1,30}: .{0,200})?$/;
/** A line of a log may have a time or a name before the key's. */
const ENDS_LIKE_BODY = /(?:^|[\s"'>|:\]])[A-Za-z0-9+/=]{20,512}(?:\\n)?["',]{0,3}\s{0,16}$/;
/** A key of 16,384 bits has about 200 lines. */
const MOST_KEY_LINES = 250;
/** Of a key in one line whose begin is cut off. */
const LONGEST_PREFIX = 4_096;

/**
 * A key whose begin or end is cut off is a key still, as far as its lines look like it; what only stands between two
 * marks is not.
 */
function withoutKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const marks = [...text.matchAll(KEY_MARK)];
  const kept: string[] = [];
  let from = 0;
  for (let i = 0; i < marks.length; i += 1) {
    const { 0: mark, 1: kind, index } = marks[i]!;
    const before = text.slice(from, index);
    from = index + mark.length;
    if (kind === 'END') {
      kept.push(withoutBodyAtEnd(before), HIDDEN);
      continue;
    }
    const next = marks[i + 1];
    const inside = text.slice(from, next?.index ?? text.length);
    kept.push(before, HIDDEN);
    if (next?.[1] === 'END' && isBody(inside)) {
      from = next.index + next[0].length;
      i += 1;
    } else from += bodyAtBegin(inside);
  }
  kept.push(text.slice(from));
  return kept.join('');
}

/** What stands between a begin and an end is a key if it is one line, or nearly all of its lines end like one. */
function isBody(inside: string): boolean {
  const lines = inside.split('\n');
  if (lines.length === 1) return true;
  if (lines.length > MOST_KEY_LINES) return false;
  const stated = lines.slice(1, -1).filter((line) => line.trim() !== '');
  // Behind the last line of the body stands the end mark; before it there may be a short rest.
  const alike = stated.filter(
    (line, i) =>
      ENDS_LIKE_BODY.test(line) ||
      HEAD_LINE.test(line) ||
      (i === stated.length - 1 && /[A-Za-z0-9+/=]\s{0,16}$/.test(line)),
  );
  return alike.length >= stated.length * 0.8;
}

/** How many characters from the begin mark on belong to a key without an end. */
function bodyAtBegin(inside: string): number {
  const lines = inside.split('\n');
  const sameLine = /^(?:\\[nr]|[A-Za-z0-9+/=]){16,}/.exec(lines[0]!)?.[0].length ?? 0;
  if (lines[0]!.slice(sameLine).trim() !== '') return sameLine;
  let i = 1;
  while (i < lines.length && i < MOST_KEY_LINES && HEAD_LINE.test(lines[i]!)) i += 1;
  const body = i;
  while (i < lines.length && i < MOST_KEY_LINES && BODY_LINE.test(lines[i]!)) i += 1;
  if (i === body) return sameLine;
  if (i < lines.length && lines[i]!.endsWith('=') && LAST_BODY_LINE.test(lines[i]!)) i += 1;
  return lines.slice(0, i).join('\n').length;
}

/** The text before an end mark without a begin, without the lines of the key. */
function withoutBodyAtEnd(before: string): string {
  const lines = before.split('\n');
  const last = lines.length - 1;
  // The mark's own line: of a key only a prefix stands there.
  if (last < 1 || !/^[\s>|"']{0,16}$/.test(lines[last]!)) {
    const near = before.slice(-LONGEST_PREFIX);
    return before.slice(0, -near.length || undefined) + near.replace(/(?:\\[nr]|[A-Za-z0-9+/=]){16,}$/, '');
  }
  let i = last;
  if (LAST_BODY_LINE.test(lines[i - 1]!) && (BODY_LINE.test(lines[i - 1]!) || BODY_LINE.test(lines[i - 2] ?? '')))
    i -= 1;
  while (i > 0 && last - i < MOST_KEY_LINES && BODY_LINE.test(lines[i - 1]!)) i -= 1;
  return i === last ? before : `${lines.slice(0, i).join('\n')}${i === 0 ? '' : '\n'}`;
}
