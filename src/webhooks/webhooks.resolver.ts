import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { displayedAddress } from '../domain/rules/webhook/webhook-form.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { pageOf } from '../graphql/paging/connection.js';
import { pageRequested } from '../graphql/paging/page.inputs.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { ProjectModel } from '../projects/project.model.js';
import {
  CreateWebhookInput,
  DeleteWebhookInput,
  DeliveriesArgs,
  RedeliverWebhookInput,
  TestWebhookInput,
  UpdateWebhookInput,
  WebhookIdArgs,
} from './webhook.inputs.js';
import { WebhookDeliveryModel, WebhookModel } from './webhook.model.js';
import {
  DeleteWebhookPayload,
  WebhookDeliveryConnection,
  WebhookDeliveryPayload,
  WebhookPayload,
} from './webhook.payloads.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

const INPUT = { description: 'Which one, and how.' };

@Resolver(() => WebhookModel)
export class WebhooksResolver {
  constructor(
    private readonly service: WebhooksService,
    private readonly repository: WebhooksRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve(
      'webhook',
      1,
      async ([webhookId]) => this.webhook({ webhookId: webhookId! }),
      ({ webhookId }: WebhookModel) => ({ webhookId }),
    );
    nodes.serve(
      'webhook-delivery',
      1,
      async ([deliveryId]) => {
        const delivery = await this.repository.delivery(deliveryId!);
        return delivery && new WebhookDeliveryModel(delivery);
      },
      ({ webhookId }: WebhookDeliveryModel) => ({ webhookId }),
    );
  }

  @Query(() => WebhookModel, { nullable: true, description: 'A webhook; null if there is none.' })
  async webhook(@Args() { webhookId }: WebhookIdArgs): Promise<WebhookModel | null> {
    const webhook = await this.repository.byId(webhookId);
    return webhook && new WebhookModel(webhook);
  }

  @Mutation(() => WebhookPayload, {
    description: 'Makes a webhook: an address that is told of what happens in a project from now on, at least once.',
  })
  createWebhook(@Args('input', INPUT) input: CreateWebhookInput): Promise<WebhookPayload> {
    return this.service.create(input);
  }

  @Mutation(() => WebhookPayload, {
    description: 'Changes a webhook, disables or enables it, or gives it a new secret.',
  })
  updateWebhook(@Args('input', INPUT) input: UpdateWebhookInput): Promise<WebhookPayload> {
    return this.service.update(input);
  }

  @Mutation(() => DeleteWebhookPayload, { description: 'Deletes a webhook with its deliveries, also those that wait.' })
  deleteWebhook(@Args('input', INPUT) input: DeleteWebhookInput): Promise<DeleteWebhookPayload> {
    return this.service.delete(input);
  }

  @Mutation(() => WebhookDeliveryPayload, { description: 'Sends a message of the type `webhook.test` to a webhook.' })
  testWebhook(@Args('input', INPUT) input: TestWebhookInput): Promise<WebhookDeliveryPayload> {
    return this.service.test(input);
  }

  @Mutation(() => WebhookDeliveryPayload, {
    description: 'Sends a message again, with the same id and text, whatever became of it; tried for a day from now.',
  })
  redeliverWebhook(@Args('input', INPUT) input: RedeliverWebhookInput): Promise<WebhookDeliveryPayload> {
    return this.service.redeliver(input);
  }
}

@Resolver(() => WebhookModel)
export class WebhookDeliveriesResolver {
  constructor(private readonly repository: WebhooksRepository) {}

  @ResolveField(() => String, {
    description:
      'Where messages are sent. For operators the whole address; others get scheme and host, because what follows is a secret of many receivers.',
  })
  url(@Parent() { address }: WebhookModel, @Context() { caller }: OperationContext): string {
    return caller.role === 'OPERATOR' ? address : displayedAddress(address);
  }

  @ResolveField(() => WebhookDeliveryConnection, { description: 'The log of its messages, the newest first.' })
  async deliveries(
    @Parent() { webhookId }: WebhookModel,
    @Args() args: DeliveriesArgs,
  ): Promise<WebhookDeliveryConnection> {
    const page = pageRequested(args);
    const rows = await this.repository.deliveries(webhookId, args.states ?? null, page);
    return pageOf(rows, page, { cursor: this.repository.cursorOf, node: (row) => new WebhookDeliveryModel(row) });
  }
}

@Resolver(() => ProjectModel)
export class ProjectWebhooksResolver {
  constructor(private readonly repository: WebhooksRepository) {}

  @ResolveField(() => [WebhookModel], {
    description: 'Addresses that are told of what happens, oldest first; up to 20.',
  })
  async webhooks(@Parent() { projectId }: ProjectModel, @Context() context: OperationContext): Promise<WebhookModel[]> {
    const webhooks = await context.loader(this.repository.ofProjects).load(projectId);
    return webhooks.map((webhook) => new WebhookModel(webhook));
  }
}
