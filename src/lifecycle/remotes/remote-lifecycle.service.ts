/** Commands on remotes: setting and removing them, and pushing again now (M3). */
import { Injectable } from '@nestjs/common';

import { Database } from '../../database/database.js';
import {
  REMOTE_GONE,
  REMOTE_LANDED,
  REMOVE_REMOTE,
  removeRemoteValues,
  RETRY_PUSH,
  retryPushValues,
  SET_REMOTE,
  setRemoteValues,
} from '../../database/remote-writes.js';
import { type JsonRow, remoteFromJson } from '../../database/rows.js';
import { accepted, refused } from '../../domain/decisions/change/decision.js';
import { projectNotFound } from '../../domain/decisions/change/refusals.js';
import { remoteNotFound } from '../../domain/decisions/remote/remote-refusals.js';
import type { Refusal } from '../../domain/model/refusal.js';
import type { RemoteFacts } from '../../domain/model/remote.js';
import type { CommandKey } from '../facts/idempotency.js';
import { keyValues, rememberedFrom } from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import type { CommandAnswer } from '../pipeline/command.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { REMOTE_FACTS } from './remote-facts.statements.js';

interface SeenRemote extends Seen {
  readonly hasProject: boolean;
  readonly remote: RemoteFacts | null;
}

type Answer = Promise<CommandAnswer<RemoteFacts | null>>;

@Injectable()
export class RemoteLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
  ) {}

  /** `refusal`: a fault of the input that does not depend on stored data; it is recorded under the key like others. */
  async set(
    remote: Pick<RemoteFacts, 'projectId' | 'url' | 'forge'>,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Answer {
    const { projectId } = remote;
    return this.asItIs(
      projectId,
      await this.pipeline.run<SeenRemote, true, RemoteFacts | null>({
        name: 'setProjectRemote',
        key,
        load: () => this.read(projectId, key),
        decide: ({ hasProject }) => {
          if (refusal) return refused(refusal);
          return hasProject ? accepted(true as const) : refused(projectNotFound(projectId));
        },
        persist: () => ({
          ...{ runId: null, entity: projectId, statement: SET_REMOTE },
          values: (writeId, record) => setRemoteValues(remote, writeId, record),
          landed: remoteLanded(projectId),
        }),
        respond: ({ remote: seen }) => seen,
      }),
    );
  }

  /** Answers the remote as it was. */
  remove(projectId: string, key: CommandKey | null): Answer {
    return this.pipeline.run<SeenRemote, true, RemoteFacts | null>({
      name: 'removeProjectRemote',
      key,
      load: () => this.read(projectId, key),
      decide: (seen) => existing(projectId, seen),
      persist: () => ({
        ...{ runId: null, entity: projectId, statement: REMOVE_REMOTE },
        values: (_, record) => removeRemoteValues(projectId, record),
        landed: () => ({ statement: REMOTE_GONE, values: [projectId] }),
      }),
      respond: ({ remote }) => remote,
    });
  }

  /** Pushes what is not on the remote without waiting for the pause. */
  async retry(projectId: string, key: CommandKey | null): Answer {
    return this.asItIs(
      projectId,
      await this.pipeline.run<SeenRemote, true, RemoteFacts | null>({
        name: 'retryPush',
        key,
        load: () => this.read(projectId, key),
        decide: (seen) => existing(projectId, seen),
        persist: () => ({
          ...{ runId: null, entity: projectId, statement: RETRY_PUSH },
          values: (writeId, record) => retryPushValues(projectId, writeId, record),
          landed: remoteLanded(projectId),
        }),
        respond: ({ remote }) => remote,
      }),
    );
  }

  private async asItIs(projectId: string, answer: CommandAnswer<RemoteFacts | null>): Answer {
    return answer.errors.length > 0 ? answer : { ...answer, result: (await this.read(projectId, null)).remote };
  }

  private async read(projectId: string, key: CommandKey | null): Promise<SeenRemote> {
    const [row] = await this.database.read<{
      now: Date;
      remembered: JsonRow | null;
      has_project: boolean;
      remote: JsonRow | null;
    }>(REMOTE_FACTS, [...keyValues(key), projectId]);
    const { now, remembered, has_project: hasProject, remote } = row!;
    return {
      now,
      remembered: rememberedFrom(remembered),
      run: null,
      hasProject,
      remote: remote && remoteFromJson(remote),
    };
  }
}

function existing(projectId: string, { hasProject, remote }: SeenRemote) {
  if (!hasProject) return refused(projectNotFound(projectId));
  return remote ? accepted(true as const) : refused(remoteNotFound(projectId));
}

const remoteLanded = (projectId: string) => (writeId: string) => ({
  statement: REMOTE_LANDED,
  values: [projectId, writeId],
});
