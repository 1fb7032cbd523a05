import { Field, InputType } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';

import { PROMOTION_KINDS, type PromotionKind } from '../domain/model/promotion-change.js';
import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { IsBranchName } from '../graphql/types/validation.js';
import { PromotionKindEnum } from './promotion.model.js';

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

  @Field(() => PromotionKindEnum, {
    defaultValue: 'MERGE',
    description:
      'MERGE: the Supervisor moves the branch. PULL_REQUEST: it is proposed on the forge of the project’s remote, and people merge it there.',
  })
  @IsOptional()
  @IsIn(PROMOTION_KINDS)
  kind?: PromotionKind;
}
