/** The process of every peer: it prepares itself, then works as long and as often as it is ordered to, until its parent closes the channel. */

/** How many callers, or workers, are at it at once. */
export const IN_FLIGHT = Number(process.env.PEER_IN_FLIGHT);
export const DATABASE_URL = process.env.PEER_DATABASE_URL;

/** `round` gets milliseconds, and answers how many operations ended and in how many milliseconds. */
export function serveRounds(round) {
  process.on('message', ({ ms }) => {
    round(ms).then(
      (answer) => process.send(answer),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit());
  process.send('ready');
}

/** Callers at once, each operation after the other, until the time is over or an operation says with `false` that nothing is left to do. */
export async function atOnce(ms, operation) {
  const from = performance.now();
  let done = 0;
  const caller = async () => {
    while (performance.now() - from < ms && (await operation()) !== false) done += 1;
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
  return { done, ms: performance.now() - from };
}

/** How many jobs have to stand there for a round: more than the fastest round so far would take, and some for the first. */
export class Supply {
  /** So many stand there. */
  left = 0;
  #perMs = 1;

  missing(ms) {
    return Math.max(0, Math.ceil(this.#perMs * ms * 2) - this.left);
  }

  added(jobs) {
    this.left += jobs;
  }

  taken({ done, ms }) {
    this.left -= done;
    this.#perMs = Math.max(this.#perMs, done / ms);
  }
}
