import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { endedAsFailed } from '../domain/documents/incident/incident-view.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { ArtefactModel } from './artefact.model.js';
import { ArtefactsService } from './artefacts.service.js';
import { ArtefactArgs, RebuildFileLayoutInput } from './file-layout.inputs.js';
import { FileLayoutModel } from './file-layout.model.js';
import { FileLayoutPayload } from './file-layout.payloads.js';
import { FileLayoutService } from './file-layout.service.js';
import { FileLayoutRepository } from './runs/file-layout.repository.js';

@Resolver(() => FileLayoutModel)
export class FileLayoutResolver {
  constructor(
    private readonly artefacts: ArtefactsService,
    private readonly service: FileLayoutService,
    private readonly runs: RunsRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('files', 1, async ([runId], context) => this.fileLayout({ runId: runId! }, context));
    nodes.serve('file', 2, async ([runId, path]) => this.artefact({ runId: runId!, path: path! }));
  }

  @Query(() => FileLayoutModel, { nullable: true, description: 'The files of a run; null if there is no such run.' })
  async fileLayout(
    @Args() { runId }: RunIdArgs,
    @Context() context: OperationContext,
  ): Promise<FileLayoutModel | null> {
    return (await context.loader(this.runs.byId).load(runId)) ? this.artefacts.layout(runId) : null;
  }

  @Query(() => ArtefactModel, {
    nullable: true,
    description: 'One file of a run, attachments of attempts included; null if there is none at this path.',
  })
  artefact(@Args() { runId, path }: ArtefactArgs): Promise<ArtefactModel | null> {
    return this.artefacts.one(runId, path);
  }

  @ResolveField(() => [ArtefactModel], {
    description:
      'Its files, rendered from the rows: the summary first, then the incident pack of a failed run, tiers, phases, issues and strategy.',
  })
  files(@Parent() { runId }: FileLayoutModel): Promise<ArtefactModel[]> {
    return this.artefacts.all(runId);
  }

  @ResolveField(() => Boolean, {
    description:
      'The disk has exactly these bytes, and no write is pending. Files are written after each commit, so that this is false for a moment then.',
  })
  upToDate(@Parent() { runId }: FileLayoutModel): Promise<boolean> {
    return this.service.isUpToDate(runId);
  }

  @Mutation(() => FileLayoutPayload, {
    description:
      'Writes the files of a run again from its rows, byte for byte, and answers when they are in place. No event, no version.',
  })
  rebuildFileLayout(
    @Args('input', { description: 'The run.' }) input: RebuildFileLayoutInput,
  ): Promise<FileLayoutPayload> {
    return this.artefacts.rebuild(input);
  }
}

/** What a run shows of its files. */
@Resolver(() => RunModel)
export class RunFileLayoutResolver {
  constructor(
    private readonly artefacts: ArtefactsService,
    private readonly repository: FileLayoutRepository,
  ) {}

  @ResolveField(() => FileLayoutModel, { description: 'Its files.' })
  fileLayout(@Parent() run: RunModel): FileLayoutModel {
    return this.artefacts.layout(run.runId);
  }

  @ResolveField(() => [ArtefactModel], {
    description:
      'The incident pack of a run that ended as failed: its documents, the index first, then the patches, logs and reports that it names. Empty for any other run.',
  })
  async incident(@Parent() { facts }: RunModel, @Context() context: OperationContext): Promise<ArtefactModel[]> {
    if (!endedAsFailed(facts.state)) return [];
    const view = await context.loader(this.repository.incidents).load(facts.runId);
    return view ? this.artefacts.incident(view) : [];
  }
}
