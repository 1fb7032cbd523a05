import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('RecountDifference', { description: 'A stored number that is not what its rows add up to.' })
export class RecountDifferenceModel {
  @Field({ description: 'Whose number, e.g. `run r1`, `tier r1/T1`, `backlog default/style__long_line`.' })
  subject: string;
  @Field({ description: 'Which number.' })
  name: string;
  @Field(() => String, { nullable: true, description: 'As it is stored.' })
  stored: string | null;
  @Field(() => String, { nullable: true, description: 'As it is counted again.' })
  recounted: string | null;
}

@ObjectType('Recount', { description: 'Everything that is counted about issues, counted again.' })
export class RecountModel {
  @Field(() => Int, { description: 'Runs that were looked at, with their tiers and phases.' })
  runs: number;
  @Field(() => Int, { description: 'Backlog entries that were looked at.' })
  entries: number;
  @Field(() => Int, { description: 'Sightings that were looked at.' })
  sightings: number;
  @Field(() => [RecountDifferenceModel], { description: 'What differs, up to 100 of each kind; empty if all is well.' })
  differences: RecountDifferenceModel[];
}
