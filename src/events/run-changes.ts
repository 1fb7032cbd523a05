/**
 * The stream behind `runChanged` (E2): reports that a run has another version than the subscriber has. It skips
 * versions in between, so that nothing is queued for a slow subscriber; the last version is always reported.
 */
import { Injectable } from '@nestjs/common';

import { notFound } from '../graphql/errors/top-level.js';
import { EventsRepository, type RunVersion } from './events.repository.js';
import { Pace } from './pace.js';
import { closing, orClose, type Subscription, SubscriptionHub } from './subscription-hub.js';

@Injectable()
export class RunChanges {
  constructor(
    private readonly repository: EventsRepository,
    private readonly hub: SubscriptionHub,
  ) {}

  /**
   * The version now, then the newest version whenever the pace allows a report. Ends after the last version of a run
   * that has ended, or when the run is deleted.
   */
  async ofRun(runId: string, perSecond: number): Promise<AsyncIterableIterator<RunVersion>> {
    const subscriber = this.hub.open(runId);
    await orClose(subscriber, async () => {
      if (!(await this.repository.runVersion(runId))) throw notFound(`There is no run "${runId}".`);
    });
    return closing(subscriber, this.follow(runId, new Pace(perSecond), subscriber));
  }

  private async *follow(runId: string, pace: Pace, subscriber: Subscription): AsyncGenerator<RunVersion> {
    let reported = 0;
    while (!subscriber.closed) {
      const seen = await this.repository.runVersion(runId);
      if (!seen) return;
      if (seen.version === reported) {
        await subscriber.nextSignal();
        continue;
      }
      const wait = pace.wait(performance.now());
      await subscriber.rest(wait);
      if (subscriber.closed) return;
      // After a wait there may be a newer version; subscribers that read at the same signal share the read.
      const now = wait > 0 ? await this.repository.runVersion(runId) : seen;
      if (!now) return;
      yield { runId, version: now.version };
      reported = now.version;
      if (now.ended) return;
    }
  }
}
