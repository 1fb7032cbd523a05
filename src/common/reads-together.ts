/** Reads that are requested at the same time are made together, and each is answered as if it had been made alone. */
import { Batches } from './batches.js';
import { isConnectionFault } from './outages.js';

export interface ReadsTogetherOptions<Item, Answer> {
  /** Most reads on their way at once: while they are, whoever asks waits for the next one. */
  readonly inFlight: number;
  /** Most items of one read. */
  readonly size: number;
  /** Answers each item, in their order. It changes nothing, so that it may be repeated. */
  readonly read: (items: readonly Item[]) => Promise<readonly Answer[]>;
}

export class ReadsTogether<Item, Answer> {
  private readonly batches: Batches<Item, PromiseSettledResult<Answer>>;

  constructor({ inFlight, size, read }: ReadsTogetherOptions<Item, Answer>) {
    this.batches = new Batches({ inFlight, size, run: (items) => answersOf(items, read) });
  }

  /** What is read for the item; the read begins after this was called. */
  async ask(item: Item): Promise<Answer> {
    const answer = await this.batches.ask(item);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }
}

/**
 * What one item cannot be answered does not become the others' fault: then each is read alone. A lost connection is
 * everybody's.
 */
async function answersOf<Item, Answer>(
  items: readonly Item[],
  read: ReadsTogetherOptions<Item, Answer>['read'],
): Promise<PromiseSettledResult<Answer>[]> {
  try {
    return (await read(items)).map((value) => ({ status: 'fulfilled', value }));
  } catch (error) {
    if (items.length === 1 || isConnectionFault(error)) throw error;
    return Promise.allSettled(items.map(async (item) => (await read([item]))[0]!));
  }
}
