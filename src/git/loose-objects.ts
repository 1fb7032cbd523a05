/** Objects as single files of a git folder of our own, as git writes them there: read, and written, without a process. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate, inflate, inflateSync } from 'node:zlib';

import { failureOf, GitFailure } from './git-errors.js';
import type { ObjectInfo, ObjectSource, StoredObject } from './object-source.js';

const inflated = promisify(inflate);
const deflated = promisify(deflate);
/** Holds the type and the size of any object, however badly it is compressed. */
const HEAD_BYTES = 128;

export type ObjectFormat = 'sha1' | 'sha256';

/** What an object is called. */
export const idOf = (format: ObjectFormat, type: string, content: Buffer): string =>
  createHash(format).update(`${type} ${content.length}\0`).update(content).digest('hex');

export class LooseObjects implements ObjectSource {
  constructor(
    /** Its folder `objects`. */
    private readonly folder: string,
    private readonly format: ObjectFormat,
  ) {}

  infos(ids: readonly string[]): Promise<ReadonlyMap<string, ObjectInfo>> {
    return each(ids, (id) => this.info(id));
  }

  contents(ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> {
    return each(ids, (id) => this.content(id));
  }

  /** Answers its id. Throws GitFailure: the disk takes nothing. */
  async write(type: string, content: Buffer): Promise<string> {
    const id = idOf(this.format, type, content);
    const bytes = await deflated(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]));
    try {
      await mkdir(dirname(this.fileOf(id)), { recursive: true });
      await writeFile(this.fileOf(id), bytes);
    } catch (error) {
      const fault = error as NodeJS.ErrnoException;
      throw failureOf(`No object could be written below the temporary folder (${fault.code ?? 'unknown'}).`, fault);
    }
    return id;
  }

  private async info(id: string): Promise<ObjectInfo | null> {
    const file = await open(this.fileOf(id)).catch(unlessMissing);
    if (file === null) return null;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return headOf(inflateSync(buffer.subarray(0, bytesRead), { finishFlush: constants.Z_SYNC_FLUSH }), id);
    } finally {
      await file.close();
    }
  }

  private async content(id: string): Promise<StoredObject | null> {
    const bytes = await readFile(this.fileOf(id)).catch(unlessMissing);
    if (bytes === null) return null;
    const whole = await inflated(bytes);
    const { type, size } = headOf(whole, id);
    const content = whole.subarray(whole.length - size);
    if (idOf(this.format, type, content) !== id) throw damaged(id);
    return { type, content };
  }

  private fileOf(id: string): string {
    return join(this.folder, id.slice(0, 2), id.slice(2));
  }
}

function headOf(bytes: Buffer, id: string): ObjectInfo {
  const [, type, size] = /^(commit|tree|blob|tag) (\d+)\0/.exec(bytes.subarray(0, HEAD_BYTES).toString('latin1')) ?? [];
  if (type === undefined) throw damaged(id);
  return { type, size: Number(size) };
}

const damaged = (id: string): GitFailure => new GitFailure(`The object ${id} of the quarantine is damaged.`);

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw failureOf(`An object of the quarantine cannot be read (${error.code ?? 'unknown'}).`, error);
}

async function each<Answer>(
  ids: readonly string[],
  ask: (id: string) => Promise<Answer | null>,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const id of new Set(ids)) {
    const answer = await ask(id);
    if (answer !== null) answers.set(id, answer);
  }
  return answers;
}
