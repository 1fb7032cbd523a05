/** Commands on whole runs: from inputs to the lifecycle and back to payloads. */
import { Injectable } from '@nestjs/common';

import { DEFAULT_PROJECT_ID } from '../domain/rules/project/project.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { PlanLifecycleService } from '../lifecycle/runs/plan-lifecycle.service.js';
import type { Answer } from '../lifecycle/runs/run-lifecycle.service.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { toPlannedTier } from './plan.inputs.js';
import type { CancelRunInput, DeleteRunInput, SealPlanInput, StartRunInput } from './run.inputs.js';
import { RunModel } from './run.model.js';
import type { DeleteRunPayload, RunPayload } from './run.payloads.js';
import { targetOf } from './run-target.js';

@Injectable()
export class RunsService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly plans: PlanLifecycleService,
  ) {}

  async start(input: StartRunInput): Promise<RunPayload> {
    const plan = {
      runId: input.runId ?? null,
      projectId: input.projectId ?? DEFAULT_PROJECT_ID,
      safetyProfile: input.safetyProfile ?? null,
      runScope: input.runScope ?? null,
      tokenCap: input.tokenCap ?? null,
      maxPhases: input.maxPhases ?? null,
      maxDurationMinutes: input.maxDurationMinutes ?? null,
      introduction: input.introduction ?? null,
      tiers: input.tiers.map(toPlannedTier),
      draft: input.draft ?? false,
    };
    return toRunPayload(
      await this.plans.startRun(
        plan,
        commandKey('startRun', input.idempotencyKey, { ...input, projectId: plan.projectId, draft: plan.draft }),
      ),
    );
  }

  async seal(input: SealPlanInput): Promise<RunPayload> {
    return toRunPayload(await this.plans.sealPlan(targetOf('sealPlan', input)));
  }

  async cancel(input: CancelRunInput): Promise<RunPayload> {
    return toRunPayload(await this.lifecycle.cancelRun(targetOf('cancelRun', input), input.reason));
  }

  async delete(input: DeleteRunInput): Promise<DeleteRunPayload> {
    const { deletedRunId, errors } = await this.lifecycle.deleteRun(targetOf('deleteRun', input));
    return { deletedRunId, errors: errors.map(toCommandError) };
  }
}

const toRunPayload = ({ run, errors }: Answer): RunPayload => ({
  run: run && new RunModel(run),
  errors: errors.map(toCommandError),
});
