/** Inputs of the commands and queries on projects and rulesets. */
import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsBoolean, IsObject, IsOptional } from 'class-validator';

import { CommandInput } from '../graphql/types/command.inputs.js';
import { JSONObject } from '../graphql/types/scalars.js';
import { IsBranchName, IsId, IsLongText, IsName, IsShortText, IsWhole } from '../graphql/types/validation.js';

/** A hundred years. */
const MOST_RETENTION_DAYS = 36_500;
const MOST_VERSIONS = 2 ** 31 - 1;

@InputType({ isAbstract: true })
abstract class ProjectChangeInput extends CommandInput {
  @IsId()
  @Field(() => ID, {
    description: 'The project: letters, digits, `.`, `_` and `-`, at most 100 characters; unique ignoring case.',
  })
  projectId: string;
  @IsOptional()
  @IsName()
  @Field(() => String, {
    nullable: true,
    description: '1 to 200 characters; a new project without one is named by its id.',
  })
  name?: string | null;
  @IsOptional()
  @IsShortText(1_000)
  @Field(() => String, { nullable: true, description: 'Absolute path of a git repository on the server; null: none.' })
  repositoryPath?: string | null;
  @IsOptional()
  @IsBranchName()
  @Field(() => String, {
    nullable: true,
    description:
      'The branch that runs start from; left out or null: what the repository’s HEAD names now. It is fixed then.',
  })
  defaultBranch?: string | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    description: 'May a promotion move the target branch? False for a new project that does not say.',
  })
  allowPromotion?: boolean | null;
  @IsOptional()
  @IsWhole(1, MOST_RETENTION_DAYS)
  @Field(() => Int, {
    nullable: true,
    description:
      'Runs that ended so many days ago are archived and deleted: 1 to 36,500; null: never. A new project that does not say keeps them.',
  })
  retentionDays?: number | null;
}

@InputType('CreateProjectInput', { description: 'A project to make.' })
export class CreateProjectInput extends ProjectChangeInput {}

@InputType('UpdateProjectInput', { description: 'What shall change about a project; what is left out stays.' })
export class UpdateProjectInput extends ProjectChangeInput {}

@InputType('SetDispatchInput', { description: 'Whether work of a project is dispatched.' })
export class SetDispatchInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @IsBoolean()
  @Field(() => Boolean, { description: 'False: no new leases; true: as usual.' })
  dispatching: boolean;
  @IsOptional()
  @IsLongText()
  @Field(() => String, {
    nullable: true,
    description: 'The reason; at most 10,000 characters. Workers that claim work get it.',
  })
  reason?: string | null;
}

@InputType('PublishRulesetInput', { description: 'The next version of a project’s policy.' })
export class PublishRulesetInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @IsObject()
  @Field(() => JSONObject, {
    description: 'The ruleset; up to 1 MiB of JSON, unknown keys are refused. See docs/ruleset.md.',
  })
  document: Record<string, unknown>;
  @IsOptional()
  @IsWhole(0, MOST_VERSIONS)
  @Field(() => Int, {
    nullable: true,
    description: 'Refuse with VERSION_CONFLICT unless this is the newest version now; 0: there is none yet.',
  })
  expectedVersion?: number | null;
}

@ArgsType()
export class ProjectIdArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
}

@ArgsType()
export class RulesetArgs extends ProjectIdArgs {
  @IsOptional()
  @IsWhole(1, MOST_VERSIONS)
  @Field(() => Int, { nullable: true, description: 'Which version; left out: the newest.' })
  version?: number | null;
}
