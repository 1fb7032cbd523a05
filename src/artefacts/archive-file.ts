/**
 * Reads the archive of a run (O10). It was stored somewhere for long: nothing in it is believed before the whole file
 * has been read once and each member has the size and the hash that the manifest names. Needs no server.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { extract } from 'tar-stream';
import { z } from 'zod';

export const ARCHIVE_FORMAT = 'autopack-archive';
export const ARCHIVE_VERSION = 1;
export const MANIFEST = 'manifest.json';

/** More members than any run has. */
const MOST_MEMBERS = 500_000;
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;
/** So much is read however small the file is; beyond it the ratio counts. */
const UNSUSPICIOUS_BYTES = 64 * 1024 * 1024;
/** Text of runs shrinks to a tenth or so; a bomb to a thousandth. */
const MOST_RATIO = 250;

const MANIFEST_FORM = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  version: z.literal(ARCHIVE_VERSION),
  runId: z.string(),
  projectId: z.string(),
  state: z.string(),
  runVersion: z.number().int(),
  completedAt: z.string(),
  members: z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** What an archive says about itself; its last member. */
export type Manifest = z.infer<typeof MANIFEST_FORM>;
export type ManifestMember = Manifest['members'][number];

/** The file is no archive of a run, or not as it was written. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged';
}

/** A relative path of plain names: nothing that leads out of a folder into which somebody may extract it. */
const isMemberPath = (path: string): boolean =>
  path.length <= 512 &&
  path
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..' && !/[\\:\u0000-\u001f\u007f]/.test(name));

/**
 * Reads a whole archive and proves each member by the manifest; answers the manifest. `take` is given the bytes of
 * members before that is proven: read once without it, then with it. Throws ArchiveDamaged, with the file by `name`.
 */
export async function readArchive(
  file: string,
  take?: (path: string, bytes: Buffer) => void,
  name = file,
): Promise<Manifest> {
  let handle;
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new ArchiveDamaged(`${name} cannot be opened: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  try {
    if (!(await handle.stat()).isFile()) throw new ArchiveDamaged(`${name} is no file.`);
    const found: ManifestMember[] = [];
    const parts: Buffer[] = [];
    const archive = extract();
    const reading = pipeline(handle.createReadStream({ autoClose: false }), ...unpacking(), archive);
    const members = (async () => {
      const seen = new Set<string>();
      for await (const entry of archive) {
        const { name: path, type, size } = entry.header;
        if (seen.has(MANIFEST)) throw new ArchiveDamaged('There is more behind its manifest.');
        if (type !== 'file') throw new ArchiveDamaged(`${JSON.stringify(path)} is a ${type}, not a file.`);
        if (!isMemberPath(path)) throw new ArchiveDamaged(`${JSON.stringify(path)} is no path of a member.`);
        if (seen.has(path)) throw new ArchiveDamaged(`${JSON.stringify(path)} is there twice.`);
        if (seen.size >= MOST_MEMBERS) throw new ArchiveDamaged('It has too many members.');
        if (path === MANIFEST && (size ?? 0) > MOST_MANIFEST_BYTES)
          throw new ArchiveDamaged('Its manifest is too large.');
        seen.add(path);
        const hash = createHash('sha256');
        let sizeBytes = 0;
        for await (const bytes of entry as AsyncIterable<Buffer>) {
          hash.update(bytes);
          sizeBytes += bytes.length;
          if (path === MANIFEST) parts.push(bytes);
          else take?.(path, bytes);
        }
        if (path !== MANIFEST) found.push({ path, sizeBytes, sha256: hash.digest('hex') });
      }
    })();
    // An end too early shows in either.
    const outcomes = await Promise.allSettled([members, reading]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    return proven(manifestOf(Buffer.concat(parts)), found);
  } catch (error) {
    throw new ArchiveDamaged(`${name} is damaged, or no archive of a run: ${(error as Error).message}`);
  } finally {
    await handle.close();
  }
}

function unpacking(): [Transform, Transform, Transform] {
  let packed = 0;
  let unpacked = 0;
  const counted = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      packed += bytes.length;
      done(null, bytes);
    },
  });
  const bounded = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      unpacked += bytes.length;
      const bomb = unpacked > UNSUSPICIOUS_BYTES && unpacked > packed * MOST_RATIO;
      done(bomb ? new ArchiveDamaged(`It unpacks to more than ${MOST_RATIO} times its size.`) : null, bytes);
    },
  });
  return [counted, createGunzip(), bounded];
}

function manifestOf(bytes: Buffer): Manifest {
  if (bytes.length === 0) throw new ArchiveDamaged('It has no manifest.');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ArchiveDamaged('Its manifest is not JSON.');
  }
  const { success, data } = MANIFEST_FORM.safeParse(json);
  if (!success)
    throw new ArchiveDamaged(`Its manifest is not of the form ${ARCHIVE_FORMAT}, version ${ARCHIVE_VERSION}.`);
  return data;
}

function proven(manifest: Manifest, found: readonly ManifestMember[]): Manifest {
  if (manifest.members.length !== found.length)
    throw new ArchiveDamaged(`It has ${found.length} members, and its manifest names ${manifest.members.length}.`);
  manifest.members.forEach((named, i) => {
    const { path, sizeBytes, sha256 } = found[i]!;
    if (named.path !== path || named.sizeBytes !== sizeBytes || named.sha256 !== sha256)
      throw new ArchiveDamaged(`${JSON.stringify(path)} is not what its manifest says.`);
  });
  return manifest;
}
