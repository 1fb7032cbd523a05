import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import type { OperationContext } from '../graphql/request/operation-context.js';
import { ProjectModel } from '../projects/project.model.js';
import { RunModel } from '../runs/run.model.js';
import { RemoveProjectRemoteInput, RetryPushInput, SetProjectRemoteInput } from './remote.inputs.js';
import { RefPushModel, RemoteCredentialsModel, RemoteModel, RemotePushModel } from './remote.model.js';
import { RemotePayload, RemoveProjectRemotePayload } from './remote.payloads.js';
import { RemotesRepository } from './remotes.repository.js';
import { RemotesService } from './remotes.service.js';

const INPUT = { description: 'Which one, and how.' };

@Resolver(() => RemoteModel)
export class RemotesResolver {
  constructor(private readonly service: RemotesService) {}

  @Mutation(() => RemotePayload, {
    description:
      'Sets where a project’s runs are pushed to. What the runs have made is pushed now and from now on: their branches and tags after each snapshot, and the target of a promotion.',
  })
  setProjectRemote(@Args('input', INPUT) input: SetProjectRemoteInput): Promise<RemotePayload> {
    return this.service.set(input);
  }

  @Mutation(() => RemoveProjectRemotePayload, {
    description: 'Pushes nothing of a project any more; what waits is dropped, what is on the remote stays there.',
  })
  removeProjectRemote(@Args('input', INPUT) input: RemoveProjectRemoteInput): Promise<RemoveProjectRemotePayload> {
    return this.service.remove(input);
  }

  @Mutation(() => RemotePayload, { description: 'Pushes what is not on the remote now, conflicts too.' })
  retryPush(@Args('input', INPUT) input: RetryPushInput): Promise<RemotePayload> {
    return this.service.retry(input);
  }

  @ResolveField(() => RemoteCredentialsModel, { description: 'How the server gets in: what is configured, no secret.' })
  credentials(@Parent() remote: RemoteModel): Promise<RemoteCredentialsModel> {
    return this.service.credentials(remote);
  }

  @ResolveField(() => RemotePushModel, { description: 'What became of the pushing.' })
  push(@Parent() remote: RemoteModel, @Context() context: OperationContext): Promise<RemotePushModel> {
    return this.service.push(remote, context);
  }
}

@Resolver(() => ProjectModel)
export class ProjectRemoteResolver {
  constructor(private readonly repository: RemotesRepository) {}

  @ResolveField(() => RemoteModel, { nullable: true, description: 'Where its runs are pushed to; null: nowhere.' })
  async remote(
    @Parent() { projectId }: ProjectModel,
    @Context() context: OperationContext,
  ): Promise<RemoteModel | null> {
    const remote = await context.loader(this.repository.ofProjects).load(projectId);
    return remote && new RemoteModel(remote);
  }
}

@Resolver(() => RunModel)
export class RunPushesResolver {
  constructor(private readonly repository: RemotesRepository) {}

  @ResolveField(() => [RefPushModel], {
    description: 'Its refs on the project’s remote, those that are not there first; up to 200. None without a remote.',
  })
  async pushes(@Parent() { runId }: RunModel, @Context() context: OperationContext): Promise<RefPushModel[]> {
    const refs = await context.loader(this.repository.refsOfRuns).load(runId);
    return refs.map((ref) => new RefPushModel(ref));
  }
}
