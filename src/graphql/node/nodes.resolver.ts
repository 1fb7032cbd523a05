import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../request/operation-context.js';
import { NodeArgs, NodesArgs } from './node.inputs.js';
import { NodeModel } from './node.model.js';
import { NodeRegistry } from './node-registry.js';

@Resolver(() => NodeModel)
export class NodesResolver {
  constructor(private readonly registry: NodeRegistry) {}

  @Query(() => NodeModel, { nullable: true, description: 'What has this id; null if there is nothing.' })
  node(@Args() { id }: NodeArgs, @Context() context: OperationContext): Promise<object | null> {
    return this.registry.read(id, context);
  }

  @Query(() => [NodeModel], {
    nullable: 'items',
    description: 'What has these ids, in their order; null where there is nothing.',
  })
  nodes(@Args() { ids }: NodesArgs, @Context() context: OperationContext): Promise<(object | null)[]> {
    return Promise.all(ids.map((id) => this.registry.read(id, context)));
  }
}
