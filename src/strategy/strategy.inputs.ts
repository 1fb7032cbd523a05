/** Inputs of the dry run and of starting from a plan document. */
import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsArray, IsEnum, IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

import type { RunScope, SafetyProfile } from '../domain/model/vocabulary.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { RunScopeEnum, SafetyProfileEnum } from '../graphql/types/enums.js';
import { JSONObject } from '../graphql/types/scalars.js';
import { IsId, IsWhole } from '../graphql/types/validation.js';
import { TierInput } from '../runs/plan.inputs.js';

const MOST_VERSIONS = 2 ** 31 - 1;

@InputType('PreviewStrategyInput', {
  description: 'A plan, as `tiers` or as Markdown, and the policy to compile it with.',
})
export class PreviewStrategyInput {
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    defaultValue: 'default',
    description: 'The project whose rulesets and backlog are looked at.',
  })
  projectId?: string | null;
  @IsOptional()
  @IsWhole(0, MOST_VERSIONS)
  @Field(() => Int, { nullable: true, description: 'A stored ruleset; 0: none. Left out: the newest, or `ruleset`.' })
  rulesetVersion?: number | null;
  @IsOptional()
  @IsObject()
  @Field(() => JSONObject, { nullable: true, description: 'A ruleset to try out, instead of a stored one.' })
  ruleset?: Record<string, unknown> | null;
  @IsOptional()
  @IsWhole(0, MOST_VERSIONS)
  @Field(() => Int, { nullable: true, description: 'A stored ruleset to compare with; 0: none.' })
  againstVersion?: number | null;
  @IsOptional()
  @IsEnum(SafetyProfileEnum)
  @Field(() => SafetyProfileEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  safetyProfile?: SafetyProfile | null;
  @IsOptional()
  @IsEnum(RunScopeEnum)
  @Field(() => RunScopeEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  runScope?: RunScope | null;
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TierInput)
  @Field(() => [TierInput], { nullable: true, description: 'The plan; either this or `planMarkdown`.' })
  tiers?: TierInput[] | null;
  @IsOptional()
  @IsString()
  @Field(() => String, { nullable: true, description: 'The plan in Markdown, up to 1 MiB; see docs/plan-format.md.' })
  planMarkdown?: string | null;
}

@InputType('StartRunFromPlanInput', {
  description: 'A plan in Markdown to start; it becomes one run, or several linked ones.',
})
export class StartRunFromPlanInput extends CommandInput {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, defaultValue: 'default', description: 'The project that the runs build.' })
  projectId?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the first run; further ones are `{id}-2`, … Left out, the server makes one.',
  })
  runId?: string | null;
  @IsString()
  @Field({ description: 'The plan, up to 1 MiB; see docs/plan-format.md.' })
  planMarkdown: string;
  @IsOptional()
  @IsEnum(SafetyProfileEnum)
  @Field(() => SafetyProfileEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  safetyProfile?: SafetyProfile | null;
  @IsOptional()
  @IsEnum(RunScopeEnum)
  @Field(() => RunScopeEnum, { nullable: true, description: 'Left out: what plan and ruleset say.' })
  runScope?: RunScope | null;
}
