/** Which runs `rowDifferences` looks at. */
import { ArgsType, Field, ID } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray } from 'class-validator';

import { IsId } from '../graphql/types/validation.js';

const MOST_RUNS = 20;

@ArgsType()
export class RowDifferencesArgs {
  @IsArray()
  @ArrayMaxSize(MOST_RUNS)
  @IsId({ each: true })
  @Field(() => [ID], { description: `The runs, up to ${MOST_RUNS}.` })
  runIds: string[];
}
