/** Where objects are read from: a repository, a quarantine, or one after the other. */
import { GitFailure } from './git-errors.js';

export interface ObjectInfo {
  readonly type: string;
  /** Bytes of its content. */
  readonly size: number;
}

export interface StoredObject {
  readonly type: string;
  readonly content: Buffer;
}

/** Objects by their ids; those that are not there are left out of an answer. Throws GitFailure where they cannot be read. */
export interface ObjectSource {
  infos(ids: readonly string[]): Promise<ReadonlyMap<string, ObjectInfo>>;
  contents(ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>>;
}

/** Bytes of contents that are held in memory at a time, however many objects a patch leads to; one that is larger is held alone. */
export const MOST_AT_ONCE = 32 * 1_048_576;

/** Of objects that must be there. Throws GitFailure for the first that is missing. */
export async function sizes(objects: ObjectSource, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const infos = await objects.infos(ids);
  return new Map(ids.map((id) => [id, there(id, infos.get(id)).size]));
}

/** Objects that must be there, in the order of their ids; of their contents no more is read at once than `most`. Throws GitFailure for one that is missing. */
export async function* eachContent(
  objects: ObjectSource,
  ids: readonly string[],
  most = MOST_AT_ONCE,
): AsyncGenerator<readonly [id: string, object: StoredObject]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const [id, size] of await sizes(objects, ids)) {
    if (batch.length > 0 && bytes + size > most) {
      yield* await these(objects, batch);
      [batch, bytes] = [[], 0];
    }
    batch.push(id);
    bytes += size;
  }
  yield* await these(objects, batch);
}

async function these(objects: ObjectSource, ids: readonly string[]): Promise<(readonly [string, StoredObject])[]> {
  const found = await objects.contents(ids);
  return ids.map((id) => [id, there(id, found.get(id))]);
}

function there<Found>(id: string, found: Found | undefined): Found {
  if (found === undefined) throw new GitFailure(`The object ${id} is in neither the quarantine nor the repository.`);
  return found;
}

/** The second source is queried for what the first does not have. */
export class Layered implements ObjectSource {
  constructor(
    private readonly first: ObjectSource,
    private readonly second: ObjectSource,
  ) {}

  infos(ids: readonly string[]): Promise<ReadonlyMap<string, ObjectInfo>> {
    return layered(
      ids,
      (some) => this.first.infos(some),
      (rest) => this.second.infos(rest),
    );
  }

  contents(ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> {
    return layered(
      ids,
      (some) => this.first.contents(some),
      (rest) => this.second.contents(rest),
    );
  }
}

type Ask<Answer> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;

async function layered<Answer>(
  ids: readonly string[],
  first: Ask<Answer>,
  second: Ask<Answer>,
): Promise<ReadonlyMap<string, Answer>> {
  const found = new Map(await first(ids));
  const rest = ids.filter((id) => !found.has(id));
  if (rest.length > 0) for (const [id, answer] of await second(rest)) found.set(id, answer);
  return found;
}
