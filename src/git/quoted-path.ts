/**
 * Paths as git writes and reads them in lines: in double quotes with escapes wherever a byte is not plain ASCII. A path is bytes, not text:
 * what an agent calls its files need not be UTF-8, and two names must not become one on the way.
 */

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };
const QUOTE = 34;
const BACKSLASH = 92;

/** The bytes of a path in a line of git's output. */
export function unquoted(line: string): Buffer {
  if (!line.startsWith('"')) return Buffer.from(line, 'utf8');
  const bytes: number[] = [];
  for (let i = 1; i < line.length && line[i] !== '"'; i += 1) {
    if (line[i] !== '\\') {
      bytes.push(line.charCodeAt(i));
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(line.slice(i + 1, i + 4))?.[0];
    bytes.push(octal ? Number.parseInt(octal, 8) : (ESCAPES[line[i + 1] ?? ''] ?? 0));
    i += octal ? 3 : 1;
  }
  return Buffer.from(bytes);
}

/** The same for git's input: always quoted, always ASCII. */
export function quoted(path: Buffer): string {
  let text = '"';
  for (const byte of path) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH;
    text += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `${text}"`;
}

/** A pattern of a .gitattributes file that means this very path. */
export function attributePattern(path: Buffer): string {
  const escaped: number[] = [0x2f];
  for (const byte of path) {
    if ('*?[]\\'.includes(String.fromCharCode(byte))) escaped.push(BACKSLASH);
    escaped.push(byte);
  }
  return quoted(Buffer.from(escaped));
}
