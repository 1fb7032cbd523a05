/** Keeps the begin and the end of a text of any length in bounded memory, and says in the text where something is missing. */

/** The text is cut at line ends where these are near, so that no half of a secret or a number is at the edge. */
const LOOK_FOR_LINE_BYTES = 4_096;
const FIRST_SIZE = 8_192;

export class KeptOutput {
  private readonly headLimit: number;
  private readonly tailLimit: number;
  private head = Buffer.alloc(0);
  private headBytes = 0;
  /** A ring once it is full: the oldest byte then is at `next`. */
  private tail = Buffer.alloc(0);
  private next = 0;
  private seen = 0;

  constructor(limitBytes: number) {
    this.headLimit = Math.floor(limitBytes / 4);
    this.tailLimit = Math.max(1, limitBytes - this.headLimit);
  }

  /** Bytes that were added in all. */
  get bytes(): number {
    return this.seen;
  }

  get truncated(): boolean {
    return this.seen > this.headLimit + this.tailLimit;
  }

  add(text: string): void {
    let bytes = Buffer.from(text, 'utf8');
    this.seen += bytes.length;
    const toHead = Math.min(bytes.length, this.headLimit - this.headBytes);
    if (toHead > 0) {
      this.head = grown(this.head, this.headBytes + toHead, this.headLimit);
      bytes.copy(this.head, this.headBytes, 0, toHead);
      this.headBytes += toHead;
      bytes = bytes.subarray(toHead);
    }
    if (bytes.length > this.tailLimit) bytes = bytes.subarray(bytes.length - this.tailLimit);
    this.tail = grown(this.tail, Math.min(this.tailBytes, this.tailLimit), this.tailLimit);
    while (bytes.length > 0) {
      if (this.next === this.tailLimit) this.next = 0;
      const here = Math.min(bytes.length, this.tailLimit - this.next);
      bytes.copy(this.tail, this.next, 0, here);
      this.next += here;
      bytes = bytes.subarray(here);
    }
  }

  /** What is kept; if something is missing, with a line that says how much. */
  text(): string {
    if (!this.truncated) {
      return Buffer.concat([
        this.head.subarray(0, this.headBytes),
        this.tail.subarray(0, this.seen - this.headBytes),
      ]).toString('utf8');
    }
    const head = endedAtLine(this.head.subarray(0, this.headBytes));
    const tail = begunAtLine(Buffer.concat([this.tail.subarray(this.next), this.tail.subarray(0, this.next)]));
    const missing = this.seen - head.length - tail.length;
    return `${head.toString('utf8')}\n[${missing} bytes of output are left out here]\n${tail.toString('utf8')}`;
  }

  private get tailBytes(): number {
    return this.seen - this.headBytes;
  }
}

/** The end of a text within so many bytes; if it is cut, a first line says how much is missing. */
export function lastBytes(text: string, limitBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limitBytes) return text;
  const mark = (missing: number) => `[${missing} bytes of output are left out here]\n`;
  const end = begunAtLine(bytes.subarray(bytes.length - Math.max(0, limitBytes - mark(bytes.length).length)));
  return `${mark(bytes.length - end.length)}${end.toString('utf8')}`;
}

/** The beginning of a text within so many bytes, without a half character. */
export function firstBytes(bytes: Buffer, limitBytes: number): Buffer {
  return bytes.length <= limitBytes ? bytes : withoutHalfCharacter(bytes.subarray(0, limitBytes));
}

function grown(buffer: Buffer<ArrayBuffer>, needed: number, limit: number): Buffer<ArrayBuffer> {
  if (buffer.length >= needed) return buffer;
  const larger = Buffer.alloc(Math.min(limit, Math.max(needed, buffer.length * 2, FIRST_SIZE)));
  buffer.copy(larger);
  return larger;
}

function endedAtLine(bytes: Buffer): Buffer {
  const line = bytes.lastIndexOf(0x0a);
  return line >= bytes.length - LOOK_FOR_LINE_BYTES && line >= 0
    ? bytes.subarray(0, line)
    : withoutHalfCharacter(bytes);
}

function begunAtLine(bytes: Buffer): Buffer {
  const line = bytes.indexOf(0x0a);
  if (line >= 0 && line < Math.min(LOOK_FOR_LINE_BYTES, bytes.length - 1)) return bytes.subarray(line + 1);
  let from = 0;
  while (from < bytes.length && from < 4 && isInsideCharacter(bytes[from]!)) from += 1;
  return bytes.subarray(from);
}

function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (isInsideCharacter(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

function isInsideCharacter(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
