/** All entities of the schema, for the data source and the TypeORM CLI. */
import { IdempotencyRecordEntity } from './idempotency-record.entity.js';
import { PhaseEntity } from './phase.entity.js';
import { RunEventEntity } from './run-event.entity.js';
import { RunIdEntity } from './run-id.entity.js';
import { RunOutboxEntity } from './run-outbox.entity.js';
import { RunEntity } from './run.entity.js';
import { TierEntity } from './tier.entity.js';

export const ENTITIES = [RunEntity, TierEntity, PhaseEntity, RunEventEntity, RunOutboxEntity, RunIdEntity, IdempotencyRecordEntity];
