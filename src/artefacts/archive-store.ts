/**
 * Writes archives of runs below the runs root: `_archive/{project}/{run}.tar.gz` (O10). No id begins with `_` (I1), so
 * the folder meets no run. An archive appears under its name whole and durable, or not at all.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants, lstatSync, mkdirSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { Inject, Injectable } from '@nestjs/common';
import { type Pack, pack } from 'tar-stream';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { isAttachmentPath } from '../domain/documents/parts/file-names.js';
import { idFault } from '../domain/model/identity.js';
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  MANIFEST,
  type Manifest,
  type ManifestMember,
  readArchive,
} from './archive-file.js';
import { syncFolder } from './file-bytes.js';

const ARCHIVE_FOLDER = '_archive';

/** A member: its text, or the attachment of an attempt with the hash that its row proves. */
export type Member =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly attachment: { readonly path: string; readonly sha256: string } };

export interface ArchivedRun {
  readonly runId: string;
  readonly projectId: string;
  readonly state: string;
  readonly version: number;
  readonly completedAt: Date;
}

/** A run cannot be archived whole; the message names no place of the machine. */
export class NotArchivable extends Error {
  override readonly name = 'NotArchivable';
}

/** Where an archive is, relative to the runs root. */
export const archivePath = ({ projectId, runId }: { readonly projectId: string; readonly runId: string }): string =>
  `${ARCHIVE_FOLDER}/${projectId}/${runId}.tar.gz`;

@Injectable()
export class ArchiveStore {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'runsRoot'>) {}

  /**
   * Writes the archive of a run. `isWhole` is asked when every member is on the disk: only if nothing was deleted or
   * added meanwhile does the file get its name. Members are streamed. Throws if an attachment is not there as its row says.
   */
  async write(run: ArchivedRun, members: AsyncIterable<Member>, isWhole: () => Promise<boolean>): Promise<boolean> {
    const folder = await this.folder(run);
    const temporary = join(folder, `.autopack-${randomBytes(4).toString('hex')}-1.tmp`);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      try {
        const archive = pack();
        const writing = pipeline(archive, createGzip(), async (chunks: AsyncIterable<Buffer>) => {
          // A stream of the handle that does not close it keeps its close() waiting for ever.
          for await (const bytes of chunks) await handle.writeFile(bytes);
        });
        const filling = this.fill(archive, run, members).catch((error: unknown) => {
          archive.destroy(error as Error);
          throw error;
        });
        const [filled, written] = await Promise.allSettled([filling, writing]);
        if (filled.status === 'rejected') throw filled.reason;
        if (written.status === 'rejected') throw written.reason;
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (!(await isWhole())) {
        await unlink(temporary);
        return false;
      }
      await rename(temporary, this.place(run));
      await syncFolder(folder);
      return true;
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** Reads the archive back and proves each member; throws if it is not the run's, or is damaged. */
  async verify(run: ArchivedRun): Promise<void> {
    const { runId, runVersion } = await readArchive(this.place(run), undefined, archivePath(run));
    if (runId !== run.runId || runVersion !== run.version)
      throw new NotArchivable(`${archivePath(run)} is the archive of run ${runId} at version ${runVersion}`);
  }

  private async fill(archive: Pack, run: ArchivedRun, members: AsyncIterable<Member>): Promise<void> {
    const named: ManifestMember[] = [];
    const mtime = run.completedAt;
    for await (const member of members) {
      if ('content' in member) named.push(await put(archive, member.path, Buffer.from(member.content), mtime));
      else named.push(await this.putAttachment(archive, run, member.path, member.attachment, mtime));
    }
    const manifest: Manifest = {
      ...{ format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, runId: run.runId, projectId: run.projectId },
      ...{ state: run.state, runVersion: run.version, completedAt: run.completedAt.toISOString(), members: named },
    };
    await put(archive, MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), mtime);
    archive.finalize();
  }

  private async putAttachment(
    archive: Pack,
    { runId }: ArchivedRun,
    path: string,
    attachment: { readonly path: string; readonly sha256: string },
    mtime: Date,
  ): Promise<ManifestMember> {
    if (!isAttachmentPath(attachment.path))
      throw new NotArchivable(`${JSON.stringify(attachment.path)} is not the path of an attachment`);
    const place = join(this.settings.runsRoot, runId, attachment.path);
    const handle = await open(
      place,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    ).catch((error: NodeJS.ErrnoException) => {
      throw new NotArchivable(
        `${attachment.path} cannot be read (${error.code}): run ${runId} cannot be archived whole`,
      );
    });
    try {
      const { size } = await handle.stat();
      const hash = createHash('sha256');
      const entry = archive.entry({ name: path, size, mode: 0o600, mtime });
      await pipeline(
        handle.createReadStream({ autoClose: false, ...(size > 0 ? { end: size - 1 } : {}) }),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const bytes of chunks) {
            hash.update(bytes);
            yield bytes;
          }
        },
        entry as unknown as NodeJS.WritableStream,
      );
      const sha256 = hash.digest('hex');
      if (sha256 !== attachment.sha256)
        throw new NotArchivable(
          `${attachment.path} is not the file that its record proves: run ${runId} cannot be archived whole`,
        );
      return { path, sizeBytes: size, sha256 };
    } finally {
      await handle.close();
    }
  }

  private place(run: ArchivedRun): string {
    return join(this.settings.runsRoot, archivePath(run));
  }

  /** Made, durably, if it is not there; a link in its place is an error. */
  private async folder({ projectId, runId }: ArchivedRun): Promise<string> {
    for (const id of [projectId, runId])
      if (idFault(id) !== null) throw new Error(`No archive for an id that ${idFault(id)}`);
    const { runsRoot } = this.settings;
    mkdirSync(runsRoot, { recursive: true });
    let above = runsRoot;
    for (const name of [ARCHIVE_FOLDER, projectId]) {
      const folder = join(above, name);
      if (mkdirSync(folder, { recursive: true }) !== undefined) await syncFolder(above);
      if (!lstatSync(folder).isDirectory())
        throw new Error(`${folder} is no real folder: archives are kept in real folders only`);
      above = folder;
    }
    return above;
  }
}

async function put(archive: Pack, path: string, content: Buffer, mtime: Date): Promise<ManifestMember> {
  const entry = archive.entry({ name: path, size: content.length, mode: 0o600, mtime });
  await pipeline(Readable.from([content]), entry as unknown as NodeJS.WritableStream);
  return { path, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
