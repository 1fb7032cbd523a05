/** One question to a worker thread and its answer. */
import type { Worker } from 'node:worker_threads';

/** Rejects if the thread fails, or ends before it has answered. */
export function answerOf<Answer>(worker: Worker, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settled = (then: () => void): void => {
      worker.off('message', hears).off('error', fails).off('exit', ends);
      then();
    };
    const hears = (answer: Answer): void => settled(() => resolve(answer));
    const fails = (error: unknown): void => settled(() => reject(error as Error));
    const ends = (): void => settled(() => reject(new Error('A thread was stopped before it had answered')));
    worker.on('message', hears).on('error', fails).on('exit', ends);
    worker.postMessage(question);
  });
}
