import { Field, ID, ObjectType } from '@nestjs/graphql';

import { connectionOf } from '../graphql/paging/connection.js';
import { Payload } from '../graphql/payload.js';
import { WebhookDeliveryModel, WebhookModel } from './webhook.model.js';

@ObjectType('WebhookPayload', { description: 'The answer of createWebhook and updateWebhook.' })
export class WebhookPayload extends Payload {
  @Field(() => WebhookModel, {
    nullable: true,
    description: 'The webhook as it is now; null if the command was refused.',
  })
  webhook: WebhookModel | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The secret that the server made, shown this once; null: the caller gave it, it stayed, or the command was repeated under its key.',
  })
  secret: string | null;
}

@ObjectType('DeleteWebhookPayload', { description: 'The answer of deleteWebhook.' })
export class DeleteWebhookPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The webhook that is gone; null if the command was refused.' })
  deletedWebhookId: string | null;
}

@ObjectType('WebhookDeliveryPayload', { description: 'The answer of testWebhook and redeliverWebhook.' })
export class WebhookDeliveryPayload extends Payload {
  @Field(() => WebhookDeliveryModel, {
    nullable: true,
    description: 'The message that is to be sent; null if the command was refused.',
  })
  delivery: WebhookDeliveryModel | null;
}

@ObjectType('WebhookDeliveryConnection', { description: 'A page of deliveries, the newest first.' })
export class WebhookDeliveryConnection extends connectionOf<WebhookDeliveryModel>(
  'WebhookDelivery',
  () => WebhookDeliveryModel,
) {}
