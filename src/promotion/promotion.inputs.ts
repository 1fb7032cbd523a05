import { Field, InputType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { IsBranchName } from '../graphql/types/validation.js';

@InputType('PromoteRunInput', { description: 'A run that succeeded, and where its work shall go.' })
export class PromoteRunInput extends RunCommandInput {
  @IsOptional()
  @IsBranchName()
  @Field(() => String, {
    nullable: true,
    description:
      'The branch, without `refs/heads/`. Left out: the project’s default branch, else what the repository’s HEAD names.',
  })
  targetBranch?: string | null;
}
