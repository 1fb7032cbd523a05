import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { numberIn } from '../graphql/node/node.model.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RunModel } from '../runs/run.model.js';
import {
  CreateProjectInput,
  ProjectIdArgs,
  PublishRulesetInput,
  RulesetArgs,
  SetDispatchInput,
  UpdateProjectInput,
} from './project.inputs.js';
import { ProjectModel } from './project.model.js';
import { ProjectPayload, RulesetPayload } from './project.payloads.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';
import { RulesetModel } from './ruleset.model.js';

@Resolver(() => ProjectModel)
export class ProjectsResolver {
  constructor(
    private readonly service: ProjectsService,
    private readonly repository: ProjectsRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('project', 1, async ([projectId]) => this.project({ projectId: projectId! }));
    nodes.serve('ruleset', 2, async ([projectId, text]) => {
      const version = numberIn(text!);
      return version === null || version === 0 ? null : this.ruleset({ projectId: projectId!, version });
    });
  }

  @Query(() => ProjectModel, { nullable: true, description: 'A project; null if there is none.' })
  async project(@Args() { projectId }: ProjectIdArgs): Promise<ProjectModel | null> {
    const project = await this.repository.byId(projectId);
    return project && new ProjectModel(project);
  }

  @Query(() => [ProjectModel], { description: 'All projects by id, up to 1,000; `default` is always among them.' })
  async projects(@Context() { caller }: OperationContext): Promise<ProjectModel[]> {
    return (await this.repository.all(caller.projectIds)).map((project) => new ProjectModel(project));
  }

  @Query(() => RulesetModel, {
    nullable: true,
    description: 'A ruleset of a project, the newest without `version`; null if there is none.',
  })
  async ruleset(@Args() { projectId, version }: RulesetArgs): Promise<RulesetModel | null> {
    const ruleset = await this.repository.ruleset(projectId, version ?? null);
    return ruleset && new RulesetModel(ruleset);
  }

  @Mutation(() => ProjectPayload, { description: 'Makes a project.' })
  createProject(@Args('input', { description: 'The project.' }) input: CreateProjectInput): Promise<ProjectPayload> {
    return this.service.create(input);
  }

  @Mutation(() => ProjectPayload, { description: 'Changes a project; runs that live are not touched.' })
  updateProject(
    @Args('input', { description: 'What shall change.' }) input: UpdateProjectInput,
  ): Promise<ProjectPayload> {
    return this.service.update(input);
  }

  @Mutation(() => ProjectPayload, {
    description:
      'Stops or resumes the dispatch of a project: while it is stopped, claims find nothing. Live leases continue, clocks run on, reports of CI are accepted.',
  })
  setDispatch(
    @Args('input', { description: 'The project, and whether its work is dispatched.' }) input: SetDispatchInput,
  ): Promise<ProjectPayload> {
    return this.service.setDispatch(input);
  }

  @Mutation(() => RulesetPayload, {
    description:
      'Publishes the next version of a project’s policy. Runs that live keep the strategy that they were frozen with.',
  })
  publishRuleset(@Args('input', { description: 'The document.' }) input: PublishRulesetInput): Promise<RulesetPayload> {
    return this.service.publish(input);
  }
}

@Resolver(() => RunModel)
export class RunProjectResolver {
  constructor(private readonly repository: ProjectsRepository) {}

  @ResolveField(() => ProjectModel, { description: 'The project that it builds.' })
  async project(@Parent() { projectId }: RunModel, @Context() context: OperationContext): Promise<ProjectModel> {
    return new ProjectModel((await context.loader(this.repository.many).load(projectId))!);
  }
}
