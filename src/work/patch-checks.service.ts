/** What the gate would say of a patch (A6): from the lifecycle to the model. */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { PatchCheckService } from '../lifecycle/work/patch-check.service.js';
import { WarningModel } from '../strategy/warning.model.js';
import { GateDecisionModel } from './attempt.model.js';
import type { CheckPatchArgs } from './patch-check.inputs.js';
import type { PatchCheckModel } from './patch-check.model.js';

@Injectable()
export class PatchChecksService {
  constructor(private readonly lifecycle: PatchCheckService) {}

  async check({ leaseToken, patch }: CheckPatchArgs): Promise<PatchCheckModel> {
    const { gate, warnings, errors } = await this.lifecycle.check(leaseToken, patch);
    return {
      gate: GateDecisionModel.of(gate)!,
      warnings: warnings.map(WarningModel.of),
      errors: errors.map(toCommandError),
    };
  }
}
