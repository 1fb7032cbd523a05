/**
 * Submits what ends a lease, and does not give up because a network did (W4, W5): the same under the same key again, with growing pauses, until it is
 * accepted or refused, or until the lease's hard deadline, after which nothing would come of it.
 */
import { limited, pause, Pauses } from './pauses.js';
import {
  type ApiRefusal,
  type Submission,
  type SubmissionAnswer,
  type SupervisorApi,
  SupervisorTrouble,
} from './supervisor-api.js';

export interface Delivery {
  readonly api: SupervisorApi;
  readonly leaseToken: string;
  readonly idempotencyKey: string;
  /** By `performance.now()`. */
  readonly until: () => number;
  /** Called for every try that did not arrive. */
  readonly onTrouble: (message: string) => void;
}

/** `stale`: the lease is over; what was sent is kept as a late result. `undelivered`: no answer came in time. */
export type Delivered =
  | { readonly end: 'accepted'; readonly answer: SubmissionAnswer }
  | { readonly end: 'stale' | 'refused'; readonly why: string }
  | { readonly end: 'undelivered'; readonly why: string };

/** The Supervisor inspects a patch and moves refs before it answers. */
const ANSWER_TIMEOUT_MS = 120_000;
const LEAST_TIMEOUT_MS = 2_000;
const [FIRST_PAUSE_MS, MOST_PAUSE_MS] = [250, 10_000];

const never = new AbortController().signal;

/** Always tries at least once. */
export async function deliver(what: Submission, delivery: Delivery): Promise<Delivered> {
  const { api, leaseToken, idempotencyKey, until, onTrouble } = delivery;
  const pauses = new Pauses(FIRST_PAUSE_MS, MOST_PAUSE_MS);
  for (;;) {
    const left = until() - performance.now();
    const patience = Math.min(ANSWER_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, left));
    let why: string;
    try {
      const answer = await limited(null, patience, (signal) => api.submit(leaseToken, what, idempotencyKey, signal));
      const [refusal] = answer.refusals;
      if (!refusal) return { end: 'accepted', answer };
      if (!refusal.retryable) return { end: isStale(refusal) ? 'stale' : 'refused', why: refusal.message };
      why = refusal.message;
    } catch (error) {
      if (!(error instanceof SupervisorTrouble)) throw error;
      if (error.kind === 'refused') return { end: 'refused', why: error.message };
      why = error.message;
    }
    onTrouble(why);
    const pauseMs = pauses.nextMs();
    if (performance.now() + pauseMs >= until()) return { end: 'undelivered', why };
    await pause(pauseMs, never);
  }
}

const isStale = ({ code }: ApiRefusal): boolean => code === 'STALE_LEASE' || code === 'RUN_TERMINAL';
