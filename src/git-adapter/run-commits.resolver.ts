/** What a run shows of its repository. */
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { integrationBranch } from '../domain/model/ref-names.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunModel } from '../runs/run.model.js';
import { SnapshotModel } from './snapshot.model.js';
import { SnapshotsRepository } from './snapshots.repository.js';

@Resolver(() => RunModel)
export class RunCommitsResolver {
  constructor(private readonly repository: SnapshotsRepository) {}

  @ResolveField(() => String, {
    nullable: true,
    description: 'Its branch; null until it begins, and without a repository.',
  })
  integrationBranch(@Parent() { facts }: RunModel): string | null {
    return facts.baseCommit === null ? null : integrationBranch(facts.runId);
  }

  @ResolveField(() => String, { nullable: true, description: 'The commit that its branch began at.' })
  baseCommit(@Parent() { facts }: RunModel): string | null {
    return facts.baseCommit;
  }

  @ResolveField(() => String, { nullable: true, description: 'Its last snapshot; before the first, the base commit.' })
  headCommit(@Parent() { facts }: RunModel): string | null {
    return facts.headCommit;
  }

  @ResolveField(() => [String], {
    description: 'Full names of refs of this run that were deleted while it lived and were restored; each once.',
  })
  refsPutBack(@Parent() { facts }: RunModel): readonly string[] {
    return facts.refsPutBack;
  }

  @ResolveField(() => [SnapshotModel], { description: 'Green phases with their commits and tags, in order.' })
  async snapshots(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<SnapshotModel[]> {
    return (await context.loader(this.repository.ofRun).load(runId)).map((snapshot) => SnapshotModel.of(snapshot));
  }
}
