import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { AgentTokensService } from './agent-tokens.service.js';
import { LeaseModel } from './lease.model.js';

@Resolver(() => LeaseModel)
export class LeaseResolver {
  constructor(private readonly agentTokens: AgentTokensService) {}

  @ResolveField(() => String, {
    nullable: true,
    description:
      'A token for the agent that the worker starts, good for this lease alone: it reads its brief, checks patches and records issues at /mcp, and does nothing else. It ends with the lease. Null: the server has no /mcp (AUTOPACK_MCP), or the lease is for CI.',
  })
  agentToken(@Parent() lease: LeaseModel, @Context() context: OperationContext): string | null {
    return this.agentTokens.of(lease, context.caller);
  }
}
