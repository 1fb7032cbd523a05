/** A receiver of webhooks: a real HTTP server on loopback that answers as a test says; and the API of webhooks. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { CreateWebhookInput, UpdateWebhookInput } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import type { TestClient } from '../support/graphql-client.js';
import { until } from '../support/waiting.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Receiver {
  readonly received: Received[] = [];
  /** What happens to a request whose body is in; default: 204. */
  answer: RequestListener = (_request, response) => void response.writeHead(204).end();
  private server: Server | null = null;
  private port = 0;

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.up();
    return receiver;
  }

  /** Listens, at the same port as before. */
  async up(): Promise<void> {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        this.received.push({ path: request.url!, headers: request.headers, body });
        this.answer(request, response);
      });
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  status(code: number, headers: Record<string, string> = {}): void {
    this.answer = (_request, response) => void response.writeHead(code, headers).end();
  }

  /** Waits until so many messages came in. */
  async got(count: number): Promise<readonly Received[]> {
    await until(`${count} messages`, () => this.received.length >= count);
    return this.received;
  }
}

/** An independent check of a signature, from the text of the specification. */
export function isSignedWith(secret: string, { headers, body }: Received): boolean {
  const content = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(content).digest();
  return (headers['webhook-signature'] as string).split(' ').some((entry) => {
    const [version, signature] = entry.split(',');
    const given = Buffer.from(signature ?? '', 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const CREATE = gql(
  'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { webhook { webhookId projectId url eventTypes enabled } secret errors { code message path } } }',
);
const UPDATE = gql(
  'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { webhook { webhookId url eventTypes enabled disabledReason } secret errors { code message path } } }',
);
const DELETE = gql(
  'mutation ($input: DeleteWebhookInput!) { deleteWebhook(input: $input) { deletedWebhookId errors { code } } }',
);
const TEST = gql(
  'mutation ($input: TestWebhookInput!) { testWebhook(input: $input) { delivery { deliveryId state } errors { code message } } }',
);
const REDELIVER = gql(
  'mutation ($input: RedeliverWebhookInput!) { redeliverWebhook(input: $input) { delivery { deliveryId state attempts } errors { code message } } }',
);
const DELIVERIES = gql(
  `query ($webhookId: ID!, $first: Int, $after: String, $states: [WebhookDeliveryState!]) { webhook(webhookId: $webhookId) { enabled disabledReason pausedUntil
    deliveries(first: $first, after: $after, states: $states) { nodes { deliveryId messageType state attempts lastStatus lastFault nextAttemptAt endedAt body } pageInfo { hasNextPage endCursor } } } }`,
);
const OF_PROJECT = gql('query ($projectId: ID!) { project(projectId: $projectId) { webhooks { webhookId url } } }');
const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');
const CANCEL = gql('mutation ($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }');
const PROJECT = gql('mutation ($input: CreateProjectInput!) { createProject(input: $input) { errors { code } } }');

const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];

export class WebhookApi {
  constructor(private readonly client: TestClient) {}

  create = async (input: CreateWebhookInput) => (await this.client.request(CREATE, { input })).createWebhook;
  update = async (input: UpdateWebhookInput) => (await this.client.request(UPDATE, { input })).updateWebhook;
  delete = async (webhookId: string) => (await this.client.request(DELETE, { input: { webhookId } })).deleteWebhook;
  test = async (webhookId: string) => (await this.client.request(TEST, { input: { webhookId } })).testWebhook;
  redeliver = async (deliveryId: string) =>
    (await this.client.request(REDELIVER, { input: { deliveryId } })).redeliverWebhook;
  log = async (webhookId: string, first = 20, after: string | null = null) =>
    (await this.client.request(DELIVERIES, { webhookId, first, after })).webhook!;
  ofProject = async (projectId: string) => (await this.client.request(OF_PROJECT, { projectId })).project!.webhooks;
  project = async (projectId: string) => this.client.request(PROJECT, { input: { projectId } });

  /** A webhook of a project of its own, and its secret. */
  async hook(url: string, projectId: string, more: Partial<CreateWebhookInput> = {}) {
    await this.project(projectId);
    const { webhook, secret, errors } = await this.create({ projectId, url, ...more });
    expect(errors).toEqual([]);
    return { webhookId: webhook!.webhookId, secret: secret ?? (more.secret as string) };
  }

  /** A run that has ended, cancelled. */
  async endedRun(runId: string, projectId: string): Promise<void> {
    await this.client.request(START, { input: { runId, projectId, tiers } });
    const { errors } = (await this.client.request(CANCEL, { input: { runId, reason: 'enough' } })).cancelRun;
    expect(errors).toEqual([]);
  }

  /** Waits until the only message of a webhook has this state; answers it. */
  async settled(webhookId: string, state: string) {
    return until(`a message that is ${state}`, async () => {
      const [first] = (await this.log(webhookId)).deliveries.nodes;
      return first?.state === state ? first : null;
    });
  }
}
