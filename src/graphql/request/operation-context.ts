/** The state of one GraphQL operation: who asks, its loaders, and the refusals that its answer must report. */
import DataLoader from 'dataloader';

import { ReadsTogether } from '../../common/reads-together.js';
import { type Caller, DEFAULT_OPERATOR } from '../../domain/model/caller.js';
import type { AwaitingClient } from './awaiting-client.js';
import type { Login } from './login.js';

export interface UnseenRefusal {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** Loaders by what they load; they batch and keep nothing. */
export type Loaders = Map<object, DataLoader<never, unknown, string>>;

export class OperationContext {
  readonly unseenRefusals: UnseenRefusal[] = [];
  /** The arguments of the root fields, by their keys in the answer: what is in the log about a fault below them. */
  readonly rootArguments = new Map<string | number, Readonly<Record<string, unknown>>>();
  private signal: AbortSignal | null = null;

  /**
   * @param client Who waits for the answer; null: a subscription, which its client ends by itself.
   * @param loaders Shared by subscriptions, so that what many of them ask at the same event is read once.
   * @param login Null: nobody was let in, and no root field answers (A2).
   */
  constructor(
    private readonly client: AwaitingClient | null = null,
    private readonly loaders: Loaders = new Map(),
    readonly login: Login | null = null,
  ) {}

  /** Who asks. */
  get caller(): Caller {
    return this.login?.caller ?? DEFAULT_OPERATOR;
  }

  /**
   * The projects that a list is about, where the caller may name one: null is all of them. The guard of the root fields has made sure
   * that a named project is within reach (A2).
   */
  projectsOf(named: string | null | undefined): readonly string[] | null {
    return named == null ? this.caller.projectIds : [named];
  }

  /**
   * Aborted when the client does not wait for the answer any more: it closed its connection, completed the operation, or its token is
   * no longer good.
   */
  get abandoned(): AbortSignal {
    if (this.signal) return this.signal;
    const controller = new AbortController();
    this.signal = controller.signal;
    const unheard = this.login?.onEnd(() => controller.abort());
    if (this.client?.isGone) controller.abort();
    else
      this.client?.onGone(() => {
        unheard?.();
        controller.abort();
      });
    return controller.signal;
  }

  /**
   * The loader of this operation for a batch: one statement for all keys asked in one tick. It batches and does not
   * cache, so that a document with several mutations, or a subscription, never shows an older row.
   */
  loader<Key, Value>(batch: Batch<Key, Value>): DataLoader<Key, Value, string> {
    let loader = this.loaders.get(batch) as DataLoader<Key, Value, string> | undefined;
    if (!loader) {
      loader = new DataLoader<Key, Value, string>((keys) => batch.load(keys), { cache: false, maxBatchSize: 1_000 });
      this.loaders.set(batch, loader);
    }
    return loader;
  }
}

/** Loads the values of many keys at once, in the order of the keys. */
export interface Batch<Key, Value> {
  load(keys: readonly Key[]): Promise<readonly Value[]>;
}

/**
 * Operations that ask at the same time share a fetch, as long as each asks for so few keys: what is large keeps nobody
 * else waiting.
 */
const MOST_KEYS_TO_SHARE = 50;
const MOST_TO_SHARE = 16;
const FETCHES_IN_FLIGHT = 4;

/**
 * A batch out of a fetch that answers rows: each key gets the rows that name it, or the first of them. Operations that
 * ask at the same time are given the same rows, which were read after all of them had asked.
 */
export function batchOf<Key, Row, Value>(
  nameOf: (key: Key) => string,
  fetch: (keys: readonly Key[]) => Promise<readonly Row[]>,
  rowName: (row: Row) => string,
  pick: (rows: readonly Row[]) => Value,
): Batch<Key, Value> {
  const distinct = (keys: readonly Key[]) => [...new Map(keys.map((key) => [nameOf(key), key])).values()];
  const read = async (keys: readonly Key[]) => {
    const byName = new Map<string, Row[]>();
    for (const row of await fetch(keys)) {
      const name = rowName(row);
      const rows = byName.get(name);
      if (rows) rows.push(row);
      else byName.set(name, [row]);
    }
    return byName;
  };
  const shared = new ReadsTogether<readonly Key[], ReadonlyMap<string, Row[]>>({
    inFlight: FETCHES_IN_FLIGHT,
    size: MOST_TO_SHARE,
    read: async (lists) => {
      const found = await read(distinct(lists.flat()));
      return lists.map(() => found);
    },
  });
  return {
    async load(keys) {
      const requested = distinct(keys);
      const found = await (requested.length > MOST_KEYS_TO_SHARE ? read(requested) : shared.ask(requested));
      return keys.map((key) => pick(found.get(nameOf(key)) ?? []));
    },
  };
}

export const all = <Row>(rows: readonly Row[]): readonly Row[] => rows;
export const first = <Row>(rows: readonly Row[]): Row | null => rows[0] ?? null;
