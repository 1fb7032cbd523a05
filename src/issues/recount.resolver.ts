/** `recount`: proof that every counter about issues is what its rows say (Q4). It changes nothing. */
import { Injectable } from '@nestjs/common';
import { Args, ArgsType, Context, Field, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';

import { ofEach } from '../common/of-each.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { IsId } from '../graphql/types/validation.js';
import { RecountRepository } from './recount.repository.js';

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

@ArgsType()
export class RecountArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only this project; left out: all.' })
  projectId?: string | null;
}

@Injectable()
@Resolver()
export class RecountResolver {
  constructor(private readonly repository: RecountRepository) {}

  @Query(() => RecountModel, {
    description:
      'Counts everything about issues again, from the issues of phases and from sightings, and says what differs. Reads all of it.',
  })
  async recount(@Args() { projectId }: RecountArgs, @Context() context: OperationContext): Promise<RecountModel> {
    const recounts = await ofEach(context.projectsOf(projectId), async (each) => [await this.repository.recount(each)]);
    const sum = (name: 'runs' | 'entries' | 'sightings') => recounts.reduce((total, each) => total + each[name], 0);
    const differences = recounts.flatMap((each) => each.differences);
    return { runs: sum('runs'), entries: sum('entries'), sightings: sum('sightings'), differences };
  }
}
