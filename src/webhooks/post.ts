/** Sends one message (A7), and says what became of it. */
import { type Exchange, exchange } from '../common/exchange.js';
import type { ReachableHosts } from '../common/reachable-hosts.js';
import type { DeliveryFault } from '../domain/model/webhook.js';
import { retryAfterMs } from '../domain/rules/webhook/retry-after.js';

/** Statuses that say when to come back. */
const BUSY = [429, 503];

export interface Posting extends Pick<Exchange, 'url' | 'headers' | 'timeLimitMs' | 'stop' | 'resolve'> {
  readonly body: string;
  readonly reachable: ReachableHosts;
}

/** The fault is null if the receiver took the message. */
export interface Posted {
  readonly status: number | null;
  readonly fault: DeliveryFault | null;
  /** So long a receiver that is busy asks to be left alone (429, 503); null: it does not ask. */
  readonly retryAfterMs: number | null;
}

/** Never rejects. */
export async function post(posting: Posting): Promise<Posted> {
  const answer = await exchange({ ...posting, method: 'POST', keptBytes: null });
  if ('fault' in answer) return { status: null, fault: answer.fault, retryAfterMs: null };
  const { status, headers } = answer;
  const pauseMs = BUSY.includes(status) ? retryAfterMs(headers['retry-after'], new Date()) : null;
  return { status, fault: faultOf(status), retryAfterMs: pauseMs };
}

function faultOf(status: number): DeliveryFault | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'GONE';
  return status >= 300 && status < 400 ? 'REDIRECT' : 'STATUS';
}
