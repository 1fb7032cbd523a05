/** Starting runs from a plan document (P10). */
import { Injectable } from '@nestjs/common';

import { parsePlan } from '../domain/rules/plan/parse-plan.js';
import { DEFAULT_PROJECT_ID } from '../domain/rules/project/project.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { PlanLifecycleService } from '../lifecycle/runs/plan-lifecycle.service.js';
import { RunModel } from '../runs/run.model.js';
import { located, planDocument } from './plan-lines.js';
import type { StartRunFromPlanInput } from './strategy.inputs.js';
import type { RunsPayload } from './strategy.payloads.js';

@Injectable()
export class PlanImportService {
  constructor(private readonly plans: PlanLifecycleService) {}

  async start(input: StartRunFromPlanInput): Promise<RunsPayload> {
    const document = planDocument(parsePlan(input.planMarkdown));
    const { runId = null, safetyProfile = null, runScope = null } = input;
    const projectId = input.projectId ?? DEFAULT_PROJECT_ID;
    const requested = { runId, projectId, document, caller: { safetyProfile, runScope } };
    const { runs, errors } = await this.plans.startPlan(
      requested,
      commandKey('startRunFromPlan', input.idempotencyKey, { ...input, projectId }),
    );
    return {
      runs: runs.map((run) => new RunModel(run)),
      errors: errors.map((refusal) =>
        toCommandError('places' in document ? located(refusal, document.places) : refusal),
      ),
    };
  }
}
