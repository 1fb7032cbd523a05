import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { CommonModule } from '../common/common.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { WebhookEntity } from '../database/entities/webhook.entity.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { DeliveryLogSweeper } from './delivery-log.sweeper.js';
import { WebhookFanOut } from './webhook-fan-out.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSendingRepository } from './webhook-sending.repository.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { ProjectWebhooksResolver, WebhookDeliveriesResolver, WebhooksResolver } from './webhooks.resolver.js';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks: addresses of projects that are told of what happens (A7). */
@Module({
  imports: [TypeOrmModule.forFeature([WebhookEntity]), CommonModule, DatabaseModule, LifecycleModule, NodeModule],
  providers: [
    ...[WebhooksResolver, WebhookDeliveriesResolver, ProjectWebhooksResolver, WebhooksService, WebhooksRepository],
    ...[WebhookSendingRepository, WebhookFanOut, WebhookSender, DeliveryLogSweeper],
  ],
})
export class WebhooksModule {}
