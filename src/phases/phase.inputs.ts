/** Inputs of the commands and queries on phases. */
import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsEnum, IsOptional, ValidateNested } from 'class-validator';

import { BUDGET_MAXIMA } from '../domain/model/limits.js';
import type { PhaseState } from '../domain/model/phase-state.js';
import { PageArgs } from '../graphql/paging/page.inputs.js';
import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { PhaseStateEnum } from '../graphql/types/enums.js';
import { SafeInt } from '../graphql/types/scalars.js';
import { IsId, IsLongText, IsWhole } from '../graphql/types/validation.js';
import { PhaseInput } from '../runs/plan.inputs.js';
import { RunIdArgs } from '../runs/run.inputs.js';

@InputType('AddPhaseInput', { description: 'A phase to append to a tier of a draft.' })
export class AddPhaseInput extends RunCommandInput {
  @IsId()
  @Field(() => ID, { description: 'The tier that gets it.' })
  tierId: string;
  @IsDefined()
  @ValidateNested()
  @Type(() => PhaseInput)
  @Field(() => PhaseInput, { description: 'The phase.' })
  phase: PhaseInput;
}

@InputType('UpdatePhaseStatusInput', { description: 'A manual transition of one phase.' })
export class UpdatePhaseStatusInput extends RunCommandInput {
  @IsId()
  @Field(() => ID, { description: 'The phase.' })
  phaseId: string;
  @IsEnum(PhaseStateEnum)
  @Field(() => PhaseStateEnum, { description: 'Where it shall go; its present state with `addTokens` only charges.' })
  state: PhaseState;
  @IsOptional()
  @IsWhole(0, BUDGET_MAXIMA.addTokens)
  @Field(() => SafeInt, {
    nullable: true,
    description: 'Tokens spent since the last report, 0 to 10^12; charged before the move.',
  })
  addTokens?: number | null;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters; the reason of a FAILED phase.' })
  note?: string | null;
}

@InputType('PhaseFilter', { description: 'Which phases to list; all given conditions must hold.' })
export class PhaseFilter {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Phases of this run.' })
  runId?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Phases of this tier; needs `runId`.' })
  tierId?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsEnum(PhaseStateEnum, { each: true })
  @Field(() => [PhaseStateEnum], {
    nullable: true,
    description: 'Phases in one of these states; an empty list finds none.',
  })
  states?: PhaseState[] | null;
}

@ArgsType()
export class PhaseArgs extends RunIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The phase.' })
  phaseId: string;
}

@ArgsType()
export class PhasesArgs extends PageArgs {
  @IsOptional()
  @ValidateNested()
  @Type(() => PhaseFilter)
  @Field(() => PhaseFilter, { nullable: true, description: 'Which phases; left out: all.' })
  filter?: PhaseFilter | null;
}
