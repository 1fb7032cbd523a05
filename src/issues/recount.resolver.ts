/** `recount`: proof that every counter about issues is what its rows say (Q4). It changes nothing. */
import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { ofEach } from '../common/of-each.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { RecountArgs } from './issue.inputs.js';
import { RecountModel } from './recount.model.js';
import { RecountRepository } from './recount.repository.js';

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
