/** The answer of a simulation (X1, X3). */
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import type { BoundBudget } from '../domain/foresight/answer/budgets.js';
import type { PhaseOdds, StateOdds } from '../domain/foresight/simulation.js';
import type { RunState } from '../domain/model/run-state.js';
import type { BudgetScope } from '../domain/model/vocabulary.js';
import { Payload } from '../graphql/payload.js';
import { BudgetScopeEnum, RunStateEnum } from '../graphql/types/enums.js';
import { JSONObject, SafeInt } from '../graphql/types/scalars.js';
import { DistributionModel } from '../views/calibration.model.js';

@ObjectType('Odds', {
  description: 'How likely an end is, with the interval that holds it in 95 of 100 cases (Wilson).',
})
export class OddsModel implements StateOdds {
  @Field(() => RunStateEnum, { description: 'The state in which the plan ends: of its last run that was played.' })
  state: RunState;
  @Field(() => String, { nullable: true, description: 'The code of the failure; null: it succeeds.' })
  reason: string | null;
  @Field(() => Float, { description: 'The share of plays.' })
  probability: number;
  @Field(() => Float, { description: 'The lower end of the interval.' })
  low: number;
  @Field(() => Float, { description: 'The upper end of the interval.' })
  high: number;
}

@ObjectType('PhaseOdds', { description: 'What a phase has to do with the end of the plan, and with its tokens.' })
export class PhaseOddsModel implements PhaseOdds {
  @Field(() => ID, { description: 'The phase.' })
  phaseId: string;
  @Field(() => Float, { description: 'The share of plays in which it is the phase that fails.' })
  fails: number;
  @Field(() => Float, { description: 'Its share of the tokens of all plays.' })
  tokenShare: number;
}

@ObjectType('BindingBudget', {
  description: 'A budget that ended plays, and what half and twice of it would have made of the same plays.',
})
export class BindingBudgetModel implements BoundBudget {
  @Field(() => BudgetScopeEnum, { description: 'Of the run, of tiers, or of phases.' })
  scope: BudgetScope;
  @Field({ description: 'Its name, e.g. `token_cap`.' })
  name: string;
  @Field(() => Float, { description: 'The share of plays that it ended.' })
  share: number;
  @Field(() => Float, { description: 'The probability of DONE_SUCCESS with half of it, rounded up.' })
  successWithHalf: number;
  @Field(() => Float, { description: 'The probability of DONE_SUCCESS with twice of it.' })
  successWithDouble: number;
}

@ObjectType('WantedCap', { description: 'A cap of the smallest set that reaches the wanted probability.' })
export class WantedCapModel {
  @Field(() => BudgetScopeEnum, { description: 'Of the run, or of each phase.' })
  scope: BudgetScope;
  @Field({ description: 'Its name, e.g. `token_cap`.' })
  name: string;
  @Field(() => SafeInt, { nullable: true, description: 'The cap as it is; null: a cap of each phase, see `factor`.' })
  present: number | null;
  @Field(() => SafeInt, { nullable: true, description: 'The smallest cap; null: a cap of each phase, see `factor`.' })
  smallest: number | null;
  @Field(() => Float, { description: 'The smallest cap as a multiple of the present one.' })
  factor: number;
}

@ObjectType('WantedCaps', {
  description:
    'The smallest caps that reach a wanted probability of DONE_SUCCESS; attempts and audits stay as they are.',
})
export class WantedCapsModel {
  @Field(() => Float, { description: 'The probability that was wanted.' })
  wanted: number;
  @Field(() => Float, { description: 'The probability without these caps: no set of them reaches more.' })
  reachable: number;
  @Field(() => Float, { nullable: true, description: 'The probability with them; null: it is out of reach.' })
  reached: number | null;
  @Field(() => [WantedCapModel], { description: 'None can be lowered alone; empty: it is out of reach.' })
  caps: WantedCapModel[];
}

@ObjectType('Simulation', {
  description:
    'What became of a plan in many plays by the decisions of the server. The odds are those of the model: they hold as far as it does.',
})
export class SimulationModel extends Payload {
  @Field(() => Int, { description: 'How often the plan was played; 0 with errors.' })
  plays: number;
  @Field(() => Int, { description: 'Where the chances began.' })
  seed: number;
  @Field(() => [OddsModel], { description: 'By terminal state and reason, the likeliest first.' })
  odds: OddsModel[];
  @Field(() => DistributionModel, { description: 'Tokens of a play.' })
  tokens: DistributionModel;
  @Field(() => DistributionModel, { description: 'Minutes of a play, by the virtual clock.' })
  minutes: DistributionModel;
  @Field(() => DistributionModel, { description: 'CI runs of a play.' })
  ciRuns: DistributionModel;
  @Field(() => [PhaseOddsModel], { description: 'In the order of the plan, debt cleanup included.' })
  phases: PhaseOddsModel[];
  @Field(() => [BindingBudgetModel], { description: 'Budgets that ended at least one play, the commonest first.' })
  budgets: BindingBudgetModel[];
  @Field(() => WantedCapsModel, { nullable: true, description: 'Null: no probability was wanted.' })
  caps: WantedCapsModel | null;
  @Field(() => JSONObject, { description: 'The model that was used: docs/schemas/worker_model.schema.json.' })
  model: object;
  @Field(() => [String], { description: 'What the model rests on, in sentences.' })
  modelEvidence: string[];
}
