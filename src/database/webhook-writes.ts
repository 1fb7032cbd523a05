/**
 * Writes of commands on webhooks (A7), each in one statement that lands whole or not at all, with the idempotency
 * record.
 */
import { MOST_WEBHOOKS, type WebhookFacts } from '../domain/model/webhook.js';
import { type RecordRow, rememberWith } from './change-parts.js';
import { statement } from './database.js';
import { WEBHOOK } from './rows.js';

const REMEMBER = rememberWith('written', '$1');
/** So long messages are signed with the secret before as well. */
const BOTH_SECRETS = `interval '1 day'`;

/** What an operator sends is sent at once, even to a receiver that asked to be left alone. */
const PAUSE_OVER =
  'pause_over as (update webhook w set paused_until = null from written where w.webhook_id = written.webhook_id and w.paused_until is not null)';

/** Lands only while the project has room for one more. $1 record of the key, $2 the webhook, $3 its secret. */
export const INSERT_WEBHOOK = statement({
  name: 'insert_webhook',
  text: `with written as (${WEBHOOK.insert({ rows: '$2', one: true })}
    where (select count(*) from webhook w where w.project_id = n.project_id) < ${MOST_WEBHOOKS} returning webhook_id),
  kept as (insert into webhook_secret (webhook_id, secret, previous, previous_until) select webhook_id, $3, null, null from written),
  remembered as (${REMEMBER})
  select webhook_id from written`,
});

/**
 * $1 record of the key, $2 webhook, $3 write, $4 address, $5 types, $6 the new secret; each null: it stays. $7 true: it
 * is told, false: it is not, null: as it is.
 */
export const UPDATE_WEBHOOK = statement({
  name: 'update_webhook',
  text: `with written as (update webhook set write_id = $3, url = coalesce($4, url), event_types = coalesce($5::jsonb, event_types),
      disabled_at = case $7::boolean when true then null when false then coalesce(disabled_at, autopack_now()) else disabled_at end,
      disabled_reason = case $7::boolean when true then null when false then coalesce(disabled_reason, 'OPERATOR') else disabled_reason end,
      paused_until = case when $4::text is not null or $7::boolean then null else paused_until end
    where webhook_id = $2 returning webhook_id),
  changed as (update webhook_secret s set previous = s.secret, previous_until = autopack_now() + ${BOTH_SECRETS}, secret = $6
    from written w where s.webhook_id = w.webhook_id and $6::text is not null),
  remembered as (${REMEMBER})
  select webhook_id from written`,
});

/** With its secret and its deliveries. $1 record of the key, $2 webhook. */
export const DELETE_WEBHOOK = statement({
  name: 'delete_webhook',
  text: `with written as (delete from webhook where webhook_id = $2 returning webhook_id),
  remembered as (${REMEMBER})
  select webhook_id from written`,
});

/** A message that only this webhook gets. $1 record of the key, $2 webhook, $3 delivery, $4 type, $5 body, $6 write. */
export const INSERT_DELIVERY = statement({
  name: 'insert_webhook_delivery',
  text: `with written as (insert into webhook_delivery (delivery_id, webhook_id, message_type, state, body, created_at, tried_since, attempts, next_attempt_at, write_id)
    select $3, w.webhook_id, $4, 'PENDING', $5, autopack_now(), autopack_now(), 0, autopack_now(), $6
    from webhook w where w.webhook_id = $2 returning delivery_id, webhook_id),
  ${PAUSE_OVER},
  remembered as (${REMEMBER})
  select delivery_id from written`,
});

/** Sent again at once, and for a day from now. $1 record of the key, $2 delivery, $3 write. */
export const REDELIVER = statement({
  name: 'redeliver_webhook',
  text: `with written as (update webhook_delivery set state = 'PENDING', tried_since = autopack_now(), attempts = 0, next_attempt_at = autopack_now(),
      ended_at = null, write_id = $3 where delivery_id = $2 returning delivery_id, webhook_id),
  ${PAUSE_OVER},
  remembered as (${REMEMBER})
  select delivery_id from written`,
});

/** $1 webhook, $2 write. */
export const WEBHOOK_LANDED = statement({
  name: 'webhook_landed',
  text: 'select 1 as landed from webhook where webhook_id = $1 and write_id = $2',
});

/** $1 webhook. */
export const WEBHOOK_GONE = statement({
  name: 'webhook_gone',
  text: 'select 1 as landed where not exists (select from webhook where webhook_id = $1)',
});

/** $1 delivery, $2 write. */
export const DELIVERY_LANDED = statement({
  name: 'webhook_delivery_landed',
  text: 'select 1 as landed from webhook_delivery where delivery_id = $1 and write_id = $2',
});

const webhookRow = WEBHOOK.writer(WEBHOOK.names);
const recordText = (record: RecordRow) => record && JSON.stringify(record);

export const insertWebhookValues = (webhook: WebhookFacts, secret: string, writeId: string, record: RecordRow) => [
  recordText(record),
  JSON.stringify(webhookRow({ ...webhook, writeId })),
  secret,
];

/** What changes about a webhook; undefined: nothing. */
export interface WebhookChange {
  readonly url?: string | undefined;
  readonly eventTypes?: WebhookFacts['eventTypes'] | undefined;
  readonly enabled?: boolean | undefined;
  readonly secret?: string | undefined;
}

export const updateWebhookValues = (webhookId: string, change: WebhookChange, writeId: string, record: RecordRow) => [
  ...[recordText(record), webhookId, writeId, change.url ?? null],
  change.eventTypes ? JSON.stringify(change.eventTypes) : null,
  ...[change.secret ?? null, change.enabled ?? null],
];
