/** `rowDifferences`: proof that the rows of runs are what their events make (E1). It changes nothing. */
import { Args, Query, Resolver } from '@nestjs/graphql';

import { rowDifferences } from '../domain/rules/events/row-differences.js';
import { RowDifferencesArgs } from './row-differences.inputs.js';
import { RowDifferenceModel } from './row-differences.model.js';
import { RowDifferencesRepository } from './row-differences.repository.js';

/** Of one run; where more differs, the first are enough to know. */
const MOST_OF_A_RUN = 100;

@Resolver()
export class RowDifferencesResolver {
  constructor(private readonly repository: RowDifferencesRepository) {}

  @Query(() => [RowDifferenceModel], {
    description: `Makes the rows of these runs again from their events, and says what differs, up to ${MOST_OF_A_RUN} values of a run; empty if all is well. Runs that are not there are left out. Reads all of their events.`,
  })
  async rowDifferences(@Args() { runIds }: RowDifferencesArgs): Promise<RowDifferenceModel[]> {
    const found: RowDifferenceModel[] = [];
    // One after the other: a run may have many events.
    for (const runId of new Set(runIds)) {
      const story = await this.repository.rowsAndEvents(runId);
      const differences = story ? rowDifferences(runId, story.rows, story.events) : [];
      found.push(...differences.slice(0, MOST_OF_A_RUN).map((difference) => ({ runId, ...difference })));
    }
    return found;
  }
}
