/** All entities of the schema, for the data source and the TypeORM CLI. */
import { AccessTokenEntity } from './access-token.entity.js';
import { AgedIssueEntity } from './aged-issue.entity.js';
import { AttachmentEntity } from './attachment.entity.js';
import { AttemptEntity } from './attempt.entity.js';
import { AttemptOutputEntity } from './attempt-output.entity.js';
import { BacklogEntryEntity } from './backlog-entry.entity.js';
import { CiTryEntity } from './ci-try.entity.js';
import { CommitCheckEntity } from './commit-check.entity.js';
import { CommitCheckTryEntity } from './commit-check-try.entity.js';
import { DrainEntity } from './drain.entity.js';
import { EndedRunEntity } from './ended-run.entity.js';
import { ForgeDeliveryEntity } from './forge-delivery.entity.js';
import { ForgePollEntity } from './forge-poll.entity.js';
import { IdempotencyRecordEntity } from './idempotency-record.entity.js';
import { IssueSightingEntity } from './issue-sighting.entity.js';
import { LateResultEntity } from './late-result.entity.js';
import { LayoutAlarmEntity } from './layout-alarm.entity.js';
import { LeaseEntity } from './lease.entity.js';
import { PhaseEntity } from './phase.entity.js';
import { PhaseIssueEntity } from './phase-issue.entity.js';
import { PhaseStrategyEntity } from './phase-strategy.entity.js';
import { ProjectEntity } from './project.entity.js';
import { ProjectOutboxEntity } from './project-outbox.entity.js';
import { ProjectRemoteEntity } from './project-remote.entity.js';
import { PromotionEntity } from './promotion.entity.js';
import { PromotionChangeEntity } from './promotion-change.entity.js';
import { RefDifferenceEntity } from './ref-difference.entity.js';
import { RemoteRefEntity } from './remote-ref.entity.js';
import { RulesetEntity } from './ruleset.entity.js';
import { RunEntity } from './run.entity.js';
import { RunEventEntity } from './run-event.entity.js';
import { RunIdEntity } from './run-id.entity.js';
import { RunOutboxEntity } from './run-outbox.entity.js';
import { RunTallyEntity } from './run-tally.entity.js';
import { RunTraceEntity } from './run-trace.entity.js';
import { SnapshotEntity } from './snapshot.entity.js';
import { StrategyEntity } from './strategy.entity.js';
import { SuccessfulRunEntity } from './successful-run.entity.js';
import { TierEntity } from './tier.entity.js';
import { WebhookEntity } from './webhook.entity.js';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.js';
import { WebhookEventEntity } from './webhook-event.entity.js';
import { WebhookSecretEntity } from './webhook-secret.entity.js';
import { WorkQueueEntity } from './work-queue.entity.js';
import { WorkerEntity } from './worker.entity.js';

export const ENTITIES = [
  AccessTokenEntity,
  DrainEntity,
  ...[ProjectEntity, RulesetEntity, ProjectOutboxEntity, SuccessfulRunEntity, BacklogEntryEntity, IssueSightingEntity],
  ...[RunEntity, TierEntity, PhaseEntity, PhaseIssueEntity, StrategyEntity, PhaseStrategyEntity, AgedIssueEntity],
  ...[
    LeaseEntity,
    AttemptEntity,
    AttachmentEntity,
    AttemptOutputEntity,
    CiTryEntity,
    LateResultEntity,
    SnapshotEntity,
    PromotionEntity,
    RefDifferenceEntity,
  ],
  ...[WorkQueueEntity, WorkerEntity, CommitCheckEntity, CommitCheckTryEntity],
  ...[RunEventEntity, RunOutboxEntity, RunIdEntity, IdempotencyRecordEntity],
  ...[EndedRunEntity, RunTallyEntity, RunTraceEntity],
  ...[ProjectRemoteEntity, RemoteRefEntity],
  ...[WebhookEntity, WebhookSecretEntity, WebhookEventEntity, WebhookDeliveryEntity, LayoutAlarmEntity],
  ...[PromotionChangeEntity, ForgePollEntity, ForgeDeliveryEntity],
];
