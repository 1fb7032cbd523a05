/** An asynchronous sequence, each entry put into another form. */

/**
 * Pulls an entry when it is asked for one, and keeps none. A form that fails ends the source and the sequence. `onEnd`
 * is called once: when the source has ended or failed, or the reader has left.
 */
export function mapped<From, To>(
  source: AsyncIterable<From>,
  form: (entry: From) => To | Promise<To>,
  onEnd: () => void = () => undefined,
): AsyncIterableIterator<To> {
  const iterator = source[Symbol.asyncIterator]();
  const over = { value: undefined, done: true } as const;
  const failing = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      onEnd();
      throw error;
    }
  };
  return {
    next: async () => {
      const step = await failing(() => iterator.next());
      if (step.done) {
        onEnd();
        return over;
      }
      try {
        return { value: await form(step.value), done: false };
      } catch (error) {
        onEnd();
        await iterator.return?.().catch(() => undefined);
        throw error;
      }
    },
    return: async () => {
      onEnd();
      await iterator.return?.();
      return over;
    },
    throw: async (error: unknown) => {
      onEnd();
      await iterator.throw?.(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
