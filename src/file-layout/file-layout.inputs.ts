import { ArgsType, Field, InputType } from '@nestjs/graphql';

import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { IsShortText } from '../graphql/types/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';

@InputType('RebuildFileLayoutInput', { description: 'A run whose files are to be written again from its rows.' })
export class RebuildFileLayoutInput extends RunCommandInput {}

@ArgsType()
export class ArtefactArgs extends RunIdArgs {
  @IsShortText(1_000)
  @Field({ description: 'Relative to the run’s directory, as `files` lists it.' })
  path: string;
}
