/**
 * Sends messages that are due (A7). Any number of servers may do so: a message belongs to the one that took it, until its
 * outcome is recorded or the lease runs out; so it is sent at least once, and twice only after a crash. Webhooks do not
 * wait for each other: a receiver that is slow holds up its own messages alone.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';

import { outageOf } from '../common/outages.js';
import { ReachableHosts } from '../common/reachable-hosts.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { afterFailedTry, receiverPauseMs } from '../domain/rules/webhook/retries.js';
import { CommandMetrics } from '../lifecycle/pipeline/command-metrics.js';
import { post, type Posted, type Posting } from './post.js';
import { signedHeaders } from './signature.js';
import { WebhookFanOut } from './webhook-fan-out.js';
import { type DueMessage, type RecordedTry, WebhookSendingRepository } from './webhook-sending.repository.js';

/** Messages of one webhook that are sent at the same time, and webhooks that are sent to. */
const OF_EACH = 4;
const MOST_WEBHOOKS_AT_ONCE = 16;
const TIME_LIMIT_MS = 15_000;

@Injectable()
export class WebhookSender {
  /** How long a receiver may take; changed only by tests, as is what resolves names. */
  timeLimitMs = TIME_LIMIT_MS;
  resolve: Posting['resolve'];
  private readonly logger = new Logger('Webhooks');
  private readonly reachable: ReachableHosts;
  /** Webhooks that are sent to now, and the end of that. */
  private readonly sending = new Map<string, Promise<void>>();
  private readonly stop = new AbortController();

  constructor(
    private readonly repository: WebhookSendingRepository,
    private readonly fanOut: WebhookFanOut,
    private readonly metrics: CommandMetrics,
    @Inject(SETTINGS) settings: Pick<Settings, 'webhookHosts'>,
  ) {
    this.reachable = new ReachableHosts(settings.webhookHosts);
  }

  /** Makes deliveries of what happened and begins to send those that are due. Does not wait for receivers. */
  async tick(): Promise<void> {
    const { hasEvents, hasDue } = await this.repository.look([...this.sending.keys()]);
    if (hasEvents) await this.fanOut.run();
    if (hasEvents || hasDue) await this.sendDue();
  }

  /** Ends when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending.values());
  }

  /** Breaks off what is being sent: it is sent again when its lease has run out. */
  breakOff(): void {
    this.stop.abort();
  }

  private async sendDue(): Promise<void> {
    const room = MOST_WEBHOOKS_AT_ONCE - this.sending.size;
    if (room <= 0 || this.stop.signal.aborted) return;
    const due = await this.repository.due([...this.sending.keys()], room, OF_EACH);
    const byWebhook = new Map<string, DueMessage[]>();
    for (const message of due) byWebhook.set(message.webhookId, [...(byWebhook.get(message.webhookId) ?? []), message]);
    for (const [webhookId, messages] of byWebhook) {
      const done = Promise.all(messages.map((message) => this.send(message))).then(() => {
        this.sending.delete(webhookId);
        // There may be more for it; a fault is met by the next pass.
        if (messages.length === OF_EACH) return this.sendDue().catch(() => undefined);
      });
      this.sending.set(webhookId, done);
    }
  }

  /** Never rejects: what is not recorded is sent again. */
  private async send(message: DueMessage): Promise<void> {
    const { deliveryId: id, url, body, now: sentAt, secrets } = message;
    try {
      const { reachable, timeLimitMs, resolve } = this;
      const headers = signedHeaders({ id, sentAt, body }, secrets);
      const posted = await post({
        url,
        headers,
        body,
        reachable,
        timeLimitMs,
        stop: this.stop.signal,
        ...(resolve && { resolve }),
      });
      if (posted.fault !== null && this.stop.signal.aborted) return;
      const outcome = outcomeOf(message, posted);
      await this.repository.record(message, outcome);
      this.metrics.webhooks.count(outcome.state === 'PENDING' ? 'FAILED' : outcome.state);
      this.note(message, outcome);
    } catch (error) {
      if (outageOf(error)) this.logger.debug(error);
      else this.logger.error(error);
    }
  }

  /** The log names the webhook, never its address: paths of addresses are often secrets (A4). */
  private note({ webhookId, deliveryId, attempts }: DueMessage, { state, status, fault }: RecordedTry): void {
    const what = `Message ${deliveryId} to webhook ${webhookId}`;
    const why = status === null ? fault : `${fault}, ${status}`;
    if (state === 'GIVEN_UP') this.logger.warn(`${what} is given up after ${attempts} tries: ${why}`);
    else if (state === 'PENDING') this.logger.debug(`${what} did not arrive, and is sent again: ${why}`);
  }
}

function outcomeOf({ attempts, triedSince, now }: DueMessage, { status, fault, retryAfterMs }: Posted): RecordedTry {
  const seen = { status, fault, receiverPauseMs: receiverPauseMs(retryAfterMs) };
  if (fault === null) return { ...seen, state: 'DELIVERED', pauseMs: 0 };
  if (fault === 'GONE') return { ...seen, state: 'GIVEN_UP', pauseMs: 0 };
  return { ...seen, ...afterFailedTry({ attempts, triedSince, now, chance: Math.random(), retryAfterMs }) };
}
