/** The input of a simulation (X1). */
import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsEnum,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { DEFAULT_PLAYS, DEFAULT_SEED, MOST_PLAYS, MOST_SEED } from '../domain/foresight/simulation.js';
import type { RunScope, SafetyProfile } from '../domain/model/vocabulary.js';
import { RunScopeEnum, SafetyProfileEnum } from '../graphql/types/enums.js';
import { JSONObject } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';
import { TierInput } from '../runs/plan.inputs.js';

@InputType('SimulatePlanInput', {
  description: 'A plan, as `tiers` or as Markdown, the policy to compile it with, and a model of the workers.',
})
export class SimulatePlanInput {
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    defaultValue: 'default',
    description: 'The project whose rulesets, backlog and past are looked at.',
  })
  projectId?: string | null;
  @IsOptional()
  @IsString()
  @Field(() => String, { nullable: true, description: 'The plan in Markdown, up to 1 MiB; see docs/plan-format.md.' })
  planMarkdown?: string | null;
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TierInput)
  @Field(() => [TierInput], { nullable: true, description: 'The plan; either this or `planMarkdown`.' })
  tiers?: TierInput[] | null;
  @IsOptional()
  @IsWhole(0, 2 ** 31 - 1)
  @Field(() => Int, { nullable: true, description: 'A stored ruleset; 0: none. Left out: the newest, or `ruleset`.' })
  rulesetVersion?: number | null;
  @IsOptional()
  @IsObject()
  @Field(() => JSONObject, { nullable: true, description: 'A ruleset to try out, instead of a stored one.' })
  ruleset?: Record<string, unknown> | null;
  @IsOptional()
  @IsObject()
  @Field(() => JSONObject, {
    nullable: true,
    description: 'A worker model: docs/schemas/worker_model.schema.json. Left out: the built-in one, or `learned`.',
  })
  model?: Record<string, unknown> | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Learn the model from the ended phases of the project; not together with `model`.',
  })
  learned?: boolean | null;
  @IsOptional()
  @IsWhole(1, MOST_PLAYS)
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_PLAYS,
    description: `How often the plan is played: 1 to ${MOST_PLAYS}.`,
  })
  plays?: number | null;
  @IsOptional()
  @IsWhole(0, MOST_SEED)
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_SEED,
    description: 'Where the chances begin: the same input and seed give the same answer.',
  })
  seed?: number | null;
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  @Field(() => Float, {
    nullable: true,
    description: 'A probability of DONE_SUCCESS: `caps` of the answer are the smallest that reach it.',
  })
  wantedSuccess?: number | null;
  @IsOptional()
  @IsEnum(SafetyProfileEnum)
  @Field(() => SafetyProfileEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  safetyProfile?: SafetyProfile | null;
  @IsOptional()
  @IsEnum(RunScopeEnum)
  @Field(() => RunScopeEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  runScope?: RunScope | null;
}
