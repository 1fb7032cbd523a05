import { Args, Resolver, Subscription } from '@nestjs/graphql';

import { mapped } from '../common/mapped.js';
import { News } from '../graphql/shared-results.js';
import { AttemptOutputArgs } from './output.inputs.js';
import { AttemptOutputModel } from './output.model.js';
import type { KeptText } from './output.repository.js';
import { OutputStreams } from './output-streams.js';

@Resolver(() => AttemptOutputModel)
export class OutputResolver {
  constructor(private readonly streams: OutputStreams) {}

  @Subscription(() => AttemptOutputModel, {
    resolve: ({ facts }: News<KeptText>): AttemptOutputModel => facts,
    description:
      'What an attempt prints: replays what is kept from `from` on, goes live, completes when the attempt has ended.',
  })
  async attemptOutput(
    @Args() { runId, phaseId, attempt, from }: AttemptOutputArgs,
  ): Promise<AsyncIterableIterator<News<KeptText>>> {
    const stream = await this.streams.ofAttempt({ runId, phaseId, attempt, after: from ?? 0 });
    return mapped(
      stream,
      (seen) => new News(`${runId}/${phaseId}/${attempt}/${seen.from}-${seen.to}/${seen.isLive}`, seen),
    );
  }
}
