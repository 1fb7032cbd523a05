/** What every client may see of a live lease: never its token (W2). */
import { Field, ObjectType } from '@nestjs/graphql';

import type { LeaseInfo } from '../../domain/model/refusal.js';
import type { WorkerRole } from '../../domain/model/vocabulary.js';
import { DateTime } from './scalars.js';
import { WorkerRoleEnum } from './work-enums.js';

@ObjectType('LeaseInfo', { description: 'Who holds a phase, and until when. Its token is never included.' })
export class LeaseInfoModel {
  @Field(() => WorkerRoleEnum, { description: 'What the worker does.' })
  role: WorkerRole;
  @Field({ description: 'The name that the worker gave itself.' })
  workerId: string;
  @Field(() => DateTime, { description: 'When the lease runs out, if no heartbeat renews it.' })
  expiresAt: Date;
  @Field(() => DateTime, { description: 'When it ends, independent of heartbeats.' })
  hardDeadlineAt: Date;

  constructor({ role, workerId, expiresAt, hardDeadlineAt }: LeaseInfo) {
    Object.assign(this, { role, workerId, expiresAt: new Date(expiresAt), hardDeadlineAt: new Date(hardDeadlineAt) });
  }
}
