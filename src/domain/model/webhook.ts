/** Webhooks (A7): addresses of a project that are told of what happened, and what became of each message to them. */

/** What a webhook can be told of; on the wire `run.ended`, `run.promoted`, `issue.needs_cleanup` and so on. */
export const WEBHOOK_EVENT_TYPES = [
  ...(['RUN_ENDED', 'RUN_PROMOTED', 'ISSUE_NEEDS_CLEANUP', 'LAYOUT_FAILING'] as const),
  ...(['CHANGE_OPENED', 'CHANGE_UPDATED', 'CHANGE_MERGED', 'CHANGE_CLOSED'] as const),
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** What a message is about: one of those, or a trial that an operator asked for. */
export const WEBHOOK_MESSAGE_TYPES = [...WEBHOOK_EVENT_TYPES, 'WEBHOOK_TEST'] as const;
export type WebhookMessageType = (typeof WEBHOOK_MESSAGE_TYPES)[number];

/** The type as the message says it: `RUN_ENDED` is `run.ended`. */
export const wireType = (type: WebhookMessageType): string => type.toLowerCase().replace('_', '.');

/** Pending: to be sent, or sent again. Given up: nothing is sent any more, unless it is asked for again. */
export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'GIVEN_UP'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a message did not arrive. */
export const DELIVERY_FAULTS = [
  'STATUS',
  'REDIRECT',
  'GONE',
  'TIMEOUT',
  'CONNECTION',
  'NAME_NOT_FOUND',
  'CERTIFICATE',
  'ADDRESS_REFUSED',
] as const;
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

/** Why nothing is sent to a webhook: an operator said so, or the receiver answered 410. */
export const DISABLED_REASONS = ['OPERATOR', 'GONE'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** A project has at most so many. */
export const MOST_WEBHOOKS = 20;

export interface WebhookFacts {
  readonly webhookId: string;
  readonly projectId: string;
  readonly url: string;
  readonly eventTypes: readonly WebhookEventType[];
  readonly createdAt: Date;
  /** Null: it is told. */
  readonly disabledAt: Date | null;
  readonly disabledReason: DisabledReason | null;
  /** Nothing is sent before: the receiver said when to come back. Null, or in the past: it did not. */
  readonly pausedUntil: Date | null;
}

/** A message to one webhook, and what became of it. Its id is the `webhook-id` of every try. */
export interface WebhookDeliveryFacts {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly messageType: WebhookMessageType;
  readonly state: DeliveryState;
  /** The JSON text that is signed and sent: the same bytes at every try. */
  readonly body: string;
  readonly createdAt: Date;
  /** Since when it is tried; a day later it is given up. */
  readonly triedSince: Date;
  readonly attempts: number;
  /** Not before then; while it is being sent, when another server may send it. */
  readonly nextAttemptAt: Date;
  readonly lastAttemptAt: Date | null;
  /** What the receiver answered last. */
  readonly lastStatus: number | null;
  readonly lastFault: DeliveryFault | null;
  readonly endedAt: Date | null;
}
