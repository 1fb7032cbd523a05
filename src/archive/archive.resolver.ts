import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { ArchiveRunsInput } from './archive.inputs.js';
import { ArchivedRunModel } from './archive.model.js';
import { ArchiveRunsPayload } from './archive.payloads.js';
import { ArchiveCommandService } from './archive-command.service.js';

@Resolver(() => ArchivedRunModel)
export class ArchiveResolver {
  constructor(private readonly commands: ArchiveCommandService) {}

  @Mutation(() => ArchiveRunsPayload, {
    description:
      'Archives runs that ended long ago, each as one file below the runs root, and deletes them. A bounded batch per call: go on with endCursor until it is null. Sent again it does what is left. Runs that live, that others build on, or that wait for a promotion are kept.',
  })
  archiveRuns(@Args('input', { description: 'Which runs.' }) input: ArchiveRunsInput): Promise<ArchiveRunsPayload> {
    return this.commands.archiveRuns(input);
  }
}
