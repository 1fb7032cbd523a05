import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { ContinueLifecycleService } from '../lifecycle/runs/continue-lifecycle.service.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import { ContinueRunInput } from './continue.inputs.js';
import { ContinueRunPayload } from './strategy.payloads.js';

@Resolver(() => ContinueRunPayload)
export class ContinueRunResolver {
  constructor(private readonly lifecycle: ContinueLifecycleService) {}

  @Mutation(() => ContinueRunPayload, {
    description:
      'Continues a run that ended as failed: a new run of the phases that are not COMPLETE, from its last snapshot, with budgets and a strategy of its own.',
  })
  async continueRun(@Args('input', { description: 'The run.' }) input: ContinueRunInput): Promise<ContinueRunPayload> {
    const withFollowers = input.withFollowers ?? false;
    const { runs, errors } = await this.lifecycle.continueRun(
      targetOf('continueRun', { ...input, withFollowers } as ContinueRunInput),
      {
        newRunId: input.newRunId ?? null,
        tokenCap: input.tokenCap ?? null,
        maxDurationMinutes: input.maxDurationMinutes ?? null,
        withFollowers,
      },
    );
    return { runs: runs.map((run) => new RunModel(run)), errors: errors.map(toCommandError) };
  }
}
