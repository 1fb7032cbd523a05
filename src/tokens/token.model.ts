import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsEnum, IsOptional } from 'class-validator';

import type { AccessToken } from '../domain/model/access-token.js';
import { type Role, ROLES } from '../domain/model/caller.js';
import { Payload } from '../graphql/payload.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';
import { IsId, IsShortText, IsTokenName } from '../graphql/types/validation.js';

const MOST_PROJECTS = 50;

export const RoleEnum = graphqlEnum<Role>('Role', 'What a caller may do.', ROLES, {
  OPERATOR: 'Everything.',
  BUILDER: 'The work of Builders: claim, beat, submit, release; record issues in phases that it holds, and read these.',
  AUDITOR: 'The same for Auditors.',
  CI: 'The same for CI; it may also report CI from outside, without a lease.',
  VIEWER: 'Read.',
});

@ObjectType('Viewer', { description: 'Who asks.' })
export class ViewerModel {
  @Field({ description: 'The name of the token; `operator` without a stored one.' })
  name: string;
  @Field(() => RoleEnum, { description: 'What the caller may do.' })
  role: Role;
  @Field(() => [ID], { nullable: true, description: 'The projects that it is bound to; null: it reaches all.' })
  projectIds: readonly string[] | null;
}

@ObjectType('Token', { description: 'A stored token. Its text is shown once, by createToken.' })
export class TokenModel {
  constructor(private readonly facts: AccessToken) {}

  @Field(() => ID, { description: 'For revokeToken.' })
  get id(): string {
    return this.facts.tokenId;
  }
  @Field({ description: 'Its name: the actor of what is done by it is its role and this name.' })
  get name(): string {
    return this.facts.name;
  }
  @Field(() => RoleEnum, { description: 'What its holder may do.' })
  get role(): Role {
    return this.facts.role;
  }
  @Field(() => [ID], { nullable: true, description: 'The projects that it is bound to; null: it reaches all.' })
  get projectIds(): readonly string[] | null {
    return this.facts.projectIds;
  }
  @Field(() => DateTime, { description: 'When it was made.' })
  get createdAt(): Date {
    return this.facts.createdAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'From when on it is refused; null: it does not expire.' })
  get expiresAt(): Date | null {
    return this.facts.expiresAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was used last, to about a minute; null: not yet.' })
  get lastUsedAt(): Date | null {
    return this.facts.lastUsedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  get revokedAt(): Date | null {
    return this.facts.revokedAt;
  }
}

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

@ObjectType('CreateTokenPayload', { description: 'The answer of createToken.' })
export class CreateTokenPayload extends Payload {
  @Field(() => TokenModel, { nullable: true, description: 'The token.' })
  token: TokenModel | null;
  @Field(() => String, {
    nullable: true,
    description: 'Its text, shown this once and kept nowhere; null: it was shown before, or there is no token.',
  })
  secret: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why there is a token without its text; null: there is nothing to say.',
  })
  notice: string | null;
}

@ObjectType('TokenPayload', { description: 'What a command on a token answers.' })
export class TokenPayload extends Payload {
  @Field(() => TokenModel, { nullable: true, description: 'The token as it is now.' })
  token: TokenModel | null;
}
