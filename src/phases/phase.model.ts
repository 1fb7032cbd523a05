import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { PhaseFacts } from '../domain/model/facts.js';
import type { PhaseState } from '../domain/model/phase-state.js';
import type { BuilderMode, Complexity, IssueState } from '../domain/model/vocabulary.js';
import { issueState, phaseBudgets } from '../domain/rules/budget/budgets.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { BudgetModel, toBudgets } from '../graphql/types/budget.model.js';
import { BuilderModeEnum, ComplexityEnum, IssueStateEnum, PhaseStateEnum } from '../graphql/types/enums.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';

@ObjectType('Phase', {
  implements: () => [NodeModel],
  description: 'The smallest planned piece of work; its incidents are counted together.',
})
export class PhaseModel {
  constructor(readonly facts: PhaseFacts) {}

  get id(): string {
    return nodeId('phase', this.facts.runId, this.facts.phaseId);
  }
  @Field(() => ID, { description: 'The id that arguments take, unique in the run.' })
  get phaseId(): string {
    return this.facts.phaseId;
  }
  @Field(() => ID, { description: 'The run it belongs to.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => ID, { description: 'The tier it belongs to.' })
  get tierId(): string {
    return this.facts.tierId;
  }
  @Field(() => Int, { description: 'Place in the plan over the whole run, from 0.' })
  get phaseIndex(): number {
    return this.facts.phaseIndex;
  }
  @Field(() => String, { description: 'Name, as given.' })
  get name(): string {
    return this.facts.name;
  }
  @Field(() => String, { nullable: true, description: 'Description, as given.' })
  get description(): string | null {
    return this.facts.description;
  }
  @Field(() => PhaseStateEnum, { description: 'The state of the phase.' })
  get state(): PhaseState {
    return this.facts.state;
  }
  @Field(() => String, { nullable: true, description: 'Kind of work; known kinds have defaults of their own.' })
  get taskCategory(): string | null {
    return this.facts.taskCategory;
  }
  @Field(() => ComplexityEnum, { description: 'As compiled: a plan may only ask for more care.' })
  get complexity(): Complexity {
    return this.facts.complexity;
  }
  @Field(() => BuilderModeEnum, { description: 'What a Builder has to do.' })
  get builderMode(): BuilderMode {
    return this.facts.builderMode;
  }
  @Field(() => [String], { description: 'Paths that a patch may touch; empty: any that is not protected.' })
  get allowedPaths(): string[] {
    return [...this.facts.allowedPaths];
  }
  @Field(() => [String], { description: 'What must be true when it is done.' })
  get acceptanceCriteria(): string[] {
    return [...this.facts.acceptanceCriteria];
  }
  @Field(() => Boolean, { description: 'An empty patch is a result.' })
  get allowNoop(): boolean {
    return this.facts.allowNoop;
  }
  @Field(() => Int, { description: 'Most Builder attempts.' })
  get maxBuilderAttempts(): number {
    return this.facts.maxBuilderAttempts;
  }
  @Field(() => Int, { description: 'Most audits.' })
  get maxAuditorAttempts(): number {
    return this.facts.maxAuditorAttempts;
  }
  @Field(() => SafeInt, { description: 'Most tokens over all attempts; more ends the run.' })
  get incidentTokenCap(): number {
    return this.facts.incidentTokenCap;
  }
  @Field(() => Int, { description: 'Builder attempts so far.' })
  get builderAttempts(): number {
    return this.facts.builderAttempts;
  }
  @Field(() => Int, {
    description: 'Which try of a Builder is at work, or was the last, as the brief says it; 0 before the first.',
  })
  get tryNumber(): number {
    return this.facts.builderAttempts;
  }
  @Field(() => Int, { description: 'Builder attempts that are left after this one.' })
  get triesLeft(): number {
    return Math.max(0, this.facts.maxBuilderAttempts - this.facts.builderAttempts);
  }
  @Field(() => Int, { description: 'Audits so far.' })
  get auditorAttempts(): number {
    return this.facts.auditorAttempts;
  }
  @Field(() => SafeInt, { description: 'Tokens charged so far.' })
  get tokensUsed(): number {
    return this.facts.tokensUsed;
  }
  @Field(() => [BudgetModel], { description: 'Its budgets as used and limit.' })
  get budgets(): BudgetModel[] {
    return toBudgets(phaseBudgets(this.facts));
  }
  @Field(() => Int, { description: 'Distinct minor issue keys.' })
  get minorIssuesCount(): number {
    return this.facts.minorIssuesCount;
  }
  @Field(() => Int, { description: 'Distinct major issue keys.' })
  get majorIssuesCount(): number {
    return this.facts.majorIssuesCount;
  }
  @Field(() => IssueStateEnum, { description: 'Its issues in one word.' })
  get issueState(): IssueState {
    return issueState(this.facts);
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was first leased.' })
  get startedAt(): Date | null {
    return this.facts.startedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  get completedAt(): Date | null {
    return this.facts.completedAt;
  }
}
