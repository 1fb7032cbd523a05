/** Texts that a command is given: a file, or standard input as `-`. Of one that is too large no more is read than shows it. */
import { createReadStream } from 'node:fs';

import { utf8Bytes } from '../../domain/rules/ruleset/json-document.js';
import { decodeText } from '../../domain/text/input-text.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { printable } from '../shared/output.js';

export const STANDARD_INPUT = '-';

export const displayedFile = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : printable(file));

/** The text, cut off somewhat behind `mostBytes`; throws CommandFailed with what cannot be read. */
export async function textOf(file: string, mostBytes: number): Promise<string> {
  let fault: string;
  try {
    const bytes = await firstBytes(file === STANDARD_INPUT ? process.stdin : createReadStream(file), mostBytes + 4);
    const decoded = decodeText(bytes, { isCut: bytes.length > mostBytes });
    // UTF-16 that was cut could pass for a text that is short enough.
    const isCutShort = bytes.length >= mostBytes + 4 && 'text' in decoded && utf8Bytes(decoded.text) <= mostBytes;
    if ('text' in decoded && !isCutShort) return decoded.text;
    fault = 'fault' in decoded ? `it ${decoded.fault}` : `it is larger than ${mostBytes} bytes`;
  } catch (error) {
    throw new CommandFailed(
      `${displayedFile(file)} cannot be read: ${printable((error as Error).message)}`,
      EXIT.wrong,
      { cause: error },
    );
  }
  throw new CommandFailed(`${displayedFile(file)} cannot be read: ${fault}`, EXIT.wrong);
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
