import { join } from 'node:path';

import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { ArtefactStore } from '../artefacts/artefact-store.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import { endedAsFailed } from '../domain/documents/incident/incident-view.js';
import { isBodyPath } from '../domain/documents/parts/file-names.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import { RunsRepository } from '../runs/runs.repository.js';
import { attachmentModel } from './attachment.model.js';
import {
  ArtefactArgs,
  ArtefactModel,
  FileLayoutModel,
  FileLayoutPayload,
  RebuildFileLayoutInput,
} from './file-layout.model.js';
import { FileLayoutService } from './file-layout.service.js';
import { FileLayoutRepository } from './runs/file-layout.repository.js';

@Resolver(() => FileLayoutModel)
export class FileLayoutResolver {
  constructor(
    private readonly service: FileLayoutService,
    private readonly lifecycle: RunLifecycleService,
    private readonly runs: RunsRepository,
    private readonly repository: FileLayoutRepository,
    private readonly store: ArtefactStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Query(() => FileLayoutModel, { nullable: true, description: 'The files of a run; null if there is no such run.' })
  async fileLayout(
    @Args() { runId }: RunIdArgs,
    @Context() context: OperationContext,
  ): Promise<FileLayoutModel | null> {
    return (await context.loader(this.runs.byId).load(runId)) ? this.layoutOf(runId) : null;
  }

  @Query(() => ArtefactModel, {
    nullable: true,
    description: 'One file of a run, bodies of attempts included; null if there is none at this path.',
  })
  async artefact(@Args() { runId, path }: ArtefactArgs): Promise<ArtefactModel | null> {
    if (isBodyPath(path)) {
      const body = await this.repository.body(runId, path);
      return body && attachmentModel(body, this.store);
    }
    const document = await this.service.artefact(runId, path);
    return document && new ArtefactModel(document);
  }

  @ResolveField(() => [ArtefactModel], {
    description:
      'Its files, rendered from the rows: the summary first, then the incident pack of a failed run, tiers, phases, issues and strategy.',
  })
  async files(@Parent() { runId }: FileLayoutModel): Promise<ArtefactModel[]> {
    return ((await this.service.layout(runId)) ?? []).map((document) => new ArtefactModel(document));
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
  async rebuildFileLayout(
    @Args('input', { description: 'The run.' }) input: RebuildFileLayoutInput,
    @Context() context: OperationContext,
  ): Promise<FileLayoutPayload> {
    const { errors, go } = await this.lifecycle.guard('rebuildFileLayout', targetOf('rebuildFileLayout', input));
    if (go) await this.service.rebuild(input.runId);
    return { fileLayout: await this.fileLayout({ runId: input.runId }, context), errors: errors.map(toCommandError) };
  }

  layoutOf(runId: string): FileLayoutModel {
    return new FileLayoutModel(runId, join(this.settings.runsDir, runId));
  }
}

/** What a run shows of its files. */
@Resolver(() => RunModel)
export class RunFileLayoutResolver {
  constructor(
    private readonly layouts: FileLayoutResolver,
    private readonly service: FileLayoutService,
    private readonly repository: FileLayoutRepository,
    private readonly store: ArtefactStore,
    nodes: NodeRegistry,
  ) {
    nodes.serve('files', 1, async ([runId], context) => this.layouts.fileLayout({ runId: runId! }, context));
    nodes.serve('file', 2, async ([runId, path]) => this.layouts.artefact({ runId: runId!, path: path! }));
  }

  @ResolveField(() => FileLayoutModel, { description: 'Its files.' })
  fileLayout(@Parent() run: RunModel): FileLayoutModel {
    return this.layouts.layoutOf(run.runId);
  }

  @ResolveField(() => [ArtefactModel], {
    description:
      'The incident pack of a run that ended as failed: its documents, the index first, then the patches, logs and reports that it names. Empty for any other run.',
  })
  async incident(@Parent() { facts }: RunModel, @Context() context: OperationContext): Promise<ArtefactModel[]> {
    if (!endedAsFailed(facts.state)) return [];
    const view = await context.loader(this.repository.incidents).load(facts.runId);
    if (!view) return [];
    const attachments = view.work.files.map((file) => attachmentModel({ ...file, runId: facts.runId }, this.store));
    return [...this.service.incident(view).map((document) => new ArtefactModel(document)), ...attachments];
  }
}
