import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { RunFacts } from '../domain/model/facts.js';
import { isRunTerminal, type RunState } from '../domain/model/run-state.js';
import { TITLE_LENGTH, titleOf } from '../domain/text/title.js';
import type { RunScope, SafetyProfile } from '../domain/model/vocabulary.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { RunScopeEnum, RunStateEnum, SafetyProfileEnum } from '../graphql/types/enums.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import { CiBaselineModel } from './ci-baseline.model.js';
import { RunFailureModel } from './run-failure.model.js';

@ObjectType('Run', {
  implements: () => [NodeModel],
  description: 'One autonomous build of a project, from plan to terminal state.',
})
export class RunModel {
  constructor(readonly facts: RunFacts) {}

  get id(): string {
    return nodeId('run', this.facts.runId);
  }
  @Field(() => ID, { description: 'The id that arguments take.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => ID, { description: 'The project that the run builds.' })
  get projectId(): string {
    return this.facts.projectId;
  }
  @Field(() => RunStateEnum, { description: 'The state of the run.' })
  get state(): RunState {
    return this.facts.state;
  }
  @Field(() => Boolean, { description: 'The run has ended and never changes again.' })
  get isTerminal(): boolean {
    return isRunTerminal(this.facts.state);
  }
  @Field(() => Int, {
    description: 'Seq of the last event; every accepted command raises it. Pass it as `expectedRunVersion`.',
  })
  get version(): number {
    return this.facts.version;
  }
  @Field(() => SafetyProfileEnum, { description: 'How much care the run takes.' })
  get safetyProfile(): SafetyProfile {
    return this.facts.safetyProfile;
  }
  @Field(() => RunScopeEnum, { description: 'How many tiers the run may have.' })
  get runScope(): RunScope {
    return this.facts.runScope;
  }
  @Field(() => SafeInt, { description: 'Most tokens of the run; more ends it.' })
  get tokenCap(): number {
    return this.facts.tokenCap;
  }
  @Field(() => Int, { description: 'Most phases of the plan.' })
  get maxPhases(): number {
    return this.facts.maxPhases;
  }
  @Field(() => Int, { description: 'Minutes from `startedAt` to `deadlineAt`.' })
  get maxDurationMinutes(): number {
    return this.facts.maxDurationMinutes;
  }
  @Field(() => Int, { description: 'Most distinct minor issues of the run.' })
  get maxMinorIssuesTotal(): number {
    return this.facts.maxMinorIssuesTotal;
  }
  @Field(() => SafeInt, { description: 'Tokens charged so far.' })
  get tokensUsed(): number {
    return this.facts.tokensUsed;
  }
  @Field(() => Int, { description: 'CI runs so far, repeats of a commit not counted.' })
  get ciRunsUsed(): number {
    return this.facts.ciRunsUsed;
  }
  @Field(() => Int, { description: 'Distinct minor issue keys.' })
  get minorIssuesCount(): number {
    return this.facts.minorIssuesCount;
  }
  @Field(() => Int, { description: 'Distinct major issue keys.' })
  get majorIssuesCount(): number {
    return this.facts.majorIssuesCount;
  }
  @Field(() => String, { nullable: true, description: 'Why the run failed, as a sentence; null unless DONE_FAILED_*.' })
  get failureReason(): string | null {
    return this.facts.failure?.message ?? null;
  }
  @Field(() => RunFailureModel, {
    nullable: true,
    description: 'Why the run failed, as data; null unless DONE_FAILED_*.',
  })
  get failure(): RunFailureModel | null {
    return this.facts.failure ? new RunFailureModel(this.facts.failure) : null;
  }
  @Field(() => ID, {
    nullable: true,
    description: 'Of linked runs: the run that must succeed before this one begins; it may be deleted by now.',
  })
  get previousRunId(): string | null {
    return this.facts.previousRunId;
  }
  @Field(() => String, { nullable: true, description: 'The introduction of the plan as a whole, for every worker.' })
  get introduction(): string | null {
    return this.facts.introduction;
  }
  @Field(() => String, {
    nullable: true,
    description: `What lists display of the plan: the first line of its introduction, up to ${TITLE_LENGTH} characters; null without an introduction.`,
  })
  get title(): string | null {
    return titleOf(this.facts.introduction);
  }
  @Field(() => ID, { nullable: true, description: 'Of linked runs: the run that waits for this one.' })
  get nextRunId(): string | null {
    return this.facts.nextRunId;
  }
  @Field(() => ID, {
    nullable: true,
    description: 'The run that ended as failed and whose plan this one continues; it may be deleted by now.',
  })
  get continuesRunId(): string | null {
    return this.facts.continuesRunId;
  }
  @Field(() => CiBaselineModel, {
    nullable: true,
    description: 'The verdict of CI on the commit that the run starts from; null: none yet, or there is no such check.',
  })
  get baseline(): CiBaselineModel | null {
    const outcome = this.facts.baseCheck?.outcome ?? null;
    return outcome && new CiBaselineModel(outcome);
  }
  @Field(() => DateTime, { description: 'When the run was made.' })
  get createdAt(): Date {
    return this.facts.createdAt;
  }
  @Field(() => DateTime, {
    nullable: true,
    description: 'When its clock began; null for a draft, and for a linked run that waits.',
  })
  get startedAt(): Date | null {
    return this.facts.startedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  get completedAt(): Date | null {
    return this.facts.completedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When the clock ends it; for a draft, when it expires.' })
  get deadlineAt(): Date | null {
    return this.facts.deadlineAt;
  }
}
