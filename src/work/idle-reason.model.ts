import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { WorkerRole } from '../domain/model/vocabulary.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { WorkerRoleEnum } from '../graphql/types/work-enums.js';

@ObjectType('IdleReason', { description: 'Why nothing can be claimed for a role.' })
export class IdleReasonModel {
  @Field(() => WorkerRoleEnum, { description: 'The role.' })
  role: WorkerRole;
  @Field(() => ID, { nullable: true, description: 'The project; null: all projects together.' })
  projectId: string | null;
  @Field(() => ReasonModel, { description: 'The answer that a claim would get now.' })
  reason: ReasonModel;
}
