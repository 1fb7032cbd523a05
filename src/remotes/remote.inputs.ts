/** Inputs of the commands on remotes (M3). */
import { Field, ID, InputType } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';

import { FORGE_KINDS, type ForgeKind } from '../domain/model/remote.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { IsId, IsShortText } from '../graphql/types/validation.js';
import { ForgeKindEnum } from './remote.model.js';

const LONGEST_URL = 2_000;

@InputType({ isAbstract: true })
abstract class OfProjectInput extends CommandInput {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
}

@InputType('SetProjectRemoteInput', { description: 'Where a project’s runs are pushed to.' })
export class SetProjectRemoteInput extends OfProjectInput {
  @IsShortText(LONGEST_URL)
  @Field({
    description:
      'The address of the repository, as https://github.com/team/project.git, ssh://git@host/team/project.git or git@host:team/project.git; never with a password. AUTOPACK_REMOTE_PROTOCOLS says what it may begin with.',
  })
  url: string;
  @IsOptional()
  @IsIn(FORGE_KINDS)
  @Field(() => ForgeKindEnum, {
    nullable: true,
    description: 'The kind of forge behind it; left out: known for github.com, gitlab.com, codeberg.org and gitea.com.',
  })
  forge?: ForgeKind | null;
}

@InputType('RemoveProjectRemoteInput', { description: 'The project whose remote is removed.' })
export class RemoveProjectRemoteInput extends OfProjectInput {}

@InputType('RetryPushInput', {
  description: 'The project whose refs are pushed now, without waiting for the next try.',
})
export class RetryPushInput extends OfProjectInput {}
