/** A client of the soak: starts runs, claims their work and submits results, each under a key that it repeats until there is an answer. */
import { setTimeout as sleep } from 'node:timers/promises';

import { graphqlClient, type TestClient } from '../support/graphql-client.js';

const START = `mutation ($input: StartRunInput!) { startRun(input: $input) { run { runId } errors { code message retryable } } }`;
const CLAIM = `mutation ($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token } attempt { number } errors { code message retryable } } }`;
const SUBMIT = `mutation ($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { attempt { number } errors { code message retryable } } }`;
/** An answer that says to retry is requested again after this. */
const AGAIN_MS = 50;
const REPLAYED = 50;

export type Acknowledged =
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'lease'; readonly token: string }
  | { readonly kind: 'result'; readonly runId: string; readonly attempt: number };

interface Sent {
  readonly document: string;
  readonly input: object;
  readonly answer: string;
}

export class SoakClient {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that no client should get. */
  readonly faults: string[] = [];
  private readonly client: TestClient;
  private readonly sent: Sent[] = [];
  private stopped = false;

  constructor(
    url: string,
    private readonly number: number,
  ) {
    this.client = graphqlClient(url);
  }

  stop(): void {
    this.stopped = true;
  }

  /** Whether the server answers a question of the database. */
  async probe(): Promise<boolean> {
    const answer = await this.client.requestRaw('{ runs(first: 1) { nodes { runId } } }').catch(() => null);
    return answer !== null && !answer.errors;
  }

  /** One run after the other, until it is stopped. */
  async work(): Promise<void> {
    for (let cycle = 0; !this.stopped; cycle += 1) {
      const runId = `soak-${this.number}-${cycle}`;
      const tiers = [{ tierId: 'T1', name: 'One', phases: [{ phaseId: 'F1', name: 'First' }] }];
      const started = await this.assert(START, { runId, tiers, idempotencyKey: runId }, 'startRun');
      if (started?.run) this.acknowledged.push({ kind: 'run', runId });
      for (let round = 0; round < 2; round += 1) {
        const claim = {
          role: 'BUILDER',
          workerId: `worker-${this.number}`,
          runId,
          idempotencyKey: `${runId}-claim-${round}`,
        };
        const claimed = await this.assert(CLAIM, claim, 'claimWork');
        if (!claimed?.lease) break;
        this.acknowledged.push({ kind: 'lease', token: claimed.lease.token });
        const result = {
          leaseToken: claimed.lease.token,
          status: 'FAILED',
          notes: 'no way',
          tokensUsed: 7,
          idempotencyKey: `${runId}-result-${round}`,
        };
        const taken = await this.assert(SUBMIT, result, 'submitBuilderResult');
        if (taken?.attempt) this.acknowledged.push({ kind: 'result', runId, attempt: taken.attempt.number });
      }
    }
  }

  /** The same keys once more: the same answers. */
  async replay(): Promise<string[]> {
    const differing: string[] = [];
    for (const { document, input, answer } of this.sent.slice(-REPLAYED)) {
      const { data } = await this.client.requestRaw(document, { input });
      const again = essence(data);
      if (again !== answer) differing.push(`replayed otherwise: ${answer} became ${again}`);
    }
    return differing;
  }

  private async assert(document: string, input: object, field: string): Promise<any> {
    for (;;) {
      const { data, errors } = await this.client
        .requestRaw(document, { input })
        .catch(() => ({ data: null, errors: null }));
      for (const { message, extensions } of errors ?? []) {
        if (extensions.code !== 'SERVICE_UNAVAILABLE' || extensions.retryable !== true)
          this.faults.push(`${field}: ${message}`);
      }

      const payload = (data as any)?.[field];
      if (payload) {
        const [refusal] = payload.errors;
        if (!refusal) {
          // A claim is answered with its lease while that lives, and it does not live any more.
          if (field !== 'claimWork') this.sent.push({ document, input, answer: essence(data) });
          return payload;
        }
        if (!refusal.retryable) {
          this.faults.push(`${field}: ${refusal.code} ${refusal.message}`);
          return null;
        }
      }
      if (this.stopped && !errors) return null;
      await sleep(AGAIN_MS);
    }
  }
}

const essence = (data: unknown): string => JSON.stringify(data);
