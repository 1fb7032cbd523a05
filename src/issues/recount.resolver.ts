/** `recount`: proof that every counter about issues is what its rows say (Q4). It changes nothing. */
import { Args, Query, Resolver } from '@nestjs/graphql';

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
  recount(@Args() { projectId }: RecountArgs): Promise<RecountModel> {
    return this.repository.recount(projectId ?? null);
  }
}
