/**
 * Takes secrets out of the output of commands before it is stored or sent (A4): values that are known, tokens by their form, private keys, and
 * assignments such as `API_TOKEN=…`. To be used before a text is cut: half a token has no form any more. Foreign programs write these texts, so
 * every repetition has a bound: no text may cost more than its length times a constant.
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

/** The name ends in a word for secrets, whatever stands before it; the value is what follows up to a blank or the closing quotation mark. */
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
  /** For documents that programs read, such as test reports: a test whose name holds `password=x` must keep its name, so only real forms go. */
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

/** The patterns for logs cost the square of a word's length; here words may be as long as the text. A piece ends at a blank where there is one. */
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

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A line of a key's body, also indented or quoted; a header such as `Proc-Type: 4,ENCRYPTED`; a blank line. */
const KEY_LINE = /^[\s>|"']{0,16}(?:[A-Za-z0-9+/=]{1,512}|[A-Za-z-]{1,30}: .{0,200})?(?:\\n)?["',]{0,3}\s{0,16}$/;
/** A key of 16,384 bits has about 200 lines. */
const MOST_KEY_LINES = 250;

/** A key whose begin or end is cut off is a key still. */
function withoutKeys(text: string): string {
  if (!text.includes('PRIVATE KEY')) return text;
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!;
    if (KEY_BEGIN.test(line)) {
      const before = line.slice(0, line.search(KEY_BEGIN));
      if (!KEY_END.test(line)) i = endOfKey(lines, i + 1);
      kept.push(`${before}${HIDDEN}${lines[i]!.split(KEY_END)[1] ?? ''}`);
    } else if (KEY_END.test(line)) {
      while (kept.length > 0 && KEY_LINE.test(kept[kept.length - 1]!)) kept.pop();
      kept.push(`${HIDDEN}${line.split(KEY_END)[1] ?? ''}`);
    } else {
      kept.push(line);
    }
  }
  return kept.join('\n');
}

/** The line in which the key that began before `from` ends: that of its end mark; without one, the last that looks like a key's. */
function endOfKey(lines: readonly string[], from: number): number {
  const mark = lines.slice(from, from + MOST_KEY_LINES).findIndex((line) => KEY_END.test(line) || KEY_BEGIN.test(line));
  if (mark >= 0 && KEY_END.test(lines[from + mark]!)) return from + mark;
  let i = from;
  while (i < lines.length && KEY_LINE.test(lines[i]!)) i += 1;
  return i - 1;
}
