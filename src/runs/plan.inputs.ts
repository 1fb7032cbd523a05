/**
 * A plan as callers give it: tiers with phases. The form of each value is checked here, the plan as a whole in the
 * domain.
 */
import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsEnum, IsOptional, ValidateNested } from 'class-validator';

import type { PlannedPhase, PlannedTier } from '../domain/model/plan.js';
import type { BuilderMode, Complexity } from '../domain/model/vocabulary.js';
import { BuilderModeEnum, ComplexityEnum } from '../graphql/types/enums.js';
import { IsId, IsLongText, IsName, IsShortText, IsTextList } from '../graphql/types/validation.js';

@InputType('PhaseInput', {
  description: 'A phase of a plan. What is left out comes from the defaults of its category.',
})
export class PhaseInput {
  @IsId()
  @Field(() => ID, { description: 'Unique in the run: letters, digits, `.`, `_` and `-`, at most 100 characters.' })
  phaseId: string;
  @IsName()
  @Field({ description: '1 to 200 characters.' })
  name: string;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  description?: string | null;
  @IsOptional()
  @IsShortText(200)
  @Field(() => String, { nullable: true, description: 'Kind of work, e.g. `schema_change`, `docs`.' })
  taskCategory?: string | null;
  @IsOptional()
  @IsEnum(ComplexityEnum)
  @Field(() => ComplexityEnum, { nullable: true, description: 'Only more than the category’s default counts.' })
  complexity?: Complexity | null;
  @IsOptional()
  @IsEnum(BuilderModeEnum)
  @Field(() => BuilderModeEnum, { nullable: true, description: 'Taken as given.' })
  builderMode?: BuilderMode | null;
  @IsOptional()
  @IsTextList()
  @Field(() => [String], {
    nullable: true,
    description: 'Paths that a patch may touch: up to 100 of 1,000 characters.',
  })
  allowedPaths?: string[] | null;
  @IsOptional()
  @IsTextList()
  @Field(() => [String], {
    nullable: true,
    description: 'What must be true when it is done: up to 100 of 1,000 characters.',
  })
  acceptanceCriteria?: string[] | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: 'An empty patch is a result; false if left out.' })
  allowNoop?: boolean | null;
}

@InputType('TierInput', { description: 'A tier of a plan with its phases, in order.' })
export class TierInput {
  @IsId()
  @Field(() => ID, { description: 'Unique in the run: letters, digits, `.`, `_` and `-`, at most 100 characters.' })
  tierId: string;
  @IsName()
  @Field({ description: '1 to 200 characters.' })
  name: string;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  description?: string | null;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PhaseInput)
  @Field(() => [PhaseInput], { defaultValue: [], description: 'Its phases in order; only a draft may leave them out.' })
  phases: PhaseInput[];
}

export const toPlannedPhase = (input: PhaseInput): PlannedPhase => ({
  phaseId: input.phaseId,
  name: input.name,
  description: input.description ?? null,
  taskCategory: input.taskCategory ?? null,
  complexity: input.complexity ?? null,
  builderMode: input.builderMode ?? null,
  allowedPaths: input.allowedPaths ?? [],
  acceptanceCriteria: input.acceptanceCriteria ?? [],
  allowNoop: input.allowNoop ?? false,
});

export const toPlannedTier = (input: TierInput): PlannedTier => ({
  tierId: input.tierId,
  name: input.name,
  description: input.description ?? null,
  phases: input.phases.map(toPlannedPhase),
});
