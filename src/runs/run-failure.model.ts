import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { RunFailure } from '../domain/model/facts.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { BudgetModel } from '../graphql/types/budget.model.js';

@ObjectType('RunFailure', { description: 'Why a run ended as failed.' })
export class RunFailureModel {
  constructor(private readonly failure: RunFailure) {}

  @Field(() => String, { description: 'Id of the product’s rule that ended the run.' })
  get rule(): string {
    return this.failure.rule;
  }
  @Field(() => String, { description: 'The sentence that `failureReason` shows.' })
  get message(): string {
    return this.failure.message;
  }
  @Field(() => BudgetModel, { nullable: true, description: 'The budget that was broken, with its limit and value.' })
  get budget(): BudgetModel | null {
    return this.failure.budget ? new BudgetModel(this.failure.budget) : null;
  }
  @Field(() => ID, { nullable: true, description: 'The tier in which it happened.' })
  get tierId(): string | null {
    return this.failure.tierId ?? null;
  }
  @Field(() => ID, { nullable: true, description: 'The phase in which it happened.' })
  get phaseId(): string | null {
    return this.failure.phaseId ?? null;
  }
  @Field(() => [ReasonModel], { description: 'Reasons with stable codes; the first is the decisive one.' })
  get reasons(): ReasonModel[] {
    return [...this.failure.reasons];
  }
}
