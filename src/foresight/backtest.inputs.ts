/** The inputs of back-tests and replays (X4). */
import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsOptional } from 'class-validator';

import { MOST_BACKTESTED } from '../domain/model/limits.js';
import { JSONObject } from '../graphql/types/scalars.js';
import { IsId, IsShortText, IsWhole } from '../graphql/types/validation.js';

export const DEFAULT_BACKTESTED = 100;
const MOST_REPLAYED = 50;

@InputType('BacktestRulesetInput', { description: 'A ruleset, and the ended runs of a project that it is tried on.' })
export class BacktestRulesetInput {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @IsOptional()
  @IsWhole(0, 2 ** 31 - 1)
  @Field(() => Int, { nullable: true, description: 'A stored ruleset; 0: none. Left out: the newest, or `ruleset`.' })
  rulesetVersion?: number | null;
  @IsOptional()
  @IsObject()
  @Field(() => JSONObject, { nullable: true, description: 'A ruleset to try out, instead of a stored one.' })
  ruleset?: Record<string, unknown> | null;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_BACKTESTED)
  @IsId({ each: true })
  @Field(() => [ID], {
    nullable: true,
    description: `Only these runs, 1 to ${MOST_BACKTESTED}, each ended; \`last\` does not count then.`,
  })
  runIds?: string[] | null;
  @IsOptional()
  @IsWhole(1, MOST_BACKTESTED)
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_BACKTESTED,
    description: `The newest ended runs: 1 to ${MOST_BACKTESTED}.`,
  })
  last?: number | null;
}

@ArgsType()
export class ReplayRunsArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only runs of this project; left out: of all.' })
  projectId?: string | null;
  @IsOptional()
  @IsWhole(1, MOST_REPLAYED)
  @Field(() => Int, { nullable: true, description: `How many runs are played, 1 to ${MOST_REPLAYED}; default: 20.` })
  first?: number | null;
  @IsOptional()
  @IsShortText(1_000)
  @Field(() => String, { nullable: true, description: 'The endCursor of the call before, to go on behind it.' })
  after?: string | null;
}

@ArgsType()
export class SuggestRulesetArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
}
