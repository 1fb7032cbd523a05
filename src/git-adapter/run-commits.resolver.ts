/** What a run shows of its repository. */
import { Context, Field, ID, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import type { SnapshotFacts } from '../domain/decisions/work/work-change.js';
import { integrationBranch } from '../domain/model/ref-names.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { DateTime } from '../graphql/types/scalars.js';
import { RunModel } from '../runs/run.model.js';
import { SnapshotsRepository } from './snapshots.repository.js';

@ObjectType('Snapshot', { description: 'A green commit with its tag.' })
export class SnapshotModel {
  @Field(() => ID, { description: 'The phase that it completed.' })
  phaseId: string;
  @Field({ description: 'The commit; without a repository: `no repository`.' })
  commit: string;
  @Field({ description: 'The tag, without `refs/tags/`; without a repository: `no repository`.' })
  tag: string;
  @Field(() => DateTime, { description: 'When it was recorded.' })
  at: Date;

  static of({ phaseId, commit, tag, at }: SnapshotFacts): SnapshotModel {
    return Object.assign(new SnapshotModel(), {
      phaseId,
      commit: commit ?? NO_REPOSITORY,
      tag: tag ?? NO_REPOSITORY,
      at,
    });
  }
}

const NO_REPOSITORY = 'no repository';

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
    description:
      'Full names of refs of this run that somebody deleted while it lived and that were put back; each once.',
  })
  refsPutBack(@Parent() { facts }: RunModel): readonly string[] {
    return facts.refsPutBack;
  }

  @ResolveField(() => [SnapshotModel], { description: 'Green phases with their commits and tags, in order.' })
  async snapshots(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<SnapshotModel[]> {
    return (await context.loader(this.repository.ofRun).load(runId)).map((snapshot) => SnapshotModel.of(snapshot));
  }
}
