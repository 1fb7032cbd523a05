/** Commands on projects and rulesets: from inputs to the lifecycle and back to payloads. */
import { Inject, Injectable, Logger } from '@nestjs/common';

import { currentActor } from '../common/acting.js';
import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import type { ProjectChange } from '../domain/decisions/project/project-commands.js';
import type { Refusal } from '../domain/model/refusal.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { type ProjectAnswer, ProjectLifecycleService } from '../lifecycle/projects/project-lifecycle.service.js';
import { withFixedBranch } from './fixed-branch.js';
import type {
  CreateProjectInput,
  PublishRulesetInput,
  SetDispatchInput,
  UpdateProjectInput,
} from './project.inputs.js';
import { ProjectModel } from './project.model.js';
import type { ProjectPayload, RulesetPayload } from './project.payloads.js';
import { ProjectsRepository } from './projects.repository.js';
import { repositoryPathRefusal } from './repository-path.js';
import { RulesetModel } from './ruleset.model.js';

@Injectable()
export class ProjectsService {
  private readonly logger = new Logger('Projects');

  constructor(
    private readonly lifecycle: ProjectLifecycleService,
    private readonly repository: ProjectsRepository,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'host' | 'repositoryRoots'>,
  ) {}

  async create(input: CreateProjectInput): Promise<ProjectPayload> {
    const key = commandKey('createProject', input.idempotencyKey, input);
    const refusal = this.pathRefusal(input);
    const change = refusal ? changeOf(input) : await withFixedBranch(changeOf(input), null);
    return toPayload(await this.lifecycle.create(input.projectId, change, key, refusal));
  }

  async update(input: UpdateProjectInput): Promise<ProjectPayload> {
    const key = updateKey(input);
    const refusal = this.pathRefusal(input);
    const change = refusal
      ? changeOf(input)
      : await withFixedBranch(changeOf(input), await this.repository.byId(input.projectId));
    return toPayload(await this.lifecycle.update(input.projectId, change, key, refusal));
  }

  async setDispatch(input: SetDispatchInput): Promise<ProjectPayload> {
    const { projectId, dispatching, reason } = input;
    const key = commandKey('setDispatch', input.idempotencyKey, input);
    const answer = await this.lifecycle.setDispatch(projectId, dispatching, reason || null, key);
    if (answer.errors.length === 0)
      this.logger.log(
        { projectId },
        `Dispatch of project "${projectId}" is ${dispatching ? 'resumed' : 'stopped'} (${currentActor()})`,
      );
    return toPayload(answer);
  }

  async publish(input: PublishRulesetInput): Promise<RulesetPayload> {
    const { projectId, document, expectedVersion } = input;
    const key = commandKey('publishRuleset', input.idempotencyKey, input);
    const { version, errors } = await this.lifecycle.publish(projectId, document, expectedVersion ?? null, key);
    const ruleset = version === null ? null : await this.repository.ruleset(projectId, version);
    return { ruleset: ruleset && new RulesetModel(ruleset), errors: errors.map(toCommandError) };
  }

  private pathRefusal({ repositoryPath }: CreateProjectInput): Refusal | null {
    return repositoryPath ? repositoryPathRefusal(repositoryPath, this.settings) : null;
  }
}

/** A null takes a path, branch or retention away; for the rest it says nothing. */
function changeOf({
  name,
  repositoryPath,
  defaultBranch,
  allowPromotion,
  retentionDays,
}: CreateProjectInput): ProjectChange {
  return {
    ...(name == null ? {} : { name }),
    ...(repositoryPath === undefined ? {} : { repositoryPath }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    ...(allowPromotion == null ? {} : { allowPromotion }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
  };
}

/** A null that takes something away is part of what the key stands for. */
function updateKey(input: UpdateProjectInput) {
  const cleared = (['repositoryPath', 'defaultBranch', 'retentionDays'] as const).filter(
    (name) => input[name] === null,
  );
  return commandKey('updateProject', input.idempotencyKey, { ...input, cleared });
}

const toPayload = ({ project, errors }: ProjectAnswer): ProjectPayload => ({
  project: project && new ProjectModel(project),
  errors: errors.map(toCommandError),
});
