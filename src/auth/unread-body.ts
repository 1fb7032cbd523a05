/**
 * A request is answered before its body is read whenever it is refused by its head, or its body is larger than the
 * limit. Who sends the rest meanwhile would get a reset connection instead of the answer, for a connection that is
 * closed with bytes unread is reset. So the rest is read and thrown away first, within bounds: what goes on longer is
 * cut.
 */
import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 64 * 1024 * 1024;
const PATIENCE_MS = 5_000;

/** Resolves when nothing of the body is left, or when it is too much or too slow. Never rejects. */
export function unreadBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (): void => {
      clearTimeout(late);
      request.off('data', count).off('end', done).off('close', done).off('error', done);
      resolve();
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) done();
    };
    const late = setTimeout(done, PATIENCE_MS);
    request.on('data', count).once('end', done).once('close', done).once('error', done).resume();
  });
}
