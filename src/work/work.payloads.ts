/** What the mutations about work answer. */
import { Field, ObjectType } from '@nestjs/graphql';

import type { Directive } from '../domain/model/vocabulary.js';
import { ReasonModel, toCommandError } from '../graphql/errors/command-error.model.js';
import { Payload } from '../graphql/payload.js';
import { BudgetModel } from '../graphql/types/budget.model.js';
import { DirectiveEnum } from '../graphql/types/work-enums.js';
import type { CheckAnswer } from '../lifecycle/checks/check-lifecycle.service.js';
import type { WorkAnswer } from '../lifecycle/work/work-lifecycle.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { PhasePayload } from '../phases/phase.payloads.js';
import { RunModel } from '../runs/run.model.js';
import { AttemptModel, GateDecisionModel } from './attempt.model.js';
import { CommitCheckModel } from './commit-check.model.js';
import { LeaseModel, WorkBriefModel } from './lease.model.js';

@ObjectType('ClaimWorkPayload', {
  description: 'The answer of claimWork: a lease with its brief, or why there is none.',
})
export class ClaimWorkPayload extends Payload {
  @Field(() => LeaseModel, { nullable: true, description: 'The lease; null: there is no work.' })
  lease: LeaseModel | null;
  @Field(() => PhaseModel, { nullable: true, description: 'The phase to work on.' })
  phase: PhaseModel | null;
  @Field(() => AttemptModel, { nullable: true, description: 'The attempt that begins.' })
  attempt: AttemptModel | null;
  @Field(() => WorkBriefModel, { nullable: true, description: 'Everything that the worker needs.' })
  brief: WorkBriefModel | null;
  @Field(() => CommitCheckModel, {
    nullable: true,
    description:
      'The lease is for a commit that no phase made: then phase and attempt are null, and the brief shows the strategy of the first phase that uses the strictest profile.',
  })
  commitCheck: CommitCheckModel | null;
  @Field(() => ReasonModel, { nullable: true, description: 'Why there is no work.' })
  idleReason: ReasonModel | null;
}

@ObjectType('HeartbeatPayload', { description: 'The answer of heartbeat. With errors: STOP, and empty lists.' })
export class HeartbeatPayload extends Payload {
  @Field(() => LeaseModel, { nullable: true, description: 'The renewed lease; null: it is over.' })
  lease: LeaseModel | null;
  @Field(() => DirectiveEnum, { description: 'Continue, or stop.' })
  directive: Directive;
  @Field(() => ReasonModel, { nullable: true, description: 'Why to stop.' })
  reason: ReasonModel | null;
  @Field(() => [BudgetModel], { description: 'Budgets that the work can break, with their rest.' })
  budgets: BudgetModel[];
  @Field(() => Boolean, {
    description: 'The output was taken; if not, it may be sent again with the next heartbeat.',
  })
  outputTaken: boolean;
}

@ObjectType('ResultPayload', { description: 'What became of a result.' })
export class ResultPayload extends Payload {
  @Field(() => PhaseModel, { nullable: true, description: 'The phase as it is now.' })
  phase: PhaseModel | null;
  @Field(() => RunModel, { nullable: true, description: 'The run as it is now.' })
  run: RunModel | null;
  @Field(() => AttemptModel, { nullable: true, description: 'The attempt that submitted the result.' })
  attempt: AttemptModel | null;
  @Field(() => GateDecisionModel, {
    nullable: true,
    description: 'The gate’s decision; null where the gate does not judge.',
  })
  gate: GateDecisionModel | null;
}

/** What became of a report on a commit that no phase made. */
export const toCheckPayload = ({ run, errors }: CheckAnswer): ResultPayload => ({
  phase: null,
  run: run && new RunModel(run),
  attempt: null,
  gate: null,
  errors: errors.map(toCommandError),
});

export const toResultPayload = ({ run, phase, attempt, errors }: WorkAnswer): ResultPayload => ({
  phase: phase && new PhaseModel(phase),
  run: run && new RunModel(run),
  attempt: attempt && new AttemptModel(attempt),
  gate: GateDecisionModel.of(attempt?.gate ?? null),
  errors: errors.map(toCommandError),
});

export const toWorkPhasePayload = ({ run, phase, errors }: WorkAnswer): PhasePayload => ({
  phase: phase && new PhaseModel(phase),
  run: run && new RunModel(run),
  errors: errors.map(toCommandError),
});
