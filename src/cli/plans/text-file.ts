/** Texts that a command is given: a file, or standard input as `-`. Of one that is too large no more is read than shows it. */
import { createReadStream } from 'node:fs';
import { CommandFailed, EXIT } from '../exit-codes.js';
import { printable } from '../output.js';

export const STANDARD_INPUT = '-';

export const shownFile = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : printable(file));

/** The text, cut off somewhat behind `mostBytes`; throws CommandFailed with what cannot be read. */
export async function textOf(file: string, mostBytes: number): Promise<string> {
  try {
    const bytes = await firstBytes(file === STANDARD_INPUT ? process.stdin : createReadStream(file), mostBytes + 4);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: bytes.length > mostBytes });
  } catch (error) {
    const fault =
      (error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? 'it is no UTF-8 text; save it as UTF-8'
        : (error as Error).message;
    throw new CommandFailed(`${shownFile(file)} cannot be read: ${printable(fault)}`, EXIT.wrong, { cause: error });
  }
}

async function firstBytes(stream: AsyncIterable<unknown>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk as Uint8Array));
    length += chunks.at(-1)!.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}
