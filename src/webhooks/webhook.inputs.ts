/** Inputs of the commands and queries on webhooks (A7). */
import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsOptional } from 'class-validator';

import {
  DELIVERY_STATES,
  type DeliveryState,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
} from '../domain/model/webhook.js';
import { PageArgs } from '../graphql/paging/page.inputs.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { IsId, IsShortText } from '../graphql/types/validation.js';
import { WebhookDeliveryStateEnum, WebhookEventTypeEnum } from './webhook.model.js';

const LONGEST_URL = 2_000;
const LONGEST_SECRET = 200;
const ADDRESS =
  'An http or https address, without user and password; up to 2,000 characters. Addresses that are not public must be among AUTOPACK_WEBHOOK_HOSTS.';
const SECRET = '`whsec_` and the Base64 of 24 to 64 random bytes';

@InputType('CreateWebhookInput', { description: 'An address that shall be told of what happens in a project.' })
export class CreateWebhookInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The project; it may have 20 webhooks.' })
  projectId: string;
  @IsShortText(LONGEST_URL)
  @Field({ description: ADDRESS })
  url: string;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(WEBHOOK_EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENT_TYPES, { each: true })
  @Field(() => [WebhookEventTypeEnum], { nullable: true, description: 'What it is told of; left out: of everything.' })
  eventTypes?: WebhookEventType[] | null;
  @IsOptional()
  @IsShortText(LONGEST_SECRET)
  @Field(() => String, { nullable: true, description: `${SECRET}; left out: the server makes one.` })
  secret?: string | null;
}

@ArgsType()
export class WebhookIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The webhook.' })
  webhookId: string;
}

@InputType({ isAbstract: true })
abstract class OfWebhookInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The webhook.' })
  webhookId: string;
}

@InputType('UpdateWebhookInput', { description: 'What shall change about a webhook; what is left out stays.' })
export class UpdateWebhookInput extends OfWebhookInput {
  @IsOptional()
  @IsShortText(LONGEST_URL)
  @Field(() => String, { nullable: true, description: ADDRESS })
  url?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(WEBHOOK_EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENT_TYPES, { each: true })
  @Field(() => [WebhookEventTypeEnum], { nullable: true, description: 'What it is told of.' })
  eventTypes?: WebhookEventType[] | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'False: it is told no more; true: it is told again.' })
  enabled?: boolean | null;
  @IsOptional()
  @IsShortText(LONGEST_SECRET)
  @Field(() => String, {
    nullable: true,
    description: `A new secret: ${SECRET}. For a day messages are signed with the old one too.`,
  })
  secret?: string | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'True: the server makes a new secret.' })
  newSecret?: boolean | null;
}

@InputType('DeleteWebhookInput', { description: 'A webhook to delete.' })
export class DeleteWebhookInput extends OfWebhookInput {}

@InputType('TestWebhookInput', { description: 'A webhook to try.' })
export class TestWebhookInput extends OfWebhookInput {}

@InputType('RedeliverWebhookInput', { description: 'A message to send again.' })
export class RedeliverWebhookInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The delivery.' })
  deliveryId: string;
}

@ArgsType()
export class DeliveriesArgs extends PageArgs {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(DELIVERY_STATES.length)
  @IsIn(DELIVERY_STATES, { each: true })
  @Field(() => [WebhookDeliveryStateEnum], { nullable: true, description: 'Only these; left out: all.' })
  states?: DeliveryState[] | null;
}
