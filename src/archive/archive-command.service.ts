/**
 * The command that archives, under its idempotency key (W5): sent again with the same input it archives nothing more,
 * and answers what it answered first. One batch at a time in a process: it holds connections while it works.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';

import { FairTurns } from '../common/fair-turns.js';
import { ServerOutage } from '../common/outages.js';
import type { Refusal } from '../domain/model/refusal.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { decodeCursor, encodeCursor } from '../graphql/paging/cursor.js';
import { FactsStore } from '../lifecycle/facts/facts.store.js';
import { type CommandKey, commandKey, idempotencyConflict, recordOf } from '../lifecycle/facts/idempotency.js';
import { WriteSender } from '../lifecycle/pipeline/write-sender.js';
import type { ArchiveRunsInput } from './archive.inputs.js';
import type { ArchiveRunsPayload } from './archive.payloads.js';
import { ArchiveRepository, type Candidate, type Selection } from './archive.repository.js';
import { type ArchiveBatch, ArchiveService, type BatchOptions } from './archive.service.js';

export interface ArchiveAnswer extends ArchiveBatch {
  readonly errors: readonly Refusal[];
}

/** The list that cursors are bound to, and how many runs are looked at if nothing else is requested. */
const LIST = 'archiveRuns';
const FIRST = 10;
const NOTHING: ArchiveBatch = { runs: [], last: null };
/** How often another server that has the same command is waited for, and how long each time. */
const MOST_LOOKS = 100;
const LOOK_MS = 200;

@Injectable()
export class ArchiveCommandService {
  private readonly turns = new FairTurns<this>({ inAll: 1, ofOne: 1 });

  constructor(
    private readonly service: ArchiveService,
    private readonly repository: ArchiveRepository,
    private readonly facts: FactsStore,
    private readonly sender: WriteSender,
  ) {}

  /** The command of the API, within these projects or, null, all: one batch, and where the next begins. */
  async archiveRuns(input: ArchiveRunsInput, projectIds: readonly string[] | null): Promise<ArchiveRunsPayload> {
    const { runIds = null, olderThanDays = null, after } = input;
    const { runs, last, errors } = await this.archive(
      { runIds, projectIds, olderThanDays },
      { after: after == null ? null : place(after), first: input.first ?? FIRST, dryRun: input.dryRun ?? false },
      commandKey(LIST, input.idempotencyKey, { ...input, ...(input.projectId == null ? { projectIds } : {}) }),
    );
    return {
      runs: [...runs],
      endCursor: last && encodeCursor(LIST, [last.completedAt.toISOString(), last.runId]),
      errors: errors.map(toCommandError),
    };
  }

  /** A batch by policy or by command; throws if another server does not finish the same command in time. */
  async archive(selection: Selection, options: BatchOptions, key: CommandKey | null): Promise<ArchiveAnswer> {
    const turn = await this.turns.take(this);
    try {
      if (key === null) return { ...(await this.service.batch(selection, options)), errors: [] };
      return await this.keyed(selection, options, key);
    } finally {
      turn.end();
    }
  }

  private async keyed(selection: Selection, options: BatchOptions, key: CommandKey): Promise<ArchiveAnswer> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const answer = await this.repository.alone(`${key.mutation} ${key.key}`, async () => {
        const recorded = await this.recorded(key);
        if (recorded) return recorded;
        const batch = await this.service.batch(selection, options);
        if (isFinal(batch)) await this.keep(key, batch);
        return { ...batch, errors: [] };
      });
      if (answer) return answer;
      await sleep(LOOK_MS);
    }
    throw new ServerOutage('database_busy', 'Another server is at this command. Ask again in a moment.');
  }

  private async recorded(key: CommandKey): Promise<ArchiveAnswer | null> {
    const { remembered } = await this.facts.run('', key);
    if (!remembered) return null;
    if (remembered.inputHash !== key.inputHash) return { ...NOTHING, errors: [idempotencyConflict] };
    return { ...readBatch(remembered.entity ?? '{}'), errors: remembered.errors };
  }

  /** If the record is lost, so is only this: the command does what is left when it is sent again. */
  private async keep(key: CommandKey, batch: ArchiveBatch): Promise<void> {
    const { now } = await this.facts.run('', key);
    await this.sender.keep(recordOf(key, null, [], now, JSON.stringify(batch)));
  }
}

/** What failed, or was another server's just then, may end otherwise next time (W5). */
const isFinal = ({ runs }: ArchiveBatch): boolean =>
  runs.every(({ outcome, reason }) => outcome !== 'FAILED' && reason?.code !== 'archived_elsewhere');

function readBatch(text: string): ArchiveBatch {
  const { runs, last } = { ...NOTHING, ...(JSON.parse(text) as Partial<ArchiveBatch>) };
  const dated = <Run extends Candidate>(run: Run): Run => ({ ...run, completedAt: new Date(run.completedAt) });
  return { runs: runs.map(dated), last: last && dated(last) };
}

function place(after: string): Pick<Candidate, 'runId' | 'completedAt'> {
  const [at, runId] = decodeCursor(LIST, after, ['instant', 'text']);
  return { completedAt: new Date(at), runId };
}
