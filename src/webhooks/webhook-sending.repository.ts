/** Reads and writes of the sending of webhooks (A7). Only `due` reads secrets. */
import { Injectable } from '@nestjs/common';

import { IdSource } from '../common/ids.js';
import { Database } from '../database/database.js';
import { backlogEntryFromJson, type JsonRow } from '../database/rows.js';
import type { BacklogEntry } from '../domain/model/issue.js';
import type { DeliveryFault, DeliveryState, WebhookEventType } from '../domain/model/webhook.js';
import type { Aging } from '../domain/rules/strategy/aging-thresholds.js';
import { GIVE_UP_AFTER_MS } from '../domain/rules/webhook/retries.js';
import {
  FAN_OUT,
  FORGET_DELIVERIES,
  GIVE_UP_WAITING,
  LOOK,
  NEWLY_AGED,
  READ_EVENTS,
  RECORD_TRY,
  TAKE_DUE,
} from './webhook-sending.statements.js';

/** What happened, as the outbox holds it. */
export interface OutboxEvent {
  readonly eventId: string;
  readonly projectId: string;
  readonly type: WebhookEventType;
  readonly at: Date;
  readonly facts: Readonly<Record<string, unknown>>;
  /** The ruleset of that moment, where the facts name it, and the one before it. */
  readonly document: unknown;
  readonly documentBefore: unknown;
}

/** A message for every webhook of a project that is told of its type. */
export interface NewMessage {
  readonly eventId: string;
  readonly projectId: string;
  readonly type: WebhookEventType;
  readonly body: string;
}

/** A message that this server sends now. */
export interface DueMessage {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly projectId: string;
  readonly writeId: string;
  readonly url: string;
  readonly body: string;
  /** With this one. */
  readonly attempts: number;
  readonly triedSince: Date;
  readonly now: Date;
  /** One, or two while a secret is replaced. */
  readonly secrets: readonly string[];
}

export interface RecordedTry {
  readonly state: DeliveryState;
  readonly pauseMs: number;
  readonly status: number | null;
  readonly fault: DeliveryFault | null;
  /** So long nothing is sent to this receiver; null: it does not ask for that. */
  readonly receiverPauseMs: number | null;
}

interface EventRow {
  readonly event_id: string;
  readonly project_id: string;
  readonly type: WebhookEventType;
  readonly at: Date;
  readonly facts: Record<string, unknown>;
  readonly document: unknown;
  readonly document_before: unknown;
}

interface DueRow {
  readonly delivery_id: string;
  readonly webhook_id: string;
  readonly project_id: string;
  readonly url: string;
  readonly body: string;
  readonly attempts: number;
  readonly tried_since: Date;
  readonly now: Date;
  readonly secret: string;
  readonly previous: string | null;
}

@Injectable()
export class WebhookSendingRepository {
  constructor(
    private readonly database: Database,
    private readonly ids: IdSource,
  ) {}

  /** Whether something has to be told, and whether messages are due to webhooks that are not in `busy`. */
  async look(busy: readonly string[]): Promise<{ readonly hasEvents: boolean; readonly hasDue: boolean }> {
    const [row] = await this.database.write<{ has_events: boolean; has_due: boolean }>(LOOK, [busy]);
    return { hasEvents: row!.has_events, hasDue: row!.has_due };
  }

  /** The oldest first. */
  async events(limit: number): Promise<OutboxEvent[]> {
    const rows = await this.database.write<EventRow & Record<string, unknown>>(READ_EVENTS, [limit]);
    return rows.map((row) => ({
      ...{ eventId: row.event_id, projectId: row.project_id, type: row.type, at: row.at, facts: row.facts },
      ...{ document: row.document, documentBefore: row.document_before },
    }));
  }

  /** Takes what happened out of the outbox and writes the deliveries of the messages, whole or not at all. */
  async fanOut(eventIds: readonly string[], messages: readonly NewMessage[]): Promise<void> {
    const rows = messages.map(({ eventId, projectId, type, body }) => ({
      ...{ event_id: eventId, project_id: projectId, type, body },
    }));
    await this.database.write(FAN_OUT, [eventIds, JSON.stringify(rows)]);
  }

  /** Takes messages that are due, of webhooks that are not in `busy`. */
  async due(busy: readonly string[], webhooks: number, ofEach: number): Promise<DueMessage[]> {
    const writeId = this.ids.uuid();
    const values = [busy, webhooks * ofEach, ofEach, writeId];
    const rows = await this.database.write<DueRow & Record<string, unknown>>(TAKE_DUE, values);
    return rows.map((row) => ({
      ...{
        deliveryId: row.delivery_id,
        webhookId: row.webhook_id,
        projectId: row.project_id,
        writeId,
        url: row.url,
        body: row.body,
      },
      ...{ attempts: row.attempts, triedSince: row.tried_since, now: row.now },
      secrets: row.previous === null ? [row.secret] : [row.secret, row.previous],
    }));
  }

  /** Records a try; may be called again. If the message was taken by another write meanwhile, nothing is recorded. */
  async record({ deliveryId, writeId }: DueMessage, tried: RecordedTry): Promise<void> {
    const { state, pauseMs, status, fault, receiverPauseMs } = tried;
    const values = [deliveryId, writeId, state, pauseMs, status, fault, receiverPauseMs];
    await this.database.read(RECORD_TRY, values);
  }

  /** Answers how many messages were given up. */
  async giveUpWaiting(): Promise<number> {
    return (await this.database.write(GIVE_UP_WAITING, [GIVE_UP_AFTER_MS])).length;
  }

  /** Deletes what the log no longer keeps; answers how many of each bound. */
  async forget(limit: number): Promise<number> {
    return (await this.database.write(FORGET_DELIVERIES, [limit])).length;
  }

  /** Issues that thresholds make old, and earlier ones did not. */
  async newlyAged(projectId: string, to: Aging, from: Aging, limit: number): Promise<BacklogEntry[]> {
    const values = [projectId, to.resolvedAfterRuns, to.runs, to.tiers, from.runs, from.tiers, limit];
    const rows = await this.database.write<{ entry: JsonRow }>(NEWLY_AGED, values);
    return rows.map(({ entry }) => backlogEntryFromJson(entry));
  }
}
