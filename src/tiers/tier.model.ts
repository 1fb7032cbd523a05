import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { TierFacts } from '../domain/model/facts.js';
import type { TierState } from '../domain/model/tier-state.js';
import type { Cleanliness } from '../domain/model/vocabulary.js';
import { cleanliness, cleanlinessReasons, tierBudgets } from '../domain/rules/budget/budgets.js';
import { blocksPromotion } from '../domain/rules/promotion/blockers.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { BudgetModel, toBudgets } from '../graphql/types/budget.model.js';
import { CleanlinessEnum, TierStateEnum } from '../graphql/types/enums.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';

@ObjectType('Tier', {
  implements: () => [NodeModel],
  description: 'An ordered group of phases; budgets and cleanliness are judged per tier.',
})
export class TierModel {
  constructor(readonly facts: TierFacts) {}

  get id(): string {
    return nodeId('tier', this.facts.runId, this.facts.tierId);
  }
  @Field(() => ID, { description: 'The id that arguments take, unique in the run.' })
  get tierId(): string {
    return this.facts.tierId;
  }
  @Field(() => ID, { description: 'The run it belongs to.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => Int, { description: 'Place in the plan, from 0.' })
  get tierIndex(): number {
    return this.facts.tierIndex;
  }
  @Field(() => String, { description: 'Name, as given.' })
  get name(): string {
    return this.facts.name;
  }
  @Field(() => String, { nullable: true, description: 'Description, as given.' })
  get description(): string | null {
    return this.facts.description;
  }
  @Field(() => TierStateEnum, { description: 'The state of the tier.' })
  get state(): TierState {
    return this.facts.state;
  }
  @Field(() => CleanlinessEnum, { description: 'Did it keep its budgets and thresholds?' })
  get cleanliness(): Cleanliness {
    return cleanliness(this.facts);
  }
  @Field(() => [ReasonModel], { description: 'Why it is not clean; empty when it is.' })
  get cleanlinessReasons(): ReasonModel[] {
    return cleanlinessReasons(this.facts);
  }
  @Field(() => Boolean, {
    description: 'Does the tier by itself keep its run from being promoted? It is not clean.',
  })
  get blocksPromotion(): boolean {
    return blocksPromotion(this.facts);
  }
  @Field(() => SafeInt, { description: 'Most tokens before the tier is not clean.' })
  get tokenCap(): number {
    return this.facts.tokenCap;
  }
  @Field(() => Int, { description: 'Most CI runs before the tier is not clean.' })
  get ciRunCap(): number {
    return this.facts.ciRunCap;
  }
  @Field(() => Int, { description: 'Most open minor issues before the tier is not clean.' })
  get maxMinorIssuesTolerated(): number {
    return this.facts.maxMinorIssuesTolerated;
  }
  @Field(() => Int, { description: 'Most open major issues before the tier is not clean.' })
  get maxMajorIssuesTolerated(): number {
    return this.facts.maxMajorIssuesTolerated;
  }
  @Field(() => SafeInt, { description: 'Tokens charged to its phases.' })
  get tokensUsed(): number {
    return this.facts.tokensUsed;
  }
  @Field(() => Int, { description: 'CI runs of its phases.' })
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
  @Field(() => [BudgetModel], { description: 'Its budgets as used and limit.' })
  get budgets(): BudgetModel[] {
    return toBudgets(tierBudgets(this.facts));
  }
  @Field(() => DateTime, { nullable: true, description: 'When its first phase was leased.' })
  get startedAt(): Date | null {
    return this.facts.startedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  get completedAt(): Date | null {
    return this.facts.completedAt;
  }
}
