/**
 * Heartbeats (W6): most of them renew their lease together with others; those that report new tokens are commands of
 * their own.
 */
import { Injectable } from '@nestjs/common';

import { budgetsOfWork, directiveOf } from '../domain/decisions/work/heartbeat.js';
import { leaseOfCheck } from '../domain/documents/brief/check-brief.js';
import { toCommandError } from '../graphql/errors/command-error.model.js';
import { toBudgets } from '../graphql/types/budget.model.js';
import { CheckLifecycleService, isCheckToken } from '../lifecycle/checks/check-lifecycle.service.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { LeaseRenewals, type RenewedLease } from '../lifecycle/leases/lease-renewals.js';
import { WorkLifecycleService } from '../lifecycle/work/work-lifecycle.service.js';
import { OutputRepository } from '../output/output.repository.js';
import { LeaseModel } from './lease.model.js';
import type { HeartbeatInput } from './work.inputs.js';
import type { HeartbeatPayload } from './work.payloads.js';

@Injectable()
export class HeartbeatsService {
  constructor(
    private readonly renewals: LeaseRenewals,
    private readonly lifecycle: WorkLifecycleService,
    private readonly checks: CheckLifecycleService,
    private readonly output: OutputRepository,
  ) {}

  /** Output goes its own way beside the command: it is no part of its fingerprint and keeps nothing waiting (O8). */
  async heartbeat({ outputTail, ...input }: HeartbeatInput): Promise<HeartbeatPayload> {
    if (!outputTail || isCheckToken(input.leaseToken)) return { ...(await this.renew(input)), outputTaken: false };
    const [payload, outputTaken] = await Promise.all([
      this.renew(input),
      this.output.take(input.leaseToken, outputTail),
    ]);
    return { ...payload, outputTaken };
  }

  private async renew(input: Omit<HeartbeatInput, 'outputTail'>): Promise<Renewed> {
    const { leaseToken, tokensUsed = null } = input;
    if (isCheckToken(leaseToken)) return this.renewCheck(leaseToken);
    const key = commandKey('heartbeat', input.idempotencyKey, input);
    // Under a key it is a command in any case, so that the same key with another input is found (W5).
    const renewed = key === null ? await this.renewals.renew(leaseToken, tokensUsed) : null;
    if (renewed) return reported(renewed);
    const answer = await this.lifecycle.chargeHeartbeat(leaseToken, tokensUsed ?? 0, key);
    if (answer.by === 'answer' && answer.errors.length === 0) {
      // There was nothing to charge: the heartbeat renews the lease like any other.
      const live = await this.renewals.renew(leaseToken, tokensUsed);
      if (live) return reported(live);
    }
    const { run, tier, phase, errors } = answer;
    if (errors.length > 0 || !run || !tier || !phase) {
      return { lease: null, directive: 'STOP', reason: null, budgets: [], errors: errors.map(toCommandError) };
    }
    const lease = run.completedAt === null ? answer.lease : null;
    const budgets = toBudgets(budgetsOfWork(run, tier, phase, run.changedAt));
    return { lease: lease && new LeaseModel(lease), ...directiveOf(lease, run), budgets, errors: [] };
  }

  /** CI spends no tokens, and the work belongs to no phase: no budget limits it (V6, M2). */
  private async renewCheck(token: string): Promise<Renewed> {
    const { run, errors, check } = await this.checks.heartbeat(token);
    const lease = check && leaseOfCheck(check);
    const directive = errors.length > 0 || !run ? OVER : directiveOf(lease, run);
    return { lease: lease && new LeaseModel(lease), ...directive, budgets: [], errors: errors.map(toCommandError) };
  }
}

type Renewed = Omit<HeartbeatPayload, 'outputTaken'>;

const OVER = { directive: 'STOP', reason: null } as const;
const reported = ({ lease, run, tier, phase, now }: RenewedLease): Renewed => ({
  lease: new LeaseModel(lease),
  ...directiveOf(lease, run),
  budgets: toBudgets(budgetsOfWork(run, tier, phase, now)),
  errors: [],
});
