/**
 * The part of an address that names a line of a patch: `#src/a.ts:12` is line 12 of the new file, `#src/a.ts:-12` line 12 of the old one, `#src/a.ts` the file. Names are
 * encoded but for `/`.
 */
import type { Diff } from './diff-rows.js';

export interface LineAddress {
  readonly file: string;
  /** Positive: a line of the new file; negative: of the old one; null: the file. */
  readonly line: number | null;
}

/** Half of a sign, which cannot be encoded. */
const HALF_SIGN = /\p{Cs}/gu;

export const hashOf = ({ file, line }: LineAddress): string =>
  `#${file.replace(HALF_SIGN, '\uFFFD').split('/').map(encodeURIComponent).join('/')}${line === null ? '' : `:${line}`}`;

export function addressIn(hash: string): LineAddress | null {
  const found = /^#(.+?)(?::(-?\d{1,9}))?$/.exec(hash);
  if (!found) return null;
  try {
    return { file: decodeURIComponent(found[1]!), line: found[2] === undefined ? null : Number(found[2]) };
  } catch {
    return null;
  }
}

/** The row that an address names; undefined: the patch has none. */
export function rowOf({ files, rows }: Diff, { file: name, line }: LineAddress): number | undefined {
  const index = files.findIndex((file) => file.name === name);
  if (index < 0) return undefined;
  if (line === null) return files[index]!.row;
  const end = files[index + 1]?.row ?? rows.length;
  for (let at = files[index]!.row; at < end; at += 1) {
    const row = rows[at]!;
    if (!('before' in row)) continue;
    if (line < 0 ? row.kind === 'removed' && row.before === -line : row.after === line) return at;
  }
  return files[index]!.row;
}
