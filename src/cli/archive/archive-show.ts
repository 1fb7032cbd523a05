/** `autopack archive show`: what an archive holds. Nothing of it is printed before all of it is proven (O10). */
import { ArchiveDamaged, type Manifest, readArchive } from '../../artefacts/archive-file.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';

export interface ShowOptions {
  readonly archive: string;
  readonly events?: boolean;
  readonly files?: boolean;
  readonly file?: string;
}

/** Printed as one document at most. */
const MOST_BYTES = 67_108_864;

export async function archiveShow(output: Output, options: ShowOptions): Promise<number> {
  const { archive, file } = options;
  const manifest = await proven(archive);
  const { members, ...head } = manifest;
  if (file !== undefined) {
    if (!members.some(({ path }) => path === file))
      throw new CommandFailed(
        `${printable(archive)} holds no file ${printable(file)}; --files lists them.`,
        EXIT.wrong,
      );
    const content = await textOf(archive, (path) => path === file);
    for (const line of content.replace(/\n$/, '').split('\n')) output.line(printable(line));
    output.document({ ok: true, ...head, path: file, content });
  } else if (options.events) {
    const content = await textOf(archive, (path) => path.startsWith('events/'));
    for (const line of lines(content)) output.line(printable(line));
    output.document({ ok: true, ...head, events: lines(content).map((line) => JSON.parse(line) as unknown) });
  } else if (options.files) {
    for (const { path, sizeBytes } of members) output.line(`${String(sizeBytes).padStart(12)}  ${printable(path)}`);
    output.document({ ok: true, ...head, members });
  } else {
    const bytes = members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    output.line(`Run ${printable(head.runId)} of project ${printable(head.projectId)}`);
    output.line(`${printable(head.state)} at ${printable(head.completedAt)}, version ${head.runVersion}`);
    output.line(`${members.length} files, ${bytes} bytes; each is what the manifest says`);
    output.document({ ok: true, ...head, files: members.length, sizeBytes: bytes });
  }
  return EXIT.ok;
}

const lines = (text: string): string[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .filter((line) => line !== '');

async function textOf(archive: string, isWanted: (path: string) => boolean): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  await proven(archive, (path, part) => {
    if (!isWanted(path)) return;
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new CommandFailed('That is more than 64 MiB; unpack the file with tar.', EXIT.wrong);
    parts.push(part);
  });
  return Buffer.concat(parts).toString('utf8');
}

async function proven(archive: string, take?: (path: string, bytes: Buffer) => void): Promise<Manifest> {
  try {
    return await readArchive(archive, take);
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error;
    throw new CommandFailed(printable(error.message), EXIT.wrong);
  }
}
