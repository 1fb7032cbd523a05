/**
 * The removal of folders in which others worked: some tools make their caches read-only, some agents lock what they leave, and containers leave
 * files of other users. As much as can be removed is; no link is followed and no other file system entered.
 */
import { chmod, lstat, readdir, readFile, rmdir, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** What could not be removed. */
export interface Remainder {
  /** As the caller named the folder, and below it. */
  readonly path: string;
  readonly code: string;
}

const TRIES = 4;
const PAUSE_MS = 50;
const AT_ONCE = 32;
/** So many are reported; the first ones say enough. */
const REPORTED = 20;
const OWNER_ALL = 0o700;
const SLASH = Buffer.from('/');
/** These may pass when it is tried again: somebody still writes there, or has just ended. */
const PASSING = new Set(['ENOTEMPTY', 'EBUSY', 'EEXIST', 'EMFILE', 'ENFILE']);

/** Removes a folder whatever rights an agent or a step of CI took away. Throws an Error with a code if something stays. */
export async function removeFolder(folder: string): Promise<void> {
  const [first] = await removeWhatCanBe(folder);
  if (first) throw Object.assign(new Error(`${first.path} cannot be removed (${first.code})`), { code: first.code });
}

/** Removes what can be removed and reports what cannot; nothing: all is gone. An aborted signal ends it between two steps. Never rejects. */
export async function removeWhatCanBe(folder: string, signal?: AbortSignal): Promise<readonly Remainder[]> {
  const mounts = await mountPoints();
  for (let tried = 1; ; tried += 1) {
    const removal = new Removal(mounts, signal);
    await removal.remove(Buffer.from(folder));
    const mayPass = removal.remainders.length > 0 && removal.remainders.every(({ code }) => PASSING.has(code));
    if (!mayPass || tried === TRIES || signal?.aborted) return removal.remainders;
    await sleep(PAUSE_MS);
  }
}

class Removal {
  readonly remainders: Remainder[] = [];

  constructor(
    private readonly mounts: ReadonlySet<string>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async remove(path: Buffer): Promise<void> {
    const stat = await lstat(path).catch((error: NodeJS.ErrnoException) => this.failed(path, error));
    if (!stat) return;
    if (stat.isDirectory()) await this.folder(path, stat.dev, stat.mode);
    else await unlink(path).catch((error: NodeJS.ErrnoException) => this.failed(path, error));
  }

  private async folder(path: Buffer, device: number, mode: number): Promise<void> {
    // What is mounted here is somebody's own, and is not emptied.
    if (this.mounts.has(path.toString())) return this.keep(path, 'EBUSY');
    if ((mode & OWNER_ALL) !== OWNER_ALL) await chmod(path, mode | OWNER_ALL).catch(() => undefined);
    const before = this.remainders.length;
    const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' }).catch(() => []);
    const files = entries.filter((entry) => !entry.isDirectory());
    for (let i = 0; i < files.length; i += AT_ONCE) {
      if (this.signal?.aborted) return this.keep(path, 'ABORTED');
      await Promise.all(files.slice(i, i + AT_ONCE).map(({ name }) => this.file(below(path, name))));
    }
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      if (this.signal?.aborted) return this.keep(path, 'ABORTED');
      const inner = below(path, name);
      const stat = await lstat(inner).catch(() => null);
      if (stat?.isDirectory() && stat.dev === device) await this.folder(inner, device, stat.mode);
      else if (stat) this.keep(inner, 'EBUSY');
    }
    // Whatever keeps the folder has been reported; a folder that could not be read is reported here.
    if (this.remainders.length === before)
      await rmdir(path).catch((error: NodeJS.ErrnoException) => this.failed(path, error));
  }

  private async file(path: Buffer): Promise<void> {
    await unlink(path).catch((error: NodeJS.ErrnoException) => this.failed(path, error));
  }

  private failed(path: Buffer, { code = 'UNKNOWN' }: NodeJS.ErrnoException): null {
    if (code !== 'ENOENT') this.keep(path, code);
    return null;
  }

  private keep(path: Buffer, code: string): void {
    if (this.remainders.length < REPORTED) this.remainders.push({ path: path.toString(), code });
  }
}

const below = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, SLASH, name]);

/** Mount points of this system, where it reports them. A folder that is mounted again from the same file system can be known by nothing else. */
async function mountPoints(): Promise<ReadonlySet<string>> {
  const text = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const places = text.split('\n').map((line) => line.split(' ')[4] ?? '');
  return new Set(
    places.map((place) =>
      place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    ),
  );
}

/**
 * Gives us back the rights on a folder and all folders below it, where they are ours. Names are bytes: not all of them are text. Folders may vanish
 * meanwhile: a removal that has failed still ends what it had begun. Never rejects.
 */
export async function openFolders(folder: string | Buffer): Promise<void> {
  const stat = await lstat(folder).catch(() => null);
  if (!stat?.isDirectory()) return;
  if ((stat.mode & OWNER_ALL) !== OWNER_ALL) await chmod(folder, stat.mode | OWNER_ALL).catch(() => undefined);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(() => [])) {
    if (entry.isDirectory()) await openFolders(below(Buffer.from(folder), entry.name));
  }
}
