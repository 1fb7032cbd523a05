import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { NodeRegistry } from '../graphql/node/node-registry.js';
import { pageOf } from '../graphql/paging/connection.js';
import { pageRequested } from '../graphql/paging/page.inputs.js';
import { BacklogEntryModel } from './backlog.model.js';
import { BacklogConnection } from './backlog.payloads.js';
import { BacklogRepository } from './backlog.repository.js';
import { BacklogArgs } from './issue.inputs.js';
import { IssuesService } from './issues.service.js';

@Resolver(() => BacklogConnection)
export class BacklogResolver {
  constructor(
    private readonly service: IssuesService,
    private readonly repository: BacklogRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('backlog', 2, async ([projectId, issueKey]) => {
      const aging = await this.service.agingOf(projectId!);
      const entry = await this.repository.one({ projectId: projectId!, status: null, aging }, issueKey!);
      return entry && new BacklogEntryModel(entry);
    });
  }

  @Query(() => BacklogConnection, {
    description:
      'The issues of a project across runs: oldest first, then most often seen. Empty if there is no such project.',
  })
  async issueBacklog(@Args() args: BacklogArgs): Promise<BacklogConnection> {
    const page = pageRequested(args);
    const { projectId, status = null } = args;
    const requested = { projectId, status, aging: await this.service.agingOf(projectId) };
    const rows = await this.repository.page(requested, page.first, page.after);
    const shape = {
      cursor: this.repository.cursorOf,
      node: (row: (typeof rows)[number]) => new BacklogEntryModel(row),
    };
    return { ...pageOf(rows, page, shape), asked: requested };
  }

  @ResolveField(() => Int, { description: 'How many entries the filter finds; counted only when selected.' })
  totalCount(@Parent() { asked: requested }: BacklogConnection): Promise<number> {
    return this.repository.count(requested);
  }
}
