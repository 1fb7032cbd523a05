/** Inputs of the commands on tokens. */
import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsEnum, IsOptional } from 'class-validator';

import type { Role } from '../domain/model/caller.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { DateTime } from '../graphql/types/scalars.js';
import { IsId, IsShortText, IsTokenName } from '../graphql/types/validation.js';
import { RoleEnum } from './token.model.js';

const MOST_PROJECTS = 50;

@InputType('CreateTokenInput', { description: 'A token to make.' })
export class CreateTokenInput extends CommandInput {
  @IsTokenName()
  @Field({
    description:
      'Its name, 1 to 60 letters, digits, `.`, `_` and `-`; unique ignoring case among tokens that are not revoked. Events show it.',
  })
  name: string;
  @IsEnum(RoleEnum)
  @Field(() => RoleEnum, { description: 'What its holder may do.' })
  role: Role;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PROJECTS)
  @IsId({ each: true })
  @Field(() => [ID], {
    nullable: true,
    description: `Its holder reaches these projects alone, 1 to ${MOST_PROJECTS}; left out: all.`,
  })
  projectIds?: string[] | null;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'From when on it is refused; left out: it does not expire.' })
  expiresAt?: Date | null;
}

@InputType('RevokeTokenInput', { description: 'A token to revoke.' })
export class RevokeTokenInput extends CommandInput {
  @IsShortText(100)
  @Field(() => ID, { description: 'Its id, as `tokens` lists it.' })
  id: string;
}
