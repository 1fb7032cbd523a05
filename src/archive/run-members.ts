/** What the archive of a run holds, read a part at a time (O10). */
import type { Member } from '../artefacts/archive-store.js';
import { documentsOf, type RunRows } from '../domain/documents/run/documents.js';
import type { ArchiveRepository } from './archive.repository.js';

/** Lines of a member: so many characters or a few more, so that a long run needs no more memory than a short one. */
const MEMBER_CHARACTERS = 4_194_304;

/** `documents/…` as they are rendered, `bodies/…`, `events/0001.jsonl` …, `rows/{table}/0001.jsonl` …. */
export async function* runMembers(runId: string, rows: RunRows, repository: ArchiveRepository): AsyncGenerator<Member> {
  for (const { path, content } of documentsOf(rows)) yield { path: `documents/${path}`, content };
  for await (const attachment of repository.attachments(runId)) yield { path: `bodies/${attachment.path}`, attachment };
  yield* numbered('events', repository.events(runId));
  for await (const { table, lines } of repository.rows(runId)) yield* numbered(`rows/${table}`, lines);
}

async function* numbered(folder: string, lines: AsyncIterable<string>): AsyncGenerator<Member> {
  let part: string[] = [];
  let characters = 0;
  let number = 0;
  const member = (): Member => ({
    path: `${folder}/${String((number += 1)).padStart(4, '0')}.jsonl`,
    content: part.map((line) => `${line}\n`).join(''),
  });
  for await (const line of lines) {
    part.push(line);
    characters += line.length;
    if (characters < MEMBER_CHARACTERS) continue;
    yield member();
    [part, characters] = [[], 0];
  }
  if (part.length > 0) yield member();
}
