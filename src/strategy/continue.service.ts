/** The command that continues a run: from its input to the lifecycle and back to its payload. */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { ContinueLifecycleService } from '../lifecycle/runs/continue-lifecycle.service.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import type { ContinueRunInput } from './continue.inputs.js';
import type { ContinueRunPayload } from './strategy.payloads.js';

@Injectable()
export class ContinueService {
  constructor(private readonly lifecycle: ContinueLifecycleService) {}

  async continueRun(input: ContinueRunInput): Promise<ContinueRunPayload> {
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
