import { ArgsType, Field, ID } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray } from 'class-validator';

import { IsShortText } from '../types/validation.js';

const MOST_NODES = 100;
/** A path of a file may have 1,000 characters. */
const ID_MAX_LENGTH = 1_200;

@ArgsType()
export class NodeArgs {
  @IsShortText(ID_MAX_LENGTH)
  @Field(() => ID, { description: 'The `id` of any type.' })
  id: string;
}

@ArgsType()
export class NodesArgs {
  @IsArray()
  @ArrayMaxSize(MOST_NODES)
  @IsShortText(ID_MAX_LENGTH, { each: true })
  @Field(() => [ID], { description: `Ids of any types, up to ${MOST_NODES}.` })
  ids: string[];
}
