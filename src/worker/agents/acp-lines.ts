/**
 * The lines of a peer before the protocol's own reader sees them: bounded in length, and each a JSON object. The library would answer garbage with an
 * error and continues; for us a peer that writes anything else than the protocol is broken, and waiting for it would be waiting for nothing.
 */
import type { Readable } from 'node:stream';

import type { Fields } from './profiles/output-profile.js';

const MESSAGE_MAX_BYTES = 16_777_216;

export interface ProtocolLines {
  /** The good lines, for the library. */
  readonly stream: ReadableStream<Uint8Array>;
  /** Resolves with a sentence when a line is none of the protocol. */
  readonly broken: Promise<string>;
}

const LINE_END = 0x0a;

export function protocolLines(
  from: Readable,
  onMessage: (message: Fields) => void,
  maxBytes = MESSAGE_MAX_BYTES,
): ProtocolLines {
  let reportBroken: (why: string) => void = () => undefined;
  const broken = new Promise<string>((resolve) => (reportBroken = resolve));
  let parts: Buffer[] = [];
  let length = 0;
  let isBroken = false;

  function fail(why: string): void {
    isBroken = true;
    parts = [];
    reportBroken(why);
  }

  function line(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const bytes = Buffer.concat(parts);
    parts = [];
    length = 0;
    const text = bytes.toString('utf8').trim();
    if (text === '') return;
    const message = objectIn(text);
    if (message === null) return fail('The agent wrote a line that is no message of the protocol.');
    onMessage(message);
    controller.enqueue(Buffer.concat([bytes, Buffer.from('\n')]));
  }

  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      from.on('data', (chunk: Buffer) => {
        let start = 0;
        for (let end = chunk.indexOf(LINE_END); end >= 0 && !isBroken; end = chunk.indexOf(LINE_END, start)) {
          parts.push(chunk.subarray(start, end));
          length += end - start;
          start = end + 1;
          if (length > maxBytes) fail(`The agent wrote a line of more than ${maxBytes} bytes.`);
          else line(controller);
        }
        if (isBroken) return;
        parts.push(chunk.subarray(start));
        length += chunk.length - start;
        if (length > maxBytes) fail(`The agent wrote a line of more than ${maxBytes} bytes.`);
      });
      from.once('end', () => {
        try {
          controller.close();
        } catch {
          // The reader is gone already.
        }
      });
    },
  });
  return { stream, broken };
}

function objectIn(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}
