/**
 * The streams behind the subscriptions (E2): replay, then live, without gaps and repeats; they read only what the
 * client consumes.
 */
import { Injectable } from '@nestjs/common';

import { Slices } from '../common/slices.js';
import type { StoredEvent } from '../database/rows.js';
import { isRunTerminal, type RunState } from '../domain/model/run-state.js';
import { notFound } from '../graphql/errors/top-level.js';
import { EventsRepository } from './events.repository.js';
import { closing, orClose, type Subscription, SubscriptionHub } from './subscription-hub.js';

const BATCH = 200;
const LISTENERS_OF_SLICE = 16;
/** About as many as a command writes. */
const MOST_BEHIND = 3;
/** Cursors of ended runs are kept for longer than an ended run's version is still checked. */
const FORGET_ENDED_AFTER_MS = 180_000;

/** An event with the events after it that were read with it. */
export type FollowedEvent = StoredEvent & { readonly behind: readonly StoredEvent[] };

@Injectable()
export class EventStreams {
  /** One event can have a thousand listeners, each with a selection of its own: they are served in slices. */
  private readonly slices = new Slices(LISTENERS_OF_SLICE);

  constructor(
    private readonly repository: EventsRepository,
    private readonly hub: SubscriptionHub,
  ) {}

  /** The events of a run after `after`; ends after the event that ends the run, or when the run is deleted. */
  async ofRun(runId: string, after: number): Promise<AsyncIterableIterator<FollowedEvent>> {
    const subscriber = this.hub.open(runId);
    await orClose(subscriber, async () => {
      if (!(await this.repository.runVersion(runId))) throw notFound(`There is no run "${runId}".`);
    });
    return closing(subscriber, this.followRun(runId, after, subscriber));
  }

  /** Waits until a run has an event after `after`. False: the run has ended without one, was deleted, or the signal was aborted. */
  async nextEvent(runId: string, after: number, signal: AbortSignal): Promise<boolean> {
    const events = await this.ofRun(runId, after);
    const close = (): void => void events.return!();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    try {
      return (await events.next()).done !== true;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  /**
   * Every event of every run, or of the runs of these projects, from now on; before that, with `since`, what was committed since that instant, and maybe
   * some that was committed before it.
   */
  async ofAllRuns(
    projectIds: readonly string[] | null,
    since: Date | null = null,
  ): Promise<AsyncIterableIterator<FollowedEvent>> {
    const subscriber = this.hub.open(null);
    // Versions first: an event that is committed between the two reads is replayed or was signalled.
    const [versions, missed] = await orClose(subscriber, async () => [
      await this.repository.versions(),
      since ? await this.repository.changedSince(since, projectIds) : [],
    ]);
    const cursors = new Map(versions.map((run) => [run.runId, { seq: run.version, endedAt: 0 }]));
    for (const { runId, seq } of missed) cursors.set(runId, { seq, endedAt: 0 });
    const replayed = missed.map(({ runId }) => runId);
    return closing(subscriber, this.followAll(projectIds, cursors, subscriber, replayed));
  }

  private async *followRun(runId: string, after: number, subscriber: Subscription): AsyncGenerator<FollowedEvent> {
    let seq = after;
    while (!subscriber.closed) {
      const current = await this.repository.runVersion(runId);
      for (let batch; (batch = await this.repository.after(runId, seq, BATCH)).length > 0;) {
        for (const event of withThoseBehind(batch)) {
          await this.slices.next();
          yield event;
          seq = event.seq;
          if (endsRun(event)) return;
        }
      }
      if (!current || (current.ended && seq >= current.version)) return;
      await subscriber.nextSignal();
    }
  }

  private async *followAll(
    projectIds: readonly string[] | null,
    cursors: Map<string, { seq: number; endedAt: number }>,
    subscriber: Subscription,
    replayed: readonly string[],
  ): AsyncGenerator<FollowedEvent> {
    for (let news = replayed; !subscriber.closed; news = await subscriber.nextSignal()) {
      for (const runId of news) {
        const cursor = cursors.get(runId) ?? { seq: 0, endedAt: 0 };
        cursors.set(runId, cursor);
        let wanted: boolean | null = projectIds === null ? true : null;
        for (let batch; (batch = await this.repository.after(runId, cursor.seq, BATCH)).length > 0;) {
          wanted ??= projectIds?.includes((await this.repository.projectOf(runId)) ?? '') ?? true;
          for (const event of withThoseBehind(batch)) {
            cursor.seq = event.seq;
            if (endsRun(event)) cursor.endedAt = Date.now();
            if (!wanted) continue;
            await this.slices.next();
            yield event;
          }
        }
      }
      forgetEnded(cursors);
    }
  }
}

const withThoseBehind = (batch: readonly StoredEvent[]): FollowedEvent[] =>
  batch.map((event, i) => ({ ...event, behind: batch.slice(i + 1, i + 1 + MOST_BEHIND) }));

const endsRun = (event: StoredEvent): boolean =>
  event.subject === 'run' && event.toState !== null && isRunTerminal(event.toState as RunState);

function forgetEnded(cursors: Map<string, { seq: number; endedAt: number }>): void {
  const before = Date.now() - FORGET_ENDED_AFTER_MS;
  for (const [runId, { endedAt }] of cursors) if (endedAt > 0 && endedAt < before) cursors.delete(runId);
}
