import { Field, ObjectType } from '@nestjs/graphql';

import type { Budget } from '../../domain/model/facts.js';
import type { BudgetScope } from '../../domain/model/vocabulary.js';
import { leftOf } from '../../domain/rules/budget/budgets.js';
import { BudgetScopeEnum } from './enums.js';
import { SafeInt } from './scalars.js';

@ObjectType('Budget', { description: 'A budget as used and limit. "Over" means used is greater than limit.' })
export class BudgetModel {
  constructor(private readonly budget: Budget) {}

  @Field(() => BudgetScopeEnum, { description: 'Whose budget it is.' })
  get scope(): BudgetScope {
    return this.budget.scope;
  }
  @Field(() => String, { description: 'Its name, as in the product’s rules: `token_cap`, `ci_run_cap` …' })
  get name(): string {
    return this.budget.name;
  }
  @Field(() => SafeInt, { description: 'The most that may be used.' })
  get limit(): number {
    return this.budget.limit;
  }
  @Field(() => SafeInt, { description: 'What is used so far.' })
  get used(): number {
    return this.budget.used;
  }
  @Field(() => SafeInt, { description: 'What is left; never below 0.' })
  get left(): number {
    return leftOf(this.budget);
  }
}

export const toBudgets = (budgets: readonly Budget[]): BudgetModel[] =>
  budgets.map((budget) => new BudgetModel(budget));
