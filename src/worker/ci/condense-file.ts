/** Condenses a report file while it is read: however long it is, only what decides is kept (V5). */
import type { FileHandle } from 'node:fs/promises';

import { type Condensed, type Condenser, condenserFor } from '../../domain/rules/ci/reports/condense-report.js';
import { DECLARATION_BYTES, ReportDecoder } from '../../domain/rules/ci/reports/report-text.js';

const PIECE_BYTES = 262_144;

/** null: its format cannot be condensed. Throws what reading throws. */
export async function condenseFile(file: FileHandle, change: (value: string) => string): Promise<Condensed | null> {
  const head = Buffer.alloc(DECLARATION_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  const begin = head.subarray(0, bytesRead);
  try {
    return await condenseBy(file, new ReportDecoder(begin), change);
  } catch (error) {
    // Bytes that are no UTF-8: it is read again in the encoding that it names.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    return condenseBy(file, new ReportDecoder(begin, { again: true }), change);
  }
}

async function condenseBy(
  file: FileHandle,
  decoder: ReportDecoder,
  change: (value: string) => string,
): Promise<Condensed | null> {
  let condenser: Condenser | null = null;
  const push = (text: string): boolean => {
    condenser ??= text.trim() === '' ? null : condenserFor(text, change);
    condenser?.push(text);
    return condenser !== null;
  };
  const buffer = Buffer.alloc(PIECE_BYTES);
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    if (!push(decoder.text(buffer.subarray(0, bytesRead)))) return null;
  }
  push(decoder.text());
  return (condenser as Condenser | null)?.end() ?? null;
}
