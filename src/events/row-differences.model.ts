/** A row that is not what its events make (E1). */
import { Field, ID, ObjectType } from '@nestjs/graphql';

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
