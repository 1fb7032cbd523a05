/** Inputs of the commands and queries on runs. */
import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsEnum, IsOptional, ValidateNested } from 'class-validator';

import { BUDGET_MAXIMA } from '../domain/model/limits.js';
import type { RunState } from '../domain/model/run-state.js';
import type { RunScope, SafetyProfile } from '../domain/model/vocabulary.js';
import { PageArgs } from '../graphql/paging/page.inputs.js';
import { CommandInput, RunCommandInput } from '../graphql/types/command.inputs.js';
import { RunScopeEnum, RunStateEnum, SafetyProfileEnum } from '../graphql/types/enums.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import { IsId, IsLongText, IsShortText, IsWhole } from '../graphql/types/validation.js';
import { TierInput } from './plan.inputs.js';
import { type RunOrder, RunOrderEnum } from './run-order.js';

@InputType('StartRunInput', { description: 'A run to start, or a draft to open.' })
export class StartRunInput extends CommandInput {
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    description: 'Unique on the server ignoring case; left out, the server makes one.',
  })
  runId?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, defaultValue: 'default', description: 'The project that the run builds.' })
  projectId?: string | null;
  @IsOptional()
  @IsEnum(SafetyProfileEnum)
  @Field(() => SafetyProfileEnum, { nullable: true, description: 'Left out: the ruleset’s, else NORMAL.' })
  safetyProfile?: SafetyProfile | null;
  @IsOptional()
  @IsEnum(RunScopeEnum)
  @Field(() => RunScopeEnum, { nullable: true, description: 'Left out: the ruleset’s, else MULTI_TIER.' })
  runScope?: RunScope | null;
  @IsOptional()
  @IsWhole(1, BUDGET_MAXIMA.tokenCap)
  @Field(() => SafeInt, {
    nullable: true,
    description: '1 to 10^12 and at most the ruleset’s; left out: the ruleset’s, else the server’s default.',
  })
  tokenCap?: number | null;
  @IsOptional()
  @IsWhole(1, BUDGET_MAXIMA.maxPhases)
  @Field(() => Int, {
    nullable: true,
    description: '1 to 1,000 and at most the ruleset’s; left out: the ruleset’s, else the server’s default.',
  })
  maxPhases?: number | null;
  @IsOptional()
  @IsWhole(1, BUDGET_MAXIMA.minutes)
  @Field(() => Int, {
    nullable: true,
    description: '1 to 10,080 and at most the ruleset’s; left out: the ruleset’s, else the server’s default.',
  })
  maxDurationMinutes?: number | null;
  @IsOptional()
  @IsLongText()
  @Field(() => String, {
    nullable: true,
    description: 'Text for every worker of the plan, such as rules for all phases; at most 10,000 characters.',
  })
  introduction?: string | null;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TierInput)
  @Field(() => [TierInput], { description: 'The plan, in order.' })
  tiers: TierInput[];
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: opened in PLAN_BOOTSTRAP, its plan can grow, it starts with sealPlan.',
  })
  draft?: boolean | null;
}

@InputType('SealPlanInput', { description: 'A draft whose plan is complete.' })
export class SealPlanInput extends RunCommandInput {}

@InputType('CancelRunInput', { description: 'A run to end as cancelled.' })
export class CancelRunInput extends RunCommandInput {
  @IsLongText()
  @IsShortText(10_000)
  @Field({ description: 'Why; 1 to 10,000 characters. It becomes part of the failure.' })
  reason: string;
}

@InputType('DeleteRunInput', { description: 'A run that has ended and shall go.' })
export class DeleteRunInput extends RunCommandInput {}

@InputType('RunFilter', { description: 'Which runs to list; all given conditions must hold.' })
export class RunFilter {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Runs of this project.' })
  projectId?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsEnum(RunStateEnum, { each: true })
  @Field(() => [RunStateEnum], {
    nullable: true,
    description: 'Runs in one of these states; an empty list finds none.',
  })
  states?: RunState[] | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'True: runs that have ended; false: runs that live.' })
  terminal?: boolean | null;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'Made after this instant.' })
  createdAfter?: Date | null;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'Made before this instant.' })
  createdBefore?: Date | null;
  @IsOptional()
  @IsShortText(200)
  @Field(() => String, {
    nullable: true,
    description: 'Part of the run’s id, or of the first 200 characters of its plan’s introduction, ignoring case.',
  })
  text?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsShortText(200, { each: true })
  @Field(() => [String], {
    nullable: true,
    description: 'Runs that failed for one of these reasons, by code; an empty list finds none.',
  })
  failureCodes?: string[] | null;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'Ended after this instant.' })
  endedAfter?: Date | null;
  @IsOptional()
  @Field(() => DateTime, { nullable: true, description: 'Ended before this instant.' })
  endedBefore?: Date | null;
}

@ArgsType()
export class RunIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The run.' })
  runId: string;
}

@ArgsType()
export class RunsArgs extends PageArgs {
  @IsOptional()
  @ValidateNested()
  @Type(() => RunFilter)
  @Field(() => RunFilter, { nullable: true, description: 'Which runs; left out: all.' })
  filter?: RunFilter | null;
  @IsOptional()
  @IsEnum(RunOrderEnum)
  @Field(() => RunOrderEnum, {
    nullable: true,
    defaultValue: 'NEWEST',
    description: 'The order; a cursor goes with the order that made it.',
  })
  orderBy?: RunOrder | null;
}
