import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { AccessToken } from '../domain/model/access-token.js';
import { type Role, ROLES } from '../domain/model/caller.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';

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
