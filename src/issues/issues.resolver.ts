import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { runIssueIndex } from '../domain/rules/issue/run-index.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { PhaseModel } from '../phases/phase.model.js';
import { RunIdArgs } from '../runs/run.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { IssuesArgs, PhaseOfRunArgs, RecordIssuesInput } from './issue.inputs.js';
import { IssueModel } from './issue.model.js';
import { RecordIssuesPayload } from './issue.payloads.js';
import { IssuesRepository, type PlacedIssue } from './issues.repository.js';
import { IssuesService } from './issues.service.js';
import { RunIssueIndexEntryModel } from './run-issue-index.model.js';

@Resolver(() => IssueModel)
export class IssuesResolver {
  constructor(
    private readonly service: IssuesService,
    private readonly repository: IssuesRepository,
    nodes: NodeRegistry,
  ) {
    nodes.serve('issue', 3, async ([runId, phaseId, issueKey], context) => {
      const issues = await this.issues({ runId: runId!, phaseId: phaseId! }, context);
      return issues.find((issue) => issue.issueKey === issueKey) ?? null;
    });
    nodes.serve('run-issue', 2, async ([runId, issueKey], context) => {
      const entries = await this.runIssueIndex({ runId: runId! }, context);
      return entries.find((entry) => entry.issueKey === issueKey) ?? null;
    });
  }

  @Query(() => [IssueModel], {
    description: 'The issues of a run in plan order and by key; empty if there is no such run.',
  })
  async issues(@Args() { runId, phaseId }: IssuesArgs, @Context() context: OperationContext): Promise<IssueModel[]> {
    if (phaseId == null) return toIssues(await context.loader(this.repository.ofRun).load(runId));
    return toIssues(await context.loader(this.repository.ofPhase).load({ runId, phaseId }));
  }

  @Query(() => [RunIssueIndexEntryModel], {
    description: 'The issues of a run by key, all phases together; empty if there is no such run.',
  })
  async runIssueIndex(
    @Args() { runId }: RunIdArgs,
    @Context() context: OperationContext,
  ): Promise<RunIssueIndexEntryModel[]> {
    const issues = await context.loader(this.repository.ofRun).load(runId);
    return runIssueIndex(issues).map((entry) => new RunIssueIndexEntryModel(runId, entry));
  }

  @Mutation(() => RecordIssuesPayload, {
    description: 'Records issues of a phase in the phase, the run and the backlog, in one write. Its files follow.',
  })
  recordIssues(
    @Args('input', { description: 'The phase and the reports.' }) input: RecordIssuesInput,
  ): Promise<RecordIssuesPayload> {
    return this.service.record(input);
  }
}

@Resolver(() => RunModel)
export class RunIssuesResolver {
  constructor(private readonly repository: IssuesRepository) {}

  @ResolveField(() => [IssueModel], { description: 'Its issues, in plan order and by key.' })
  async issues(
    @Parent() { runId }: RunModel,
    @Args() { phaseId }: PhaseOfRunArgs,
    @Context() context: OperationContext,
  ): Promise<IssueModel[]> {
    if (phaseId == null) return toIssues(await context.loader(this.repository.ofRun).load(runId));
    return toIssues(await context.loader(this.repository.ofPhase).load({ runId, phaseId }));
  }
}

@Resolver(() => PhaseModel)
export class PhaseIssuesResolver {
  constructor(private readonly repository: IssuesRepository) {}

  @ResolveField(() => [IssueModel], { description: 'Its issues, by key.' })
  async issues(@Parent() { runId, phaseId }: PhaseModel, @Context() context: OperationContext): Promise<IssueModel[]> {
    return toIssues(await context.loader(this.repository.ofPhase).load({ runId, phaseId }));
  }
}

const toIssues = (issues: readonly PlacedIssue[]) => issues.map((issue) => new IssueModel(issue));
