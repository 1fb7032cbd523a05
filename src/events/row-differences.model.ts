/** A row that is not what its events make (E1), and which runs are looked at. */
import { ArgsType, Field, ID, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray } from 'class-validator';

import { IsId } from '../graphql/types/validation.js';

const MOST_RUNS = 20;

@ObjectType('RowDifference', { description: 'A stored value that is not what the events of its run make.' })
export class RowDifferenceModel {
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @Field({ description: 'Whose value: `run`, `tier/T1` or `phase/P1`.' })
  subject: string;
  @Field({
    description: 'Which value; `row` for a row that is only on one side, `events` if the events cannot be followed.',
  })
  name: string;
  @Field(() => String, { nullable: true, description: 'As it is stored, as JSON.' })
  stored: string | null;
  @Field(() => String, { nullable: true, description: 'As the events make it, as JSON; of `events` the reason.' })
  recomputed: string | null;
}

@ArgsType()
export class RowDifferencesArgs {
  @IsArray()
  @ArrayMaxSize(MOST_RUNS)
  @IsId({ each: true })
  @Field(() => [ID], { description: `The runs, up to ${MOST_RUNS}.` })
  runIds: string[];
}
