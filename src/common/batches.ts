/**
 * Collects simultaneous requests into batches: while the allowed number of batches is in flight, new requests wait for
 * the next. A single request waits for no other.
 */

export interface BatchesOptions<Item, Answer> {
  /** Most batches in flight. */
  readonly inFlight: number;
  /** Most items of one batch. */
  readonly size: number;
  /** Items with the same key never share a batch, and keep their order. Left out: any two may. */
  readonly keyOf?: (item: Item) => string;
  /**
   * Answers each item, in their order, or promises its answer. When it fails, every item of the batch fails with it.
   */
  readonly run: (items: readonly Item[]) => Promise<readonly (Answer | Promise<Answer>)[]>;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer | Promise<Answer>) => void;
  readonly fail: (error: unknown) => void;
}

export class Batches<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private inFlight = 0;
  private isDue = false;

  constructor(private readonly options: BatchesOptions<Item, Answer>) {}

  ask(item: Item): Promise<Answer> {
    return new Promise((answer, fail) => {
      this.waiting.push({ item, answer, fail });
      this.look();
    });
  }

  /** Requests of the same turn of the event loop share a batch. */
  private look(): void {
    if (this.isDue || this.waiting.length === 0 || this.inFlight >= this.options.inFlight) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      void this.send(this.take());
      this.look();
    });
  }

  private async send(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    this.inFlight += 1;
    try {
      const answers = await this.options.run(batch.map(({ item }) => item));
      if (answers.length !== batch.length) throw new Error(`A batch of ${batch.length} got ${answers.length} answers.`);
      batch.forEach(({ answer }, i) => answer(answers[i]!));
    } catch (error) {
      for (const { fail } of batch) fail(error);
    } finally {
      this.inFlight -= 1;
      this.look();
    }
  }

  private take(): Waiting<Item, Answer>[] {
    const { size, keyOf } = this.options;
    const batch: Waiting<Item, Answer>[] = [];
    const left: Waiting<Item, Answer>[] = [];
    const keys = new Set<string>();
    for (const waiting of this.waiting) {
      const key = keyOf?.(waiting.item);
      if (batch.length >= size || (key !== undefined && keys.has(key))) left.push(waiting);
      else batch.push(waiting);
      if (key !== undefined) keys.add(key);
    }
    this.waiting = left;
    return batch;
  }
}
