import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { agentTokenOf } from '../domain/rules/access/agent-token.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { LeaseModel } from './lease.model.js';

/** What a worker hands to its agent (A6). It is made from the lease when it is asked for: nothing is written. */
@Resolver(() => LeaseModel)
export class LeaseResolver {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'mcp'>) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'A token for the agent that the worker starts, good for this lease alone: it reads its brief, checks patches and records issues at /mcp, and does nothing else. It ends with the lease. Null: the server has no /mcp (AUTOPACK_MCP), or the lease is for CI.',
  })
  agentToken(@Parent() { token, role }: LeaseModel, @Context() { caller }: OperationContext): string | null {
    return this.settings.mcp && role !== 'CI' ? agentTokenOf(token, caller.tokenId) : null;
  }
}
