/** What a worker gets (W2, W7): its lease, and everything that it needs to know. */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { CiProfile, WorkerRole } from '../domain/shared/vocabulary.js';
import type { LeaseFacts } from '../domain/work/attempt.js';
import type { Brief } from '../domain/work/brief.js';
import { CiProfileEnum, WorkerRoleEnum } from '../graphql/enums.js';
import { DateTime, SafeInt } from '../graphql/scalars.js';
import { IssueModel } from '../issues/issue.model.js';
import { PhaseStrategyModel } from '../strategy/strategy.model.js';

@ObjectType('Lease', { description: 'The right to work on an attempt (W2). Only the worker that claimed it ever sees its token.' })
export class LeaseModel {
  constructor(private readonly facts: LeaseFacts) {}

  @Field(() => String, { description: 'To be sent with heartbeats and results. It never repeats.' })
  get token(): string {
    return this.facts.token;
  }
  @Field(() => WorkerRoleEnum, { description: 'What it is for.' })
  get role(): WorkerRole {
    return this.facts.role;
  }
  @Field(() => String, { description: 'The worker.' })
  get workerId(): string {
    return this.facts.workerId;
  }
  @Field(() => DateTime, { description: 'It runs out then, unless a heartbeat renews it.' })
  get expiresAt(): Date {
    return this.facts.expiresAt;
  }
  @Field(() => DateTime, { description: 'It ends then, whatever the heartbeats say.' })
  get hardDeadlineAt(): Date {
    return this.facts.hardDeadlineAt;
  }
  @Field(() => SafeInt, { description: 'Tokens that it may use: more, and the next heartbeat says STOP (B2). 0 for CI.' })
  get tokenAllowance(): number {
    return this.facts.tokenAllowance;
  }
}

@ObjectType('CiStep', { description: 'A command that CI runs in a clean checkout.' })
export class CiStepModel {
  @Field({ description: 'Its name.' })
  name: string;
  @Field(() => [String], { description: 'Program and arguments; no shell.' })
  argv: string[];
  @Field(() => Int, { description: 'It is stopped after so many seconds.' })
  timeoutSeconds: number;
  @Field(() => String, { nullable: true, description: 'Glob of the report files that it leaves: JUnit XML or CTRF.' })
  report: string | null;
  @Field(() => [String], { description: 'Marks of the ruleset’s author.' })
  tags: string[];
}

@ObjectType('WorkBrief', { description: 'Everything that a worker needs (W7).' })
export class WorkBriefModel {
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @Field(() => String, { nullable: true, description: 'Where the repository is; null: the project has none.' })
  repositoryPath: string | null;
  @Field(() => String, { nullable: true, description: 'The run’s branch; only the Supervisor writes to it.' })
  integrationBranch: string | null;
  @Field(() => String, { nullable: true, description: 'The commit that a patch must apply to: the last snapshot.' })
  baseCommit: string | null;
  @Field(() => String, { nullable: true, description: 'For CI: the commit to test.' })
  commit: string | null;
  @Field(() => [String], { description: 'Paths that a patch may touch; empty: any that is not protected.' })
  allowedPaths: string[];
  @Field(() => [String], { description: 'Globs of what no patch may touch (G2).' })
  protectedPaths: string[];
  @Field(() => [String], { description: 'What must be true when the phase is done.' })
  acceptanceCriteria: string[];
  @Field(() => PhaseStrategyModel, { description: 'What the strategy says of the phase, with reasons.' })
  strategy: PhaseStrategyModel;
  @Field(() => [String], { description: 'What earlier attempts and audits left to say, oldest first.' })
  notes: string[];
  @Field(() => [IssueModel], { description: 'Issues of the phase that are open.' })
  openIssues: IssueModel[];
  @Field(() => String, { nullable: true, description: 'For Auditors: the patch to look at.' })
  patch: string | null;
  @Field(() => CiProfileEnum, { description: 'How thoroughly CI looks.' })
  ciProfile: CiProfile;
  @Field(() => [CiStepModel], { description: 'What CI runs; empty: its results come from outside.' })
  ciSteps: CiStepModel[];
  @Field({ description: 'The same as Markdown, for an agent’s prompt.' })
  markdown: string;

  static of(brief: Brief): WorkBriefModel {
    const { strategy, openIssues, ...rest } = brief;
    return Object.assign(new WorkBriefModel(), rest, {
      strategy: new PhaseStrategyModel(strategy),
      openIssues: openIssues.map((issue) => new IssueModel(issue)),
    });
  }
}
