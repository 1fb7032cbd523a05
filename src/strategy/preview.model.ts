/** The answer of a dry run (P6). */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { SafeInt } from '../graphql/types/scalars.js';
import { StrategyModel } from './strategy.model.js';

@ObjectType('StrategyDifference', { description: 'A value that another ruleset version would give otherwise.' })
export class StrategyDifferenceModel {
  @Field({
    description:
      'Which value, e.g. `phases.F1.1.ciProfile`; of linked runs with the number of the run in front: `2.run.tokenCap`.',
  })
  path: string;
  @Field(() => String, { nullable: true, description: 'Under the other version; null: there is no such value.' })
  before: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Under the ruleset of the preview; null: there is no such value.',
  })
  after: string | null;
}

@ObjectType('BudgetTotals', { description: 'Budgets of all runs together.' })
export class BudgetTotalsModel {
  @Field(() => SafeInt, { description: 'Sum of the phases’ incident caps.' })
  incidentTokens: number;
  @Field(() => Int, { description: 'Sum of the phases’ Builder tries.' })
  builderAttempts: number;
  @Field(() => Int, { description: 'Sum of the phases’ audits.' })
  auditorAttempts: number;
  @Field(() => Int, { description: 'Sum of the tiers’ CI runs.' })
  ciRuns: number;
  @Field(() => SafeInt, { description: 'Sum of the runs’ token caps.' })
  tokenCap: number;
}

@ObjectType('TierPreview', { description: 'A tier of the plan as it would be run.' })
export class TierPreviewModel {
  @Field(() => ID, { description: 'The tier.' })
  tierId: string;
  @Field({ description: 'Its name.' })
  name: string;
  @Field(() => [ID], { description: 'Its phases, debt cleanup included.' })
  phaseIds: string[];
}

@ObjectType('StrategyPreview', { description: 'What a plan would become; nothing is stored.' })
export class StrategyPreviewModel extends Payload {
  /** Whose plan it is, for its warnings. */
  projectId: string;
  @Field(() => [StrategyModel], { description: 'One for each run that the plan becomes.' })
  strategies: StrategyModel[];
  @Field(() => [TierPreviewModel], { description: 'The tiers of all runs, in order.' })
  plan: TierPreviewModel[];
  @Field(() => BudgetTotalsModel, { nullable: true, description: 'Budgets of all runs together; null with errors.' })
  totals: BudgetTotalsModel | null;
  @Field(() => [StrategyDifferenceModel], {
    description: 'What differs from the strategy under `againstVersion`; empty without it.',
  })
  differences: StrategyDifferenceModel[];
}
