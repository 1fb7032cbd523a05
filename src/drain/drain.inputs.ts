import { Field, InputType } from '@nestjs/graphql';
import { IsBoolean, IsOptional } from 'class-validator';

import { CommandInput } from '../graphql/types/command.inputs.js';
import { IsLongText } from '../graphql/types/validation.js';

@InputType('SetDrainInput', { description: 'Whether all servers of the installation drain.' })
export class SetDrainInput extends CommandInput {
  @IsBoolean()
  @Field(() => Boolean, { description: 'True: no new leases in any project; false: as usual.' })
  draining: boolean;
  @IsOptional()
  @IsLongText()
  @Field(() => String, {
    nullable: true,
    description: 'The reason; at most 10,000 characters. Workers that claim work get it.',
  })
  reason?: string | null;
}
