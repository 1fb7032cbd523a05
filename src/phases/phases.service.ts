/** Commands on phases. */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PlanLifecycleService } from '../lifecycle/runs/plan-lifecycle.service.js';
import type { Answer } from '../lifecycle/runs/run-lifecycle.service.js';
import { RunLifecycleService } from '../lifecycle/runs/run-lifecycle.service.js';
import { toPlannedPhase } from '../runs/plan.inputs.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import type { AddPhaseInput, UpdatePhaseStatusInput } from './phase.inputs.js';
import { PhaseModel } from './phase.model.js';
import type { PhasePayload } from './phase.payloads.js';

@Injectable()
export class PhasesService {
  constructor(
    private readonly lifecycle: RunLifecycleService,
    private readonly plans: PlanLifecycleService,
  ) {}

  async add(input: AddPhaseInput): Promise<PhasePayload> {
    const target = { ...targetOf('addPhase', input), tierId: input.tierId };
    return toPhasePayload(await this.plans.addPhase(target, toPlannedPhase(input.phase)));
  }

  async updateStatus(input: UpdatePhaseStatusInput): Promise<PhasePayload> {
    const target = { ...targetOf('updatePhaseStatus', input), phaseId: input.phaseId };
    const command = { state: input.state, addTokens: input.addTokens ?? 0, note: input.note ?? null };
    return toPhasePayload(await this.lifecycle.movePhase(target, command));
  }
}

const toPhasePayload = ({ run, phase, errors }: Answer): PhasePayload => ({
  phase: phase && new PhaseModel(phase),
  run: run && new RunModel(run),
  errors: errors.map(toCommandError),
});
