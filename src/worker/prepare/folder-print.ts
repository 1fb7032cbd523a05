/** The content of a folder: its size, and a digest of names, kinds and sizes by which a copy is distinguished from a part of one. */
import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface FolderPrint {
  readonly entries: number;
  /** Of the disk, as far as sizes report it: a small file takes a block. */
  readonly bytes: number;
  readonly digest: string;
}

const BLOCK_BYTES = 4_096;
const AT_ONCE = 64;

/** Throws what the system says. */
export async function printOf(folder: string): Promise<FolderPrint> {
  const lines: string[] = [];
  let bytes = 0;
  const open = [''];
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    const below = inner;
    const found = await readdir(join(folder, below), { withFileTypes: true });
    for (const entry of found) {
      if (entry.isDirectory()) {
        open.push(`${below}${entry.name}/`);
        lines.push(`${below}${entry.name}/`);
        bytes += BLOCK_BYTES;
      }
    }
    const files = found.filter((entry) => !entry.isDirectory()).map((entry) => `${below}${entry.name}`);
    for (let i = 0; i < files.length; i += AT_ONCE) {
      const printed = await Promise.all(files.slice(i, i + AT_ONCE).map((path) => lineOf(folder, path)));
      for (const { line, size } of printed) {
        lines.push(line);
        bytes += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
      }
    }
  }
  return { entries: lines.length, bytes, digest: createHash('sha256').update(lines.sort().join('\n')).digest('hex') };
}

async function lineOf(folder: string, path: string): Promise<{ line: string; size: number }> {
  const whole = join(folder, path);
  const stat = await lstat(whole);
  if (stat.isSymbolicLink()) return { line: `${path} -> ${await readlink(whole)}`, size: 0 };
  const kind = stat.isFile() ? ((stat.mode & 0o100) === 0 ? 'file' : 'program') : 'other';
  return { line: `${path} ${kind} ${stat.size}`, size: stat.size };
}
