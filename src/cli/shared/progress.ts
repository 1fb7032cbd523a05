/** A bar over one line of standard error, for long work on a terminal; elsewhere nothing is drawn. */
import type { Output } from './output.js';

const BAR_WIDTH = 30;

export interface Progress {
  at(done: number): void;
  /** Removes the bar. */
  end(): void;
}

/** `total` null: how much there is to do is not known. */
export function progressOn(output: Output, what: string, total: number | null): Progress {
  const draw = (text: string): void => {
    if (output.isTerminal && process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  };
  const at = (done: number): void => {
    if (total === null || total === 0) return draw(`${what}: ${done}`);
    const full = Math.round((done / total) * BAR_WIDTH);
    draw(`[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}] ${what} ${done} of ${total}`);
  };
  at(0);
  return { at, end: () => draw('') };
}
