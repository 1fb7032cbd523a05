import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { PhasePayload } from '../phases/phase.payloads.js';
import { ClaimsService } from './claims.service.js';
import { HeartbeatsService } from './heartbeats.service.js';
import { ResultsService } from './results.service.js';
import {
  ClaimWorkInput,
  HeartbeatInput,
  ReleaseLeaseInput,
  RequestAuditInput,
  SubmitAuditorResultInput,
  SubmitBuilderResultInput,
} from './work.inputs.js';
import { ClaimWorkPayload, HeartbeatPayload, ResultPayload } from './work.payloads.js';
import { WorkService } from './work.service.js';

@Resolver()
export class WorkResolver {
  constructor(
    private readonly claims: ClaimsService,
    private readonly heartbeats: HeartbeatsService,
    private readonly results: ResultsService,
    private readonly work: WorkService,
  ) {}

  @Mutation(() => ClaimWorkPayload, {
    description:
      'Gives a worker the next work under a lease, with everything that it needs; or the reason why there is none.',
  })
  claimWork(
    @Args('input', { description: 'The worker, and the scope of its claim.' }) input: ClaimWorkInput,
    @Context() { abandoned }: OperationContext,
  ): Promise<ClaimWorkPayload> {
    return this.claims.claimWork(input, abandoned);
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
  releaseLease(@Args('input', { description: 'The lease, and why.' }) input: ReleaseLeaseInput): Promise<PhasePayload> {
    return this.work.release(input);
  }

  @Mutation(() => ResultPayload, {
    description: 'Submits a Builder’s result: the gate judges it. Sent again, it gets the same decision.',
  })
  submitBuilderResult(
    @Args('input', { description: 'The result.' }) input: SubmitBuilderResultInput,
  ): Promise<ResultPayload> {
    return this.results.builder(input);
  }

  @Mutation(() => ResultPayload, {
    description: 'Submits an Auditor’s result. APPROVE is not a pass: the gate judges what would be applied.',
  })
  submitAuditorResult(
    @Args('input', { description: 'The result.' }) input: SubmitAuditorResultInput,
  ): Promise<ResultPayload> {
    return this.results.auditor(input);
  }

  @Mutation(() => PhasePayload, {
    description: 'Makes an audit due for a phase in GATE; for a QUEUED one with its next result.',
  })
  requestAudit(
    @Args('input', { description: 'The phase, and what to review.' }) input: RequestAuditInput,
  ): Promise<PhasePayload> {
    return this.work.requestAudit(input);
  }
}
