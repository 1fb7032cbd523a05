import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import type { RunState } from '../domain/model/run-state.js';
import type { BudgetScope, Complexity } from '../domain/model/vocabulary.js';
import type {
  AuditEffect,
  BudgetBreach,
  BudgetReport,
  Slice,
  TierShare,
} from '../domain/rules/calibration/budget-report.js';
import { BudgetScopeEnum, ComplexityEnum, RunStateEnum } from '../graphql/types/enums.js';
import { SafeInt } from '../graphql/types/scalars.js';

@ObjectType('ProjectCount', { description: 'How many runs of a project there are.' })
export class ProjectCountModel {
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @Field(() => Int, { description: 'How many runs.' })
  count: number;
}

@ObjectType('StateCount', { description: 'How many runs are in a state.' })
export class StateCountModel {
  @Field(() => RunStateEnum, { description: 'The state.' })
  state: RunState;
  @Field(() => Int, { description: 'How many runs.' })
  count: number;
  @Field(() => [ProjectCountModel], {
    description: 'The same by project, by id; projects without such a run are left out.',
  })
  projects: ProjectCountModel[];
}

@ObjectType('TierShare', { description: 'Tiers of one name that were responsible for a broken budget.' })
export class TierShareModel implements TierShare {
  @Field({ description: 'The name of the tier; empty: the run had none.' })
  tierName: string;
  @Field(() => Int, { description: 'Runs that ended by it.' })
  runs: number;
  @Field(() => SafeInt, { description: 'Tokens of these tiers.' })
  tokens: number;
}

@ObjectType('BudgetBreach', { description: 'A budget that ended runs.' })
export class BudgetBreachModel implements BudgetBreach {
  @Field(() => BudgetScopeEnum, { description: 'Whose budget.' })
  scope: BudgetScope;
  @Field({ description: 'Its name, such as `token_cap`.' })
  name: string;
  @Field(() => Int, { description: 'Runs that it ended.' })
  runs: number;
  @Field(() => [TierShareModel], {
    description:
      'Which tier was responsible, by name, at most 100: the tier of the phase, or, for a budget of the run, the tier that used most of it.',
  })
  tiers: readonly TierShareModel[];
}

@ObjectType('Slice', { description: 'Phases of one task category and complexity that ended COMPLETE or FAILED.' })
export class SliceModel implements Slice {
  @Field({ description: 'The task category; empty: phases without one.' })
  taskCategory: string;
  @Field(() => ComplexityEnum, { description: 'The complexity.' })
  complexity: Complexity;
  @Field(() => Int, { description: 'How many phases.' })
  phases: number;
  @Field(() => SafeInt, { description: 'Their tokens.' })
  tokens: number;
  @Field(() => Int, { description: 'Those that failed.' })
  failed: number;
}

@ObjectType('AuditEffect', { description: 'Phases with and without an audit that ended COMPLETE or FAILED.' })
export class AuditEffectModel implements AuditEffect {
  @Field(() => Int, { description: 'Phases with at least one audit.' })
  phasesWith: number;
  @Field(() => Int, { description: 'Those of them that completed.' })
  completedWith: number;
  @Field(() => Int, { description: 'Phases without an audit.' })
  phasesWithout: number;
  @Field(() => Int, { description: 'Those of them that completed.' })
  completedWithout: number;
  @Field(() => SafeInt, { description: 'Tokens of Auditors.' })
  auditTokens: number;
}

@ObjectType('BudgetReport', { description: 'How the budgets of ended runs held.' })
export class BudgetReportModel implements BudgetReport {
  @Field(() => Int, { description: 'Runs that ended.' })
  runs: number;
  @Field(() => Int, { description: 'Those that ended as DONE_FAILED_BUDGET_EXHAUSTED.' })
  endedByBudget: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Tokens over cap of the median run that had started, in hundredths rounded up; null: there is none.',
  })
  utilisationP50: number | null;
  @Field(() => Float, { nullable: true, description: 'The same, which 90 of 100 runs do not exceed; at most 10.' })
  utilisationP90: number | null;
  @Field(() => [BudgetBreachModel], { description: 'The budgets that ended runs, most runs first.' })
  breaches: readonly BudgetBreachModel[];
  @Field(() => [SliceModel], { description: 'Where the tokens went: most first, at most 100.' })
  slices: readonly SliceModel[];
  @Field(() => AuditEffectModel, { description: 'Whether audits helped.' })
  audits: AuditEffectModel;
}
