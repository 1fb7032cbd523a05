/**
 * The stream behind `runChanged` (E2): that a run has another version than the listener knows. It skips what came in between, so that nothing is queued for a slow
 * listener; the last version is always told.
 */
import { Injectable } from '@nestjs/common';

import { notFound } from '../graphql/errors/top-level.js';
import { type Doorbell, Doorbells } from './doorbells.js';
import { closing, orClose } from './event-streams.js';
import { EventsRepository, type RunVersion } from './events.repository.js';
import { Pace } from './pace.js';

@Injectable()
export class RunChanges {
  constructor(
    private readonly repository: EventsRepository,
    private readonly doorbells: Doorbells,
  ) {}

  /** The version now, then every newer one that is there when the pace allows to tell it. Ends after the last one of a run that has ended, or when the run is deleted. */
  async ofRun(runId: string, perSecond: number): Promise<AsyncIterableIterator<RunVersion>> {
    const bell = this.doorbells.open(runId);
    await orClose(bell, async () => {
      if (!(await this.repository.standing(runId))) throw notFound(`There is no run "${runId}".`);
    });
    return closing(bell, this.follow(runId, new Pace(perSecond), bell));
  }

  private async *follow(runId: string, pace: Pace, bell: Doorbell): AsyncGenerator<RunVersion> {
    let told = 0;
    while (!bell.closed) {
      const seen = await this.repository.standing(runId);
      if (!seen) return;
      if (seen.version === told) {
        await bell.rung();
        continue;
      }
      const wait = pace.wait(performance.now());
      await bell.rest(wait);
      if (bell.closed) return;
      // After a wait there may be something newer; what is read at this ring is shared by all who read it.
      const now = wait > 0 ? await this.repository.standing(runId) : seen;
      if (!now) return;
      yield { runId, version: now.version };
      told = now.version;
      if (now.ended) return;
    }
  }
}
