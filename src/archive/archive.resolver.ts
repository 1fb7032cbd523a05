import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { ArchivedRunModel, ArchiveRunsInput, ArchiveRunsPayload } from './archive.model.js';
import type { Candidate } from './archive.repository.js';
import { ArchiveCommands } from './archive-commands.js';

const LIST = 'archiveRuns';
const FIRST = 10;

@Resolver(() => ArchivedRunModel)
export class ArchiveResolver {
  constructor(private readonly commands: ArchiveCommands) {}

  @Mutation(() => ArchiveRunsPayload, {
    description:
      'Archives runs that ended long ago, each as one file below the runs root, and deletes them. A bounded batch per call: go on with endCursor until it is null. Sent again it does what is left. Runs that live, that others build on, or that wait for a promotion are kept.',
  })
  async archiveRuns(
    @Args('input', { description: 'Which runs.' }) input: ArchiveRunsInput,
  ): Promise<ArchiveRunsPayload> {
    const { runIds = null, projectId = null, olderThanDays = null, after } = input;
    const { runs, last, errors } = await this.commands.archive(
      { runIds, projectId, olderThanDays },
      { after: after == null ? null : place(after), first: input.first ?? FIRST, dryRun: input.dryRun ?? false },
      commandKey(LIST, input.idempotencyKey, input),
    );
    return {
      runs: runs as unknown as ArchivedRunModel[],
      endCursor: last && encodeCursor(LIST, [last.completedAt.toISOString(), last.runId]),
      errors: errors.map(toCommandError),
    };
  }
}

function place(after: string): Pick<Candidate, 'runId' | 'completedAt'> {
  const [at, runId] = decodeCursor(LIST, after, ['instant', 'text']);
  return { completedAt: new Date(at), runId };
}
