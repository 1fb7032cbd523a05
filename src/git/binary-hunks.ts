/**
 * The binary parts of a patch, unpacked here within a bound before git sees them: a few kilobytes can stand for gigabytes, and git sets the
 * memory aside that a patch asks for. The grammar is read as strictly as git reads it or more so, so that no part is overlooked that git
 * would find. Git checks the same sizes again when it applies the patch.
 */
import { inflateSync } from 'node:zlib';

export type BinarySize =
  | { readonly kind: 'fits'; readonly bytes: number }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'malformed'; readonly message: string };

interface Hunk {
  readonly line: number;
  readonly kind: 'literal' | 'delta';
  /** What the hunk says its data unpack to. */
  readonly output: number;
  readonly data: Buffer;
}

class Fault extends Error {}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** How much the binary parts of a patch write, all files together; what they would write backwards is held to the same limit. */
export function binarySize(patch: Uint8Array, limit: number): BinarySize {
  const lines = Buffer.from(patch).toString('latin1').split('\n');
  try {
    const { forward, backward } = hunksOf(lines);
    const output = Math.max(sum(forward.map((hunk) => hunk.output)), sum(backward.map((hunk) => hunk.output)));
    if (output > limit) return { kind: 'too-large', bytes: output };
    const written = sum(forward.map(writes));
    const undone = sum(backward.map(writes));
    const bytes = Math.max(written, undone);
    return bytes > limit ? { kind: 'too-large', bytes } : { kind: 'fits', bytes: written };
  } catch (fault) {
    if (fault instanceof Fault) return { kind: 'malformed', message: fault.message };
    throw fault;
  }
}

function hunksOf(lines: readonly string[]): { forward: Hunk[]; backward: Hunk[] } {
  const forward: Hunk[] = [];
  const backward: Hunk[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    if (lines[i] !== 'GIT binary patch') continue;
    const first = readHunk(lines, i + 1);
    forward.push(first.hunk);
    i = first.end;
    if (!/^(literal|delta) /.test(lines[i + 1] ?? '')) continue;
    const second = readHunk(lines, i + 1);
    backward.push(second.hunk);
    i = second.end;
  }
  return { forward, backward };
}

/** The hunk whose first line is the given one; `end` is its blank line. */
function readHunk(lines: readonly string[], start: number): { hunk: Hunk; end: number } {
  const head = /^(literal|delta) (\d{1,15})$/.exec(lines[start] ?? '');
  if (!head) throw new Fault(`line ${start + 1}: a binary part must begin with "literal" or "delta" and a size.`);
  const data: Buffer[] = [];
  let end = start + 1;
  // The text behind the last line end is no line.
  for (; end < lines.length - 1 && lines[end] !== ''; end += 1) data.push(decoded(lines[end]!, end + 1));
  if (end >= lines.length - 1) throw new Fault(`line ${start + 1}: a binary part ends without its blank line.`);
  return {
    hunk: { line: start + 1, kind: head[1] as Hunk['kind'], output: Number(head[2]), data: Buffer.concat(data) },
    end,
  };
}

/** A line of base 85 as git writes it: a letter for the number of bytes, then groups of five characters for four bytes. */
function decoded(line: string, number: number): Buffer {
  const wrong = new Fault(`line ${number}: not a line of binary data.`);
  const letter = line.charCodeAt(0);
  const count = letter >= 65 && letter <= 90 ? letter - 64 : letter >= 97 && letter <= 122 ? letter - 70 : 0;
  const groups = (line.length - 1) / 5;
  if (count === 0 || !Number.isInteger(groups) || groups !== Math.ceil(count / 4)) throw wrong;
  const bytes = Buffer.alloc(groups * 4);
  for (let group = 0; group < groups; group += 1) {
    let value = 0;
    for (let i = 0; i < 5; i += 1) {
      const digit = VALUES.get(line[1 + group * 5 + i]!);
      if (digit === undefined) throw wrong;
      value = value * 85 + digit;
    }
    if (value > 0xffffffff) throw wrong;
    bytes.writeUInt32BE(value, group * 4);
  }
  return bytes.subarray(0, count);
}

/** The size of the file that a hunk makes: of a literal its own, of a delta the one that the delta itself names. */
function writes(hunk: Hunk): number {
  let unpacked: Buffer;
  try {
    unpacked = inflateSync(hunk.data, { maxOutputLength: Math.max(hunk.output, 1) });
  } catch {
    throw new Fault(
      `line ${hunk.line}: the binary data are damaged, or more than the ${hunk.output} bytes that they are said to be.`,
    );
  }
  if (unpacked.length !== hunk.output) {
    throw new Fault(`line ${hunk.line}: the binary data are ${unpacked.length} bytes and not ${hunk.output}.`);
  }
  if (hunk.kind === 'literal') return hunk.output;
  const [, afterBase] = variableLength(unpacked, 0, hunk.line);
  return variableLength(unpacked, afterBase, hunk.line)[0];
}

/** A number in groups of seven bits, the lowest first; answers where it ends, too. */
function variableLength(bytes: Buffer, start: number, line: number): [value: number, end: number] {
  let value = 0;
  for (let i = start; i < Math.min(bytes.length, start + 7); i += 1) {
    value += (bytes[i]! & 0x7f) * 2 ** (7 * (i - start));
    if (bytes[i]! < 0x80) return [value, i + 1];
  }
  throw new Fault(`line ${line}: the delta does not say how large its file is.`);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
