/**
 * The stream behind `runChanged` (E2): that a run has another version than the listener knows. It skips what came in between, so that nothing is queued for a slow
 * listener; the last version is always told.
 */
import { Injectable } from '@nestjs/common';

import { notFound } from '../graphql/errors/top-level.js';
import { closing, orClose } from './event-streams.js';
import { EventsRepository, type RunVersion } from './events.repository.js';
import { Pace } from './pace.js';
import { type Subscription, SubscriptionHub } from './subscription-hub.js';

@Injectable()
export class RunChanges {
  constructor(
    private readonly repository: EventsRepository,
    private readonly hub: SubscriptionHub,
  ) {}

  /** The version now, then every newer one that is there when the pace allows to tell it. Ends after the last one of a run that has ended, or when the run is deleted. */
  async ofRun(runId: string, perSecond: number): Promise<AsyncIterableIterator<RunVersion>> {
    const subscriber = this.hub.open(runId);
    await orClose(subscriber, async () => {
      if (!(await this.repository.standing(runId))) throw notFound(`There is no run "${runId}".`);
    });
    return closing(subscriber, this.follow(runId, new Pace(perSecond), subscriber));
  }

  private async *follow(runId: string, pace: Pace, subscriber: Subscription): AsyncGenerator<RunVersion> {
    let reported = 0;
    while (!subscriber.closed) {
      const seen = await this.repository.standing(runId);
      if (!seen) return;
      if (seen.version === reported) {
        await subscriber.rung();
        continue;
      }
      const wait = pace.wait(performance.now());
      await subscriber.rest(wait);
      if (subscriber.closed) return;
      // After a wait there may be something newer; what is read at this ring is shared by all who read it.
      const now = wait > 0 ? await this.repository.standing(runId) : seen;
      if (!now) return;
      yield { runId, version: now.version };
      reported = now.version;
      if (now.ended) return;
    }
  }
}
