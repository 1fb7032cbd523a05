/**
 * Sends messages that are due (A7). Any number of servers may do so: a message belongs to the one that took it, until its
 * outcome is recorded or the lease runs out; so it is sent at least once, and twice only after a crash. Webhooks do not
 * wait for each other: a receiver that is slow holds up its own messages alone.
 */
import { Inject, Injectable } from '@nestjs/common';

import { concerning } from '../common/log-subject.js';
import { PlaceSweeper } from '../common/place-sweeper.js';
import { ReachableHosts } from '../common/reachable-hosts.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { afterFailedTry, receiverPauseMs } from '../domain/rules/webhook/retries.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { post, type Posted } from './post.js';
import { signedHeaders } from './signature.js';
import { WebhookFanOut } from './webhook-fan-out.js';
import { type DueMessage, type RecordedTry, WebhookSendingRepository } from './webhook-sending.repository.js';

/** Messages of one webhook that are sent at the same time, and webhooks that are sent to. */
const OF_EACH = 4;
const MOST_WEBHOOKS_AT_ONCE = 16;
const TIME_LIMIT_MS = 15_000;
const EVERY_MS = 1_000;

@Injectable()
export class WebhookSender extends PlaceSweeper {
  private readonly reachable: ReachableHosts;

  constructor(
    private readonly repository: WebhookSendingRepository,
    private readonly fanOut: WebhookFanOut,
    private readonly metrics: CommandMetrics,
    @Inject(SETTINGS) settings: Pick<Settings, 'webhookHosts'>,
  ) {
    super('Webhooks', EVERY_MS, MOST_WEBHOOKS_AT_ONCE);
    this.reachable = new ReachableHosts(settings.webhookHosts);
  }

  /** Makes deliveries of what happened and begins to send those that are due. Does not wait for receivers. */
  async tick(): Promise<void> {
    const { hasEvents, hasDue } = await this.repository.look(this.busy);
    if (hasEvents) await this.fanOut.run();
    if (hasEvents || hasDue) await this.beginDue();
  }

  protected async takeDue(busy: readonly string[], webhooks: number): Promise<void> {
    const byWebhook = new Map<string, DueMessage[]>();
    for (const message of await this.repository.due(busy, webhooks, OF_EACH))
      byWebhook.set(message.webhookId, [...(byWebhook.get(message.webhookId) ?? []), message]);
    for (const [webhookId, messages] of byWebhook) this.begin(webhookId, this.sendAll(messages));
  }

  private async sendAll(messages: readonly DueMessage[]): Promise<boolean> {
    await Promise.all(messages.map((message) => this.send(message)));
    return messages.length === OF_EACH;
  }

  /** Never rejects: what is not recorded is sent again. */
  private async send(message: DueMessage): Promise<void> {
    const { deliveryId: id, url, body, now: sentAt, secrets } = message;
    try {
      const { reachable } = this;
      const headers = signedHeaders({ id, sentAt, body }, secrets);
      const posted = await post({
        url,
        headers,
        body,
        reachable,
        timeLimitMs: TIME_LIMIT_MS,
        stop: this.stop.signal,
      });
      if (posted.fault !== null && this.stop.signal.aborted) return;
      const outcome = outcomeOf(message, posted);
      await this.repository.record(message, outcome);
      this.metrics.webhooks.count(outcome.state === 'PENDING' ? 'FAILED' : outcome.state);
      this.note(message, outcome);
    } catch (error) {
      this.report(concerning(error, message));
    }
  }

  /** The log names the webhook, never its address: paths of addresses are often secrets (A4). */
  private note(
    { projectId, webhookId, deliveryId, attempts }: DueMessage,
    { state, status, fault }: RecordedTry,
  ): void {
    const what = `Message ${deliveryId} to webhook ${webhookId}`;
    const why = status === null ? fault : `${fault}, ${status}`;
    if (state === 'GIVEN_UP') this.logger.warn({ projectId }, `${what} is given up after ${attempts} tries: ${why}`);
    else if (state === 'PENDING') this.logger.debug({ projectId }, `${what} did not arrive, and is sent again: ${why}`);
  }
}

function outcomeOf({ attempts, triedSince, now }: DueMessage, { status, fault, retryAfterMs }: Posted): RecordedTry {
  const seen = { status, fault, receiverPauseMs: receiverPauseMs(retryAfterMs) };
  if (fault === null) return { ...seen, state: 'DELIVERED', pauseMs: 0 };
  if (fault === 'GONE') return { ...seen, state: 'GIVEN_UP', pauseMs: 0 };
  return { ...seen, ...afterFailedTry({ attempts, triedSince, now, chance: Math.random(), retryAfterMs }) };
}
