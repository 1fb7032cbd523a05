/** Commands on work that is claimed or due: the release of a lease (W8), and an audit that somebody requests (W4). */
import { Injectable } from '@nestjs/common';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { CheckLifecycleService, isCheckToken } from '../lifecycle/checks/check-lifecycle.service.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { WorkLifecycleService } from '../lifecycle/work/work-lifecycle.service.js';
import type { PhasePayload } from '../phases/phase.payloads.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import type { ReleaseLeaseInput, RequestAuditInput } from './work.inputs.js';
import { toWorkPhasePayload } from './work.payloads.js';

@Injectable()
export class WorkService {
  constructor(
    private readonly lifecycle: WorkLifecycleService,
    private readonly checks: CheckLifecycleService,
  ) {}

  async release(input: ReleaseLeaseInput): Promise<PhasePayload> {
    const release = {
      reason: input.reason,
      tokensUsed: input.tokensUsed ?? null,
      ...(input.tokensEstimated === true ? { tokensEstimated: true } : {}),
    };
    const key = commandKey('releaseLease', input.idempotencyKey, input);
    if (isCheckToken(input.leaseToken)) {
      const { run, errors } = await this.checks.release(input.leaseToken, input.reason, key);
      return { phase: null, run: run && new RunModel(run), errors: errors.map(toCommandError) };
    }
    return toWorkPhasePayload(await this.lifecycle.release(input.leaseToken, release, key));
  }

  async requestAudit(input: RequestAuditInput): Promise<PhasePayload> {
    const target = { ...targetOf('requestAudit', input), phaseId: input.phaseId };
    const request = { focus: input.focus ?? null, auditorProfile: input.auditorProfile ?? null };
    return toWorkPhasePayload(await this.lifecycle.requestAudit(target, request));
  }
}
