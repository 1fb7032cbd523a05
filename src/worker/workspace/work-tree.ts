/**
 * What is in a work tree at a path, looked at by ourselves: no link on the way is followed, so that a folder which the agent replaced by a
 * link never makes us read something outside.
 */
import { chmod, lstat, readlink } from 'node:fs/promises';

export type Found =
  | { readonly kind: 'file'; readonly mode: '100644' | '100755'; readonly bytes: number }
  | { readonly kind: 'link'; readonly target: Buffer }
  | { readonly kind: 'folder' | 'other' | 'nothing' };

const SLASH = 0x2f;

export class WorkTree {
  /** Folders that were seen to be folders, by their bytes. */
  private readonly folders = new Map<string, boolean>();
  private readonly root: Buffer;

  constructor(path: string) {
    this.root = Buffer.from(`${path}/`);
  }

  async at(path: Buffer): Promise<Found> {
    if (!(await this.reachable(path))) return { kind: 'nothing' };
    const whole = this.whole(path);
    const stat = await lstat(whole).catch(nothing);
    if (!stat) return { kind: 'nothing' };
    if (stat.isSymbolicLink()) return { kind: 'link', target: await readlink(whole, { encoding: 'buffer' }) };
    if (stat.isDirectory()) return { kind: 'folder' };
    if (!stat.isFile()) return { kind: 'other' };
    if ((stat.mode & 0o400) === 0) await chmod(whole, stat.mode | 0o400);
    return { kind: 'file', mode: (stat.mode & 0o100) === 0 ? '100644' : '100755', bytes: stat.size };
  }

  whole(path: Buffer): Buffer {
    return Buffer.concat([this.root, path]);
  }

  /** Whether every step on the way is a true folder. */
  private async reachable(path: Buffer): Promise<boolean> {
    for (let end = path.indexOf(SLASH); end >= 0; end = path.indexOf(SLASH, end + 1)) {
      const step = path.subarray(0, end);
      const name = step.toString('latin1');
      let isFolder = this.folders.get(name);
      if (isFolder === undefined) {
        isFolder = (await lstat(this.whole(step)).catch(nothing))?.isDirectory() ?? false;
        this.folders.set(name, isFolder);
      }
      if (!isFolder) return false;
    }
    return true;
  }
}

function nothing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
