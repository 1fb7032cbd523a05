/** Why commands on webhooks are refused (A7). */
import type { Refusal } from '../../model/refusal.js';
import { MOST_WEBHOOKS } from '../../model/webhook.js';

export const webhookNotFound = (webhookId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `There is no webhook "${webhookId}".`,
  retryable: false,
  path: ['input', 'webhookId'],
});

export const deliveryNotFound = (deliveryId: string): Refusal => ({
  kind: 'not-found',
  code: 'NOT_FOUND',
  message: `There is no delivery "${deliveryId}": it was never made, or is no longer kept.`,
  retryable: false,
  path: ['input', 'deliveryId'],
});

export const tooManyWebhooks = (projectId: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `Project "${projectId}" has ${MOST_WEBHOOKS} webhooks, the most that it may have: delete one first.`,
  retryable: true,
  path: ['input', 'projectId'],
});

/** `field`: the input's field; `fault`: what is wrong with it, such as "must be …". */
export const webhookInputRefusal = (field: string, fault: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `${field} ${fault}.`,
  retryable: false,
  path: ['input', field],
});

export const webhookDisabled = (webhookId: string, path: string): Refusal => ({
  kind: 'input',
  code: 'INVALID_INPUT',
  message: `Webhook "${webhookId}" is disabled: enable it first.`,
  retryable: true,
  path: ['input', path],
});
