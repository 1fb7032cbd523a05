/** `autopack webhook`: the addresses of a project that are sent what happens, and the log of their messages (A7). */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { clientOf, factLines, fitted, found, present, spanOf } from '../operator/present.js';
import { refused } from '../operator/refused.js';
import { textOf } from '../plans/text-file.js';
import { DEFAULT_PROJECT } from '../shared/default-project.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';

export interface OfWebhook extends ServerOptions {
  readonly webhookId: string;
}

export interface CreateOptions extends ServerOptions {
  readonly address: string;
  readonly project?: string;
  readonly events?: readonly string[];
  readonly secretFile?: string;
  readonly key?: string;
}

export interface ChangeOptions extends OfWebhook {
  readonly enabled?: boolean;
  readonly newSecret?: boolean;
  readonly key?: string;
}

export interface DeliveriesOptions extends OfWebhook {
  readonly state?: readonly string[];
  readonly first?: number;
  readonly after?: string;
}

const WEBHOOK = gql(
  'fragment CliWebhook on Webhook { webhookId projectId url eventTypes enabled disabledAt disabledReason createdAt }',
);
const DELIVERY =
  gql(`fragment CliDelivery on WebhookDelivery { deliveryId webhookId messageType state createdAt attempts
  lastAttemptAt nextAttemptAt lastStatus lastFault endedAt }`);
const CREATE = gql(
  `mutation CliCreateWebhook($input: CreateWebhookInput!) { createWebhook(input: $input) {
    webhook { ...CliWebhook } secret errors { ...Refusal } } }`,
  WEBHOOK,
  REFUSAL,
);
const UPDATE = gql(
  `mutation CliUpdateWebhook($input: UpdateWebhookInput!) { updateWebhook(input: $input) {
    webhook { ...CliWebhook } secret errors { ...Refusal } } }`,
  WEBHOOK,
  REFUSAL,
);
const DELETE = gql(
  `mutation CliDeleteWebhook($input: DeleteWebhookInput!) { deleteWebhook(input: $input) {
    deletedWebhookId errors { ...Refusal } } }`,
  REFUSAL,
);
const TEST = gql(
  `mutation CliTestWebhook($input: TestWebhookInput!) { testWebhook(input: $input) {
    delivery { ...CliDelivery } errors { ...Refusal } } }`,
  DELIVERY,
  REFUSAL,
);
const REDELIVER = gql(
  `mutation CliRedeliver($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) {
    delivery { ...CliDelivery } errors { ...Refusal } } }`,
  DELIVERY,
  REFUSAL,
);
const LIST = gql(
  'query CliWebhooks($projectId: ID!) { project(projectId: $projectId) { webhooks { ...CliWebhook } } }',
  WEBHOOK,
);
const DELIVERIES = gql(
  `query CliDeliveries($webhookId: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) {
    webhook(webhookId: $webhookId) { deliveries(first: $first, after: $after, states: $states) {
      nodes { ...CliDelivery } pageInfo { hasNextPage endCursor } } } }`,
  DELIVERY,
);

/** A secret has at most 94 characters. */
const MOST_SECRET_BYTES = 200;

type Webhook = NonNullable<ResultOf<typeof CREATE>['createWebhook']['webhook']>;
type EventType = Webhook['eventTypes'][number];
type State = NonNullable<ResultOf<typeof TEST>['testWebhook']['delivery']>['state'];

export async function webhookCreate(output: Output, options: CreateOptions): Promise<number> {
  const input = {
    projectId: options.project ?? DEFAULT_PROJECT,
    url: options.address,
    eventTypes: options.events as readonly EventType[] | undefined,
    secret: options.secretFile === undefined ? undefined : (await textOf(options.secretFile, MOST_SECRET_BYTES)).trim(),
    idempotencyKey: options.key,
  };
  return changed(output, (await clientOf(options).request(CREATE, { input })).createWebhook);
}

export async function webhookChange(output: Output, options: ChangeOptions): Promise<number> {
  const { webhookId, enabled, newSecret, key } = options;
  const input = { webhookId, enabled, newSecret, idempotencyKey: key };
  return changed(output, (await clientOf(options).request(UPDATE, { input })).updateWebhook);
}

export async function webhookList(
  output: Output,
  { project: projectId = DEFAULT_PROJECT, ...options }: ServerOptions & { readonly project?: string },
): Promise<number> {
  const { project } = await clientOf(options).request(LIST, { projectId });
  const { webhooks } = found(project, `project "${projectId}"`);
  const rows = webhooks.map(({ webhookId, url, eventTypes, ...webhook }) => [
    ...[webhookId, stateOf(webhook), eventTypes.map(wordOf).join(','), url],
  ]);
  present(output, { webhooks }, fitted(output, ['WEBHOOK', 'STATE', 'EVENTS', 'ADDRESS'], rows, [2, 3]), [
    'autopack webhook deliveries <webhookId>',
  ]);
  return EXIT.ok;
}

export async function webhookDeliveries(output: Output, options: DeliveriesOptions): Promise<number> {
  const { webhookId, first, after, state } = options;
  const states = state as readonly State[] | undefined;
  const { webhook } = await clientOf(options).request(DELIVERIES, { webhookId, first, after, states });
  const { nodes, pageInfo } = found(webhook, `webhook "${webhookId}"`).deliveries;
  const rows = nodes.map(({ deliveryId, messageType, attempts, lastStatus, lastFault, ...one }) => [
    ...[deliveryId, wordOf(messageType), one.state.toLowerCase(), String(attempts)],
    ...[lastStatus === null ? (lastFault?.toLowerCase() ?? '-') : String(lastStatus), untilNext(one.nextAttemptAt)],
  ]);
  const heading = ['DELIVERY', 'EVENT', 'STATE', 'TRIES', 'LAST', 'NEXT'];
  const more = pageInfo.hasNextPage ? [`autopack webhook deliveries ${webhookId} --after ${pageInfo.endCursor}`] : [];
  present(output, { deliveries: nodes, pageInfo }, fitted(output, heading, rows, []), [
    ...more,
    ...(nodes.length > 0 ? ['autopack webhook redeliver <deliveryId>'] : []),
  ]);
  return EXIT.ok;
}

export async function webhookDelete(output: Output, { webhookId, ...options }: OfWebhook): Promise<number> {
  const answer = (await clientOf(options).request(DELETE, { input: { webhookId } })).deleteWebhook;
  if (answer.errors.length > 0) return refused(output, answer.errors);
  present(output, { deletedWebhookId: answer.deletedWebhookId }, [`Webhook ${printable(webhookId)} is deleted`]);
  return EXIT.ok;
}

export async function webhookTest(output: Output, { webhookId, ...options }: OfWebhook): Promise<number> {
  return queued(output, (await clientOf(options).request(TEST, { input: { webhookId } })).testWebhook);
}

export async function webhookRedeliver(
  output: Output,
  { deliveryId, ...options }: ServerOptions & { readonly deliveryId: string },
): Promise<number> {
  return queued(output, (await clientOf(options).request(REDELIVER, { input: { deliveryId } })).redeliverWebhook);
}

function changed(output: Output, { webhook, secret, errors }: ResultOf<typeof CREATE>['createWebhook']): number {
  if (errors.length > 0 || webhook === null) return refused(output, errors);
  const facts: [string, string][] = [
    ['project', webhook.projectId],
    ['address', webhook.url],
    ['events', webhook.eventTypes.map(wordOf).join(', ')],
    ['state', stateOf(webhook)],
    ...(secret === null ? [] : [['secret', `${secret} (shown once)`] as [string, string]]),
  ];
  const lines = [output.paint('bold', printable(webhook.webhookId)), ...factLines(output, facts)];
  present(output, { webhook, secret }, lines, webhook.enabled ? [`autopack webhook test ${webhook.webhookId}`] : []);
  return EXIT.ok;
}

function queued(output: Output, { delivery, errors }: ResultOf<typeof TEST>['testWebhook']): number {
  if (errors.length > 0 || delivery === null) return refused(output, errors);
  present(
    output,
    { delivery },
    [`${printable(delivery.deliveryId)} is sent now`],
    [`autopack webhook deliveries ${delivery.webhookId}`],
  );
  return EXIT.ok;
}

const stateOf = ({ enabled, disabledReason }: Pick<Webhook, 'enabled' | 'disabledReason'>): string =>
  enabled ? 'enabled' : disabledReason === 'GONE' ? 'disabled: it answered 410' : 'disabled';

/** A span is half as wide as an instant: the table is as wide as a terminal. */
const untilNext = (at: string | null): string => (at === null ? '-' : `in ${spanOf(Date.parse(at) - Date.now())}`);

/** As on the wire: `run.ended`. */
const wordOf = (type: string): string => type.toLowerCase().replace('_', '.');
