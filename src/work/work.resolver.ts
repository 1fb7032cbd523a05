import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { CheckLifecycleService, type HeldCheck, isCheckToken } from '../lifecycle/checks/check-lifecycle.service.js';
import { commandKey } from '../lifecycle/facts/idempotency.js';
import { WorkLifecycleService } from '../lifecycle/work/work-lifecycle.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { PhasePayload } from '../phases/phase.payloads.js';
import { RunModel } from '../runs/run.model.js';
import { targetOf } from '../runs/run-target.js';
import { AttemptModel } from './attempt.model.js';
import { ClaimsService } from './claims.service.js';
import { HeartbeatsService } from './heartbeats.service.js';
import { LeaseModel, WorkBriefModel } from './lease.model.js';
import { ResultsService } from './results.service.js';
import {
  ClaimWorkInput,
  HeartbeatInput,
  ReleaseLeaseInput,
  RequestAuditInput,
  SubmitAuditorResultInput,
  SubmitBuilderResultInput,
} from './work.inputs.js';
import {
  ClaimWorkPayload,
  CommitCheckModel,
  HeartbeatPayload,
  ResultPayload,
  toResultPayload,
  toWorkPhasePayload,
} from './work.payloads.js';

@Resolver()
export class WorkResolver {
  constructor(
    private readonly claims: ClaimsService,
    private readonly heartbeats: HeartbeatsService,
    private readonly results: ResultsService,
    private readonly lifecycle: WorkLifecycleService,
    private readonly checks: CheckLifecycleService,
  ) {}

  @Mutation(() => ClaimWorkPayload, {
    description:
      'Gives a worker the next work under a lease, with everything that it needs; or the reason why there is none.',
  })
  async claimWork(
    @Args('input', { description: 'The worker, and the scope of its claim.' }) input: ClaimWorkInput,
    @Context() context: OperationContext,
  ): Promise<ClaimWorkPayload> {
    const { answer, brief, check, idleReason, errors } = await this.claims.claim(
      input,
      context.caller,
      context.abandoned,
    );
    return {
      lease: answer.lease && new LeaseModel(answer.lease),
      phase: answer.phase && answer.lease ? new PhaseModel(answer.phase) : null,
      attempt: answer.attempt && new AttemptModel(answer.attempt),
      brief: brief && WorkBriefModel.of(brief),
      commitCheck: check && toCommitCheck(check),
      idleReason: idleReason && { ...idleReason },
      errors: errors.map(toCommandError),
    };
  }

  @Mutation(() => HeartbeatPayload, { description: 'Renews a lease, charges tokens, and answers whether to continue.' })
  heartbeat(
    @Args('input', { description: 'The lease, and what it has used so far.' }) input: HeartbeatInput,
  ): Promise<HeartbeatPayload> {
    return this.heartbeats.heartbeat(input);
  }

  @Mutation(() => PhasePayload, {
    description: 'Releases a lease: twice for each phase the Builder attempt does not count.',
  })
  async releaseLease(
    @Args('input', { description: 'The lease, and why.' }) input: ReleaseLeaseInput,
  ): Promise<PhasePayload> {
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

  @Mutation(() => ResultPayload, {
    description: 'Submits a Builder’s result: the gate judges it. Sent again, it gets the same decision.',
  })
  async submitBuilderResult(
    @Args('input', { description: 'The result.' }) input: SubmitBuilderResultInput,
  ): Promise<ResultPayload> {
    return toResultPayload(await this.results.builder(input));
  }

  @Mutation(() => ResultPayload, {
    description: 'Submits an Auditor’s result. APPROVE is not a pass: the gate judges what would be applied.',
  })
  async submitAuditorResult(
    @Args('input', { description: 'The result.' }) input: SubmitAuditorResultInput,
  ): Promise<ResultPayload> {
    return toResultPayload(await this.results.auditor(input));
  }

  @Mutation(() => PhasePayload, {
    description: 'Makes an audit due for a phase in GATE; for a QUEUED one with its next result.',
  })
  async requestAudit(
    @Args('input', { description: 'The phase, and what to review.' }) input: RequestAuditInput,
  ): Promise<PhasePayload> {
    const target = { ...targetOf('requestAudit', input), phaseId: input.phaseId };
    return toWorkPhasePayload(
      await this.lifecycle.requestAudit(target, {
        focus: input.focus ?? null,
        auditorProfile: input.auditorProfile ?? null,
      }),
    );
  }
}

const toCommitCheck = ({ found, held }: HeldCheck): CommitCheckModel => {
  const { kind, runId, commit } = found.check;
  return { kind, runId, commit, tryNumber: held.number, startedAt: held.startedAt };
};
