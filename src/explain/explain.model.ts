import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { WorkerRole } from '../domain/model/vocabulary.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime } from '../graphql/types/scalars.js';
import { WorkerRoleEnum } from '../graphql/types/work-enums.js';
import type { SeenWorker } from './workers.repository.js';

@ObjectType('Deadline', { description: 'An instant that ends or changes a run by itself.' })
export class DeadlineModel {
  @Field(() => String, {
    description:
      '`run_deadline`, `draft_expiry`, `lease_expiry`, `lease_hard_deadline`, `base_check_lease`, `base_check_wait`, `pause_end`, `ci_wait` or `auditor_wait`.',
  })
  what: string;
  @Field(() => DateTime, { description: 'When, by the clock of the database.' })
  at: Date;
  @Field({ description: 'For people: what happens then.' })
  message: string;
}

@ObjectType('WorkerView', {
  implements: () => [NodeModel],
  description: 'A worker that has claimed work within the last day.',
})
export class WorkerViewModel {
  constructor(readonly facts: SeenWorker) {}

  get id(): string {
    return nodeId('worker', this.facts.role, this.facts.workerId);
  }
  @Field(() => String, { description: 'How it calls itself.' })
  get workerId(): string {
    return this.facts.workerId;
  }
  @Field(() => WorkerRoleEnum, { description: 'The role in which it claims.' })
  get role(): WorkerRole {
    return this.facts.role;
  }
  @Field(() => DateTime, { description: 'When it claimed work last, to five seconds.' })
  get lastSeenAt(): Date {
    return this.facts.lastSeenAt;
  }
  @Field(() => [ID], {
    nullable: true,
    description: 'The projects for which it requested work within the last day, by id, up to 100; null: for all.',
  })
  get projectIds(): readonly string[] | null {
    return this.facts.projectIds;
  }
  @Field(() => Boolean, { description: 'It requested work within the last minute and holds none.' })
  get waiting(): boolean {
    return this.facts.waiting;
  }
}
