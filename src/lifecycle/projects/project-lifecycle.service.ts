/** Commands on projects: making and changing them, and publishing their rulesets (P1). */
import { Injectable } from '@nestjs/common';

import { currentActor } from '../../common/acting.js';
import { Database, type Statement } from '../../database/database.js';
import {
  INSERT_PROJECT,
  PROJECT_LANDED,
  projectValues,
  PUBLISH_RULESET,
  RULESET_LANDED,
  UPDATE_PROJECT,
} from '../../database/project-writes.js';
import { type JsonRow, projectFromJson } from '../../database/rows.js';
import { accepted, refused } from '../../domain/decisions/change/decision.js';
import { projectNotFound } from '../../domain/decisions/change/refusals.js';
import {
  changedProject,
  type ProjectChange,
  projectTaken,
  rulesetConflict,
  rulesetFaults,
} from '../../domain/decisions/project/project-commands.js';
import type { Refusal } from '../../domain/model/refusal.js';
import { setDispatch } from '../../domain/rules/project/dispatch.js';
import type { ProjectFacts } from '../../domain/rules/project/project.js';
import { readRuleset } from '../../domain/rules/ruleset/read-ruleset.js';
import type { CommandKey } from '../facts/idempotency.js';
import { rememberedFrom } from '../facts/requested-facts.statements.js';
import type { Seen } from '../facts/seen.js';
import { CommitHooks } from '../pipeline/commit-hooks.js';
import type { GuardedWrite } from '../pipeline/guarded-write.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { PROJECT_FACTS } from './project-facts.statements.js';

export interface ProjectAnswer {
  readonly project: ProjectFacts | null;
  readonly errors: readonly Refusal[];
}

export interface PublishAnswer {
  /** Number of the ruleset that the command published; null if it published none. */
  readonly version: number | null;
  readonly errors: readonly Refusal[];
}

interface SeenProject extends Seen {
  readonly project: ProjectFacts | null;
  /** A project has this id in another case. */
  readonly takenAs: string | null;
}

@Injectable()
export class ProjectLifecycleService {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly database: Database,
    private readonly hooks: CommitHooks,
  ) {}

  /**
   * `refusal`: a fault of the change that does not depend on stored data; recorded under the key like every other
   * refusal.
   */
  async create(
    projectId: string,
    change: ProjectChange,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Promise<ProjectAnswer> {
    const { result, errors } = await this.pipeline.run<SeenProject, ProjectFacts, ProjectFacts | null>({
      name: 'createProject',
      key,
      load: () => this.read(projectId, key),
      decide: ({ takenAs, now }) => {
        if (refusal) return refused(refusal);
        if (takenAs !== null) return refused(projectTaken(projectId, takenAs));
        return accepted(changedProject({ ...EMPTY, projectId, name: projectId, createdAt: now }, change));
      },
      persist: (project) => projectWrite(INSERT_PROJECT, project),
      respond: (_seen, project) => project,
      replay: async ({ project }) => project,
    });
    return { project: result, errors };
  }

  async update(
    projectId: string,
    change: ProjectChange,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Promise<ProjectAnswer> {
    return this.change('updateProject', projectId, () => change, key, refusal);
  }

  /** Stops or resumes the handing out of work (A9). */
  async setDispatch(
    projectId: string,
    dispatching: boolean,
    reason: string | null,
    key: CommandKey | null,
  ): Promise<ProjectAnswer> {
    return this.change(
      'setDispatch',
      projectId,
      (now) => setDispatch(dispatching, reason, currentActor(), now),
      key,
      null,
    );
  }

  private async change(
    name: string,
    projectId: string,
    changeAt: (now: Date) => ProjectChange,
    key: CommandKey | null,
    refusal: Refusal | null,
  ): Promise<ProjectAnswer> {
    const { result, errors } = await this.pipeline.run<SeenProject, ProjectChange, ProjectFacts | null>({
      name,
      key,
      load: () => this.read(projectId, key),
      decide: ({ project, now }) => {
        if (refusal) return refused(refusal);
        return project ? accepted(changeAt(now)) : refused(projectNotFound(projectId));
      },
      persist: (change) => projectWrite(UPDATE_PROJECT, { projectId, ...change }),
      respond: ({ project }, change) => project && change && changedProject(project, change),
      replay: async ({ project }) => project,
    });
    // Another caller may have changed another field meanwhile.
    const project = result && (await this.read(projectId, null)).project;
    return { project, errors };
  }

  /** Publishes the next version, if the newest version is still the one that the caller read. */
  async publish(
    projectId: string,
    document: Readonly<Record<string, unknown>>,
    expectedVersion: number | null,
    key: CommandKey | null,
  ): Promise<PublishAnswer> {
    const read = readRuleset(document);
    const { result, errors } = await this.pipeline.run<SeenProject, number, number | null>({
      name: 'publishRuleset',
      key,
      load: () => this.read(projectId, key),
      decide: ({ project }) => {
        if (!project) return refused(projectNotFound(projectId));
        if (expectedVersion !== null && expectedVersion !== project.rulesetVersion) {
          return refused(rulesetConflict(project, expectedVersion));
        }
        return 'faults' in read ? refused(...rulesetFaults(read.faults)) : accepted(project.rulesetVersion + 1);
      },
      persist: (version, { now }) => rulesetWrite(projectId, version, document, now),
      respond: (_seen, version) => version,
      replay: async ({ remembered }) => (remembered?.entity ? Number(remembered.entity) : null),
      follow: async (version) => {
        await this.hooks.projectChanged(projectId);
        return version;
      },
    });
    return { version: result, errors };
  }

  private async read(projectId: string, key: CommandKey | null): Promise<SeenProject> {
    const values = [projectId, key?.mutation ?? null, key?.key ?? null];
    const [row] = await this.database.read<{
      now: Date;
      project: JsonRow | null;
      remembered: JsonRow | null;
      taken_as: string | null;
    }>(PROJECT_FACTS, values);
    const { now, project, remembered, taken_as: takenAs } = row!;
    return {
      now,
      remembered: rememberedFrom(remembered),
      run: null,
      project: project && projectFromJson(project),
      takenAs,
    };
  }
}

const EMPTY = {
  repositoryPath: null,
  defaultBranch: null,
  allowPromotion: false,
  retentionDays: null,
  rulesetVersion: 0,
  dispatching: true,
  dispatchChange: null,
} as const;

const projectWrite = (
  statement: Statement,
  project: Partial<ProjectFacts> & Pick<ProjectFacts, 'projectId'>,
): GuardedWrite => ({
  runId: null,
  statement,
  values: (writeId, record) => projectValues(project, writeId, record),
  landed: (writeId) => ({ statement: PROJECT_LANDED, values: [project.projectId, writeId] }),
});

const rulesetWrite = (projectId: string, version: number, document: object, now: Date): GuardedWrite => ({
  runId: null,
  entity: String(version),
  statement: PUBLISH_RULESET,
  values: (writeId, record) => [
    record && JSON.stringify(record),
    projectId,
    version - 1,
    JSON.stringify(document),
    now,
    writeId,
  ],
  landed: (writeId) => ({ statement: RULESET_LANDED, values: [projectId, version, writeId] }),
});
