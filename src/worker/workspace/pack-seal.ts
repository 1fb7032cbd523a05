/**
 * What a folder of objects looked like when we had written it, so that it is seen if anybody was there since. Files that git touched (it does, when
 * somebody stores what they hold) are read again and compared with the checksum at their end, as it was then.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

interface Mark {
  readonly bytes: number;
  readonly inode: number;
  /** No program can set it. */
  changedAt: number;
  /** git ends packs and their indexes with the hash of everything before it. */
  readonly end: Buffer;
}

export class PackSeal {
  private constructor(
    private readonly folder: string,
    private readonly hash: string,
    private readonly names: readonly string[],
    private readonly marks: ReadonlyMap<string, Mark>,
  ) {}

  /** `format`: that of object ids, which is the one of the checksums too. */
  static async of(folder: string, format: string): Promise<PackSeal> {
    const names = await namesIn(folder);
    const marks = new Map<string, Mark>();
    const endBytes = createHash(format).digest().length;
    for (const name of names) {
      const mark = await markOf(join(folder, name), endBytes);
      if (mark) marks.set(name, mark);
    }
    return new PackSeal(folder, format, names, marks);
  }

  /** Is everything as it was, and nothing more there? Never rejects. */
  async isIntact(): Promise<boolean> {
    try {
      const names = await namesIn(this.folder);
      if (names.length !== this.names.length || names.some((name, i) => name !== this.names[i])) return false;
      for (const [name, mark] of this.marks) if (!(await this.isAsItWas(join(this.folder, name), mark))) return false;
      return true;
    } catch {
      return false;
    }
  }

  private async isAsItWas(file: string, mark: Mark): Promise<boolean> {
    const { size, ino, ctimeMs } = await stat(file);
    if (size !== mark.bytes || ino !== mark.inode) return false;
    if (ctimeMs === mark.changedAt) return true;
    const hash = createHash(this.hash);
    await pipeline(createReadStream(file, { end: mark.bytes - mark.end.length - 1 }), hash);
    if (!hash.digest().equals(mark.end)) return false;
    mark.changedAt = ctimeMs;
    return true;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

/** null: it is a folder. */
async function markOf(file: string, endBytes: number): Promise<Mark | null> {
  const opened = await open(file);
  try {
    const found = await opened.stat();
    if (!found.isFile()) return null;
    const end = Buffer.alloc(endBytes);
    await opened.read(end, 0, endBytes, found.size - endBytes);
    return { bytes: found.size, inode: found.ino, changedAt: found.ctimeMs, end };
  } finally {
    await opened.close();
  }
}
