/** Where objects are read from: a repository, a quarantine, or one after the other. */

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

/** What the first has not, the second is asked for. */
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

async function layered<Answer>(ids: readonly string[], first: Ask<Answer>, second: Ask<Answer>): Promise<ReadonlyMap<string, Answer>> {
  const found = new Map(await first(ids));
  const rest = ids.filter((id) => !found.has(id));
  if (rest.length > 0) for (const [id, answer] of await second(rest)) found.set(id, answer);
  return found;
}
