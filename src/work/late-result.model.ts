import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { LateResultEntity } from '../database/entities/late-result.entity.js';
import type { WorkerRole } from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';
import { WorkerRoleEnum } from '../graphql/types/work-enums.js';

/** `artefacts` is the resolver's. */
@ObjectType('LateResult', {
  implements: () => [NodeModel],
  description: 'A result that arrived after the end of its lease: it changed nothing, and is kept.',
})
export class LateResultModel {
  constructor(readonly facts: LateResultEntity) {}

  get id(): string {
    return nodeId('late-result', this.facts.id);
  }
  @Field(() => ID, { description: 'The run.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => ID, { description: 'The phase.' })
  get phaseId(): string {
    return this.facts.phaseId;
  }
  @Field(() => WorkerRoleEnum, { description: 'The role of its worker.' })
  get role(): WorkerRole {
    return this.facts.role;
  }
  @Field(() => String, { description: 'The worker.' })
  get workerId(): string {
    return this.facts.workerId;
  }
  @Field(() => DateTime, { description: 'When it arrived.' })
  get receivedAt(): Date {
    return this.facts.receivedAt;
  }
  @Field(() => ReasonModel, { description: 'Why it was too late.' })
  get reason(): ReasonModel {
    return this.facts.reason;
  }
  @Field(() => SafeInt, { nullable: true, description: 'Tokens that it reported; stored and displayed, not charged.' })
  get tokensUsed(): number | null {
    return this.facts.tokensUsed;
  }
}
