/**
 * The streams behind `attemptOutput` (O8): replay from a byte, then live. Nothing is queued for a slow reader: it reads
 * what is kept when it asks, and skips what is gone meanwhile.
 */
import { Injectable } from '@nestjs/common';

import { closing, orClose, type Subscription, SubscriptionHub } from '../events/subscription-hub.js';
import { notFound } from '../graphql/errors/top-level.js';
import { type KeptText, type OutputKey, OutputRepository } from './output.repository.js';

@Injectable()
export class OutputStreams {
  constructor(
    private readonly repository: OutputRepository,
    private readonly hub: SubscriptionHub,
  ) {}

  /** What is kept at once, then what is new; ends with the attempt, or when its run is deleted. */
  async ofAttempt(key: OutputKey): Promise<AsyncIterableIterator<KeptText>> {
    const subscriber = this.hub.openOutput(key.runId);
    await orClose(subscriber, async () => {
      const { runId, phaseId, attempt } = key;
      if (!(await this.repository.after(key)))
        throw notFound(`There is no attempt ${attempt} of phase "${phaseId}" in run "${runId}".`);
    });
    return closing(subscriber, this.follow(key, subscriber));
  }

  private async *follow(key: OutputKey, subscriber: Subscription): AsyncGenerator<KeptText> {
    let after = key.after;
    for (let isFirst = true; !subscriber.closed; isFirst = false) {
      const seen = await this.repository.after({ ...key, after });
      if (!seen) return;
      if (isFirst || seen.text !== '' || !seen.isLive) yield seen;
      if (!seen.isLive) return;
      after = seen.to;
      await subscriber.nextSignal();
    }
  }
}
