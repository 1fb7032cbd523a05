/** Heartbeats (W6): most of them renew their lease together with others; those that bring new tokens are commands of their own. */
import { Injectable } from '@nestjs/common';
import { budgetsOfWork, directiveOf } from '../domain/work/heartbeat.js';
import { toBudgets } from '../graphql/budget.model.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { commandKey } from '../lifecycle/idempotency.js';
import { LeaseRenewals } from '../lifecycle/lease-renewals.js';
import { WorkLifecycleService } from '../lifecycle/work-lifecycle.service.js';
import { LeaseModel } from './lease.model.js';
import type { HeartbeatInput } from './work.inputs.js';
import type { HeartbeatPayload } from './work.payloads.js';

@Injectable()
export class HeartbeatsService {
  constructor(
    private readonly renewals: LeaseRenewals,
    private readonly lifecycle: WorkLifecycleService,
  ) {}

  async beat(input: HeartbeatInput): Promise<HeartbeatPayload> {
    const { leaseToken, tokensUsed = null } = input;
    // Renewing a lease again is the same as renewing it once: without tokens a key changes nothing.
    const renewed = await this.renewals.renew(leaseToken, tokensUsed);
    if (renewed) {
      const { lease, run, tier, phase, now } = renewed;
      return {
        lease: new LeaseModel(lease),
        ...directiveOf(lease, run),
        budgets: toBudgets(budgetsOfWork(run, tier, phase, now)),
        errors: [],
      };
    }
    const answer = await this.lifecycle.chargeHeartbeat(leaseToken, tokensUsed ?? 0, commandKey('heartbeat', input.idempotencyKey, input));
    const { run, tier, phase, errors } = answer;
    if (errors.length > 0 || !run || !tier || !phase) {
      return { lease: null, directive: 'STOP', reason: null, budgets: [], errors: errors.map(toCommandError) };
    }
    const lease = run.completedAt === null ? answer.lease : null;
    const budgets = toBudgets(budgetsOfWork(run, tier, phase, run.changedAt));
    return { lease: lease && new LeaseModel(lease), ...directiveOf(lease, run), budgets, errors: [] };
  }
}
