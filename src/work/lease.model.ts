/** What a worker gets (W2, W7): its lease, and everything that it needs for the work. */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { Brief } from '../domain/documents/brief/brief.js';
import type { LeaseFacts } from '../domain/model/attempt.js';
import type { CiProfile, WorkerRole } from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { CiProfileEnum } from '../graphql/types/enums.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import { WorkerRoleEnum } from '../graphql/types/work-enums.js';
import { IssueModel } from '../issues/issue.model.js';
import { PhaseStrategyModel } from '../strategy/strategy.model.js';
import { CiStepModel, PreparationModel } from './preparation.model.js';

@ObjectType('Lease', {
  description: 'The right to work on an attempt. Only the worker that claimed it gets its token.',
})
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
  @Field(() => DateTime, { description: 'It ends then, independent of heartbeats.' })
  get hardDeadlineAt(): Date {
    return this.facts.hardDeadlineAt;
  }
  @Field(() => SafeInt, {
    description: 'Tokens that it may use: after more, the next heartbeat answers STOP. 0 for CI.',
  })
  get tokenAllowance(): number {
    return this.facts.tokenAllowance;
  }
}

@ObjectType('FailedTest', { description: 'A test that failed in CI.' })
export class FailedTestModel {
  @Field({ description: 'Identifies it in the next try.' })
  testId: string;
  @Field(() => String, {
    nullable: true,
    description: 'The reason in its report: at most 500 characters; null: the report has none.',
  })
  message: string | null;
}

@ObjectType('QuotedFile', { description: 'A file of an earlier attempt, or a part of it, without secrets.' })
export class QuotedFileModel {
  @Field({ description: 'Its path below the run’s directory: the artefact of its attempt holds all of it.' })
  path: string;
  @Field(() => SafeInt, { description: 'Bytes of the whole.' })
  sizeBytes: number;
  @Field(() => String, {
    nullable: true,
    description: 'The part; null: the file is missing, or its bytes have changed.',
  })
  text: string | null;
}

@ObjectType('EarlierAttempt', { description: 'An earlier attempt at the phase, for the next worker.' })
export class EarlierAttemptModel {
  @Field(() => ID, {
    nullable: true,
    description: 'The run of the attempt, if it is one that this run continues; null: this run.',
  })
  runId: string | null;
  @Field(() => Int, { description: 'Its number.' })
  attempt: number;
  @Field(() => WorkerRoleEnum, {
    description: 'BUILDER or AUDITOR; results of CI are in the attempt whose patch it tested.',
  })
  role: WorkerRole;
  @Field({ description: 'What became of it, one sentence.' })
  outcome: string;
  @Field(() => [ReasonModel], { description: 'Reasons of the gate, then of CI.' })
  reasons: ReasonModel[];
  @Field(() => String, {
    nullable: true,
    description: 'The CI worker’s message about its patch, such as the step that failed.',
  })
  ciSummary: string | null;
  @Field(() => [FailedTestModel], {
    description: 'Tests that failed: at most 20 of the newest attempt that CI did not pass, 5 of others.',
  })
  failedTests: FailedTestModel[];
  @Field(() => Int, { description: 'How many more failed.' })
  moreFailedTests: number;
  @Field(() => String, { nullable: true, description: 'Its message.' })
  notes: string | null;
  @Field(() => QuotedFileModel, {
    nullable: true,
    description: 'The end of the log of CI, 4 KiB; of the newest attempt that CI did not pass.',
  })
  logEnd: QuotedFileModel | null;
  @Field(() => QuotedFileModel, {
    nullable: true,
    description: 'The head of its patch, 16 KiB; only for the newest attempt that submitted one.',
  })
  patch: QuotedFileModel | null;
}

@ObjectType('ApprovalTerms', { description: 'What an Auditor may answer now.' })
export class ApprovalTermsModel {
  @Field({ description: 'APPROVE without a patch is taken; if not, only with a patch.' })
  asItIs: boolean;
  @Field(() => String, { nullable: true, description: 'Why the patch cannot be approved as it is.' })
  whyNot: string | null;
  @Field({ description: 'REVISE counts as ESCALATE: no audit is left to approve the revision.' })
  reviseEscalates: boolean;
}

@ObjectType('WorkBrief', { description: 'Everything that a worker needs.' })
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
  @Field(() => [String], { description: 'Globs of what no patch may touch.' })
  protectedPaths: string[];
  @Field(() => [String], { description: 'What must be true when the phase is done.' })
  acceptanceCriteria: string[];
  @Field(() => PhaseStrategyModel, { description: 'The strategy’s part for the phase, with reasons.' })
  strategy: PhaseStrategyModel;
  @Field(() => [String], { description: 'Messages of earlier attempts and audits, oldest first.' })
  notes: string[];
  @Field(() => [IssueModel], { description: 'Issues of the phase that are open.' })
  openIssues: IssueModel[];
  @Field(() => String, { nullable: true, description: 'For Auditors: the patch to review.' })
  patch: string | null;
  @Field(() => CiProfileEnum, { description: 'How thorough CI is.' })
  ciProfile: CiProfile;
  @Field(() => [CiStepModel], {
    description: 'The steps that CI runs, for every role; empty: its results are reported from outside.',
  })
  ciSteps: CiStepModel[];
  @Field(() => PreparationModel, { description: 'How the checkout is prepared, for every role.' })
  preparation: PreparationModel;
  @Field({ description: 'All steps run, though one of them failed: what is red is compared with the base commit.' })
  ciGoesOn: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Introduction of the plan: the text above its first tier; null: it has none.',
  })
  planIntroduction: string | null;
  @Field({ description: 'Name of the tier.' })
  tierName: string;
  @Field(() => String, { nullable: true, description: 'Text of the tier.' })
  tierDescription: string | null;
  @Field({ description: 'Name of the phase.' })
  phaseName: string;
  @Field(() => String, { nullable: true, description: 'The request.' })
  phaseDescription: string | null;
  @Field(() => Int, {
    description: 'This is try `tryNumber` of `tries`: of a Builder, of an audit, or of the commit under CI.',
  })
  tryNumber: number;
  @Field(() => Int, { description: 'Tries in all, those before this one included.' })
  tries: number;
  @Field(() => DateTime, { description: 'When it was claimed, by the server’s clock.' })
  claimedAt: Date;
  @Field(() => DateTime, { description: 'The lease ends then, independent of heartbeats.' })
  hardDeadlineAt: Date;
  @Field(() => Int, { description: 'Whole minutes from the claim to the hard deadline.' })
  minutes: number;
  @Field(() => [EarlierAttemptModel], {
    description:
      'The history, newest first: at most 20 attempts of Builders and Auditors, as they were when the work was claimed. Empty for CI.',
  })
  earlier: EarlierAttemptModel[];
  @Field(() => String, {
    nullable: true,
    description:
      'For Builders: the whole patch whose head is in `earlier`, up to 256 KiB. It is not part of the base commit.',
  })
  previousPatch: string | null;
  @Field(() => ApprovalTermsModel, { nullable: true, description: 'For Auditors: what may be answered now.' })
  approval: ApprovalTermsModel | null;
  @Field({ description: 'The same as Markdown, for an agent’s prompt: at most 28,000 bytes; truncation is marked.' })
  markdown: string;

  static of(brief: Brief): WorkBriefModel {
    const { strategy, openIssues, ...rest } = brief;
    return Object.assign(new WorkBriefModel(), rest, {
      strategy: new PhaseStrategyModel(strategy),
      openIssues: openIssues.map((issue) => new IssueModel(issue)),
    });
  }
}
