/** Attempts, their gate decisions and CI tries, as the API shows them. */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { AttemptFacts, CiTryFacts, GateDecision } from '../domain/model/attempt.js';
import type {
  AttemptState,
  AuditVerdict,
  CiVerdict,
  Confidence,
  GateVerdict,
  WorkerRole,
} from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import {
  AttemptStateEnum,
  AuditVerdictEnum,
  CiVerdictEnum,
  ConfidenceEnum,
  GateVerdictEnum,
  WorkerRoleEnum,
} from '../graphql/types/work-enums.js';

@ObjectType('GateDecision', { description: 'The gate’s decision about a result, with every reason.' })
export class GateDecisionModel {
  @Field(() => GateVerdictEnum, { description: 'PASS, AUDIT or REJECT.' })
  verdict: GateVerdict;
  @Field(() => [ReasonModel], { description: 'All that apply, so that they can be mended at once.' })
  reasons: ReasonModel[];

  static of(decision: GateDecision | null): GateDecisionModel | null {
    return decision && Object.assign(new GateDecisionModel(), decision);
  }
}

/** `ciTries` and `artefacts` are the resolver's. */
@ObjectType('Attempt', {
  implements: () => [NodeModel],
  description: 'One try at a phase by one worker, under one lease.',
})
export class AttemptModel {
  constructor(readonly facts: AttemptFacts) {}

  get id(): string {
    return nodeId('attempt', this.facts.runId, this.facts.phaseId, this.facts.number);
  }
  @Field(() => ID, { description: 'The run.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => ID, { description: 'The phase.' })
  get phaseId(): string {
    return this.facts.phaseId;
  }
  @Field(() => WorkerRoleEnum, { description: 'The role of its worker: a Builder, an Auditor or CI.' })
  get role(): WorkerRole {
    return this.facts.role;
  }
  @Field(() => String, { description: 'The worker’s own name.' })
  get workerId(): string {
    return this.facts.workerId;
  }
  @Field(() => AttemptStateEnum, { description: 'What became of it.' })
  get state(): AttemptState {
    return this.facts.state;
  }
  @Field(() => Int, { description: '1, 2, … over all leases of the phase, never used again.' })
  get number(): number {
    return this.facts.number;
  }
  @Field(() => DateTime, { description: 'When it was claimed.' })
  get startedAt(): Date {
    return this.facts.startedAt;
  }
  @Field(() => String, {
    nullable: true,
    description: 'Program and version of the agent, as its worker reported them.',
  })
  get agent(): string | null {
    return this.facts.agent;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  get endedAt(): Date | null {
    return this.facts.endedAt;
  }
  @Field(() => SafeInt, { description: 'Tokens charged to it.' })
  get tokensUsed(): number {
    return this.facts.tokensUsed;
  }
  @Field(() => Boolean, { description: 'Its usage was never reported: a flat amount was charged.' })
  get tokensEstimated(): boolean {
    return this.facts.tokensEstimated;
  }
  @Field(() => String, { nullable: true, description: 'The commit that holds its patch, or that it tested.' })
  get commit(): string | null {
    return this.facts.commit;
  }
  @Field(() => GateDecisionModel, { nullable: true, description: 'The gate’s decision about its result.' })
  get gate(): GateDecisionModel | null {
    return GateDecisionModel.of(this.facts.gate);
  }
  @Field(() => AuditVerdictEnum, { nullable: true, description: 'The verdict of an Auditor.' })
  get auditVerdict(): AuditVerdict | null {
    return this.facts.auditVerdict;
  }
  @Field(() => ConfidenceEnum, { nullable: true, description: 'How sure the Auditor was.' })
  get confidence(): Confidence | null {
    return this.facts.confidence;
  }
  @Field(() => CiVerdictEnum, {
    nullable: true,
    description: 'The verdict of CI on its patch; of a CI attempt: its try.',
  })
  get ciVerdict(): CiVerdict | null {
    return this.facts.ciVerdict;
  }
  @Field(() => String, { nullable: true, description: 'The message of its worker.' })
  get notes(): string | null {
    return this.facts.notes;
  }
}

@ObjectType('CiTry', { description: 'One try of a commit under CI. The first failure is always kept.' })
export class CiTryModel {
  constructor(readonly facts: CiTryFacts) {}

  @Field(() => Int, { description: '1, 2, … of the same commit.' })
  get number(): number {
    return this.facts.number;
  }
  @Field(() => CiVerdictEnum, { description: 'As the Supervisor reads it.' })
  get verdict(): CiVerdict {
    return this.facts.verdict;
  }
  @Field(() => String, { nullable: true, description: 'What was tested; null without a repository.' })
  get commit(): string | null {
    return this.facts.commit;
  }
  @Field(() => DateTime, { description: 'When it was reported.' })
  get at(): Date {
    return this.facts.at;
  }
  @Field(() => String, { nullable: true, description: 'The summary of its reporter.' })
  get summary(): string | null {
    return this.facts.summary;
  }
  @Field(() => [ReasonModel], { description: 'Why it was read like that.' })
  get reasons(): ReasonModel[] {
    return [...(this.facts.judged?.reasons ?? [])] as ReasonModel[];
  }
  @Field(() => Int, { nullable: true, description: 'Tests that were executed.' })
  get executed(): number | null {
    return this.facts.judged?.executed ?? null;
  }
  @Field(() => [String], { description: 'Tests that failed, at most 200.' })
  get failedTests(): string[] {
    return (this.facts.judged?.failed ?? []).map((test) => test.testId);
  }
}
