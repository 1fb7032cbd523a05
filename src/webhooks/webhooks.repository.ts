/** Reads of webhooks and of the log of their deliveries (A7). No statement here touches a secret. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { Database, statement } from '../database/database.js';
import { WebhookEntity } from '../database/entities/webhook.entity.js';
import { deliveryFromJson, type JsonRow } from '../database/rows.js';
import {
  type DeliveryState,
  MOST_WEBHOOKS,
  type WebhookDeliveryFacts,
  type WebhookFacts,
} from '../domain/model/webhook.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import type { PageRequested } from '../graphql/paging/page.inputs.js';
import { all, batchOf } from '../graphql/request/operation-context.js';

const LIST = 'deliveries';

/** A message that waits is not sent before the pause of its webhook is over. */
const DELIVERY = `to_jsonb(d) - 'write_id' || jsonb_build_object('next_attempt_at', greatest(d.next_attempt_at, w.paused_until)) as delivery
    from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id`;

/** $1 webhook, $2 states or null, $3 and $4 the delivery behind which to go on, $5 how many. */
const PAGE = statement({
  name: 'webhook_deliveries_page',
  text: `select ${DELIVERY} where d.webhook_id = $1 and ($2::text[] is null or d.state = any($2::text[]))
    and ($3::timestamptz is null or (d.created_at, d.delivery_id) < ($3::timestamptz, $4::text))
    order by d.created_at desc, d.delivery_id desc limit $5::int`,
});
/** $1 delivery. */
const ONE = statement({
  name: 'webhook_delivery_one',
  text: `select ${DELIVERY} where d.delivery_id = $1`,
});

@Injectable()
export class WebhooksRepository {
  /** The webhooks of projects, oldest first. */
  readonly ofProjects = batchOf<string, WebhookFacts, readonly WebhookFacts[]>(
    (projectId) => projectId,
    (projectIds) =>
      this.webhooks.find({
        where: { projectId: In([...projectIds]) },
        order: { createdAt: 'ASC', webhookId: 'ASC' },
        take: MOST_WEBHOOKS * projectIds.length,
      }),
    ({ projectId }) => projectId,
    all,
  );

  constructor(
    @InjectRepository(WebhookEntity) private readonly webhooks: Repository<WebhookEntity>,
    private readonly database: Database,
  ) {}

  byId(webhookId: string): Promise<WebhookFacts | null> {
    return this.webhooks.findOneBy({ webhookId });
  }

  async delivery(deliveryId: string): Promise<WebhookDeliveryFacts | null> {
    const [row] = await this.database.read<{ delivery: JsonRow }>(ONE, [deliveryId]);
    return row ? deliveryFromJson(row.delivery) : null;
  }

  /** A page with one entry to spare, the newest first. */
  async deliveries(
    webhookId: string,
    states: readonly DeliveryState[] | null,
    { first, after }: PageRequested,
  ): Promise<WebhookDeliveryFacts[]> {
    const behind = after === null ? [null, null] : decodeCursor(LIST, after, ['instant', 'text']);
    const rows = await this.database.read<{ delivery: JsonRow }>(PAGE, [webhookId, states, ...behind, first + 1]);
    return rows.map(({ delivery }) => deliveryFromJson(delivery));
  }

  cursorOf({ createdAt, deliveryId }: WebhookDeliveryFacts): string {
    return encodeCursor(LIST, [createdAt.toISOString(), deliveryId]);
  }
}
