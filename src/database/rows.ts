/**
 * The tables whose rows this project's SQL reads and writes, and their rows as decisions take them. Rows arrive in JSON
 * (`row_to_json(r)`), so that one statement can return rows of several tables.
 */
import type { SnapshotFacts } from '../domain/decisions/work/work-change.js';
import type { AttachmentFacts, AttemptFacts, CiTryFacts, LeaseFacts } from '../domain/model/attempt.js';
import type { PhaseFacts, RunFacts, TierFacts } from '../domain/model/facts.js';
import type { BacklogEntry, IssueSighting, PhaseIssue } from '../domain/model/issue.js';
import type { PromotionChangeFacts } from '../domain/model/promotion-change.js';
import type { RemoteFacts, RemoteRefFacts } from '../domain/model/remote.js';
import type { RunEvent } from '../domain/model/run-event.js';
import type { WebhookDeliveryFacts, WebhookFacts } from '../domain/model/webhook.js';
import type { CheckTry, CommitCheck } from '../domain/rules/ci/commit-check.js';
import type { ProjectFacts } from '../domain/rules/project/project.js';
import type { PromotionFacts } from '../domain/rules/promotion/promotion.js';
import type { QueueEntry } from '../domain/rules/work/queue.js';
import { AgedIssueEntity } from './entities/aged-issue.entity.js';
import { ENTITIES } from './entities/all-entities.js';
import { AttachmentEntity } from './entities/attachment.entity.js';
import { AttemptEntity } from './entities/attempt.entity.js';
import { BacklogEntryEntity } from './entities/backlog-entry.entity.js';
import { CiTryEntity } from './entities/ci-try.entity.js';
import { CommitCheckEntity } from './entities/commit-check.entity.js';
import { CommitCheckTryEntity } from './entities/commit-check-try.entity.js';
import { IdempotencyRecordEntity } from './entities/idempotency-record.entity.js';
import { IssueSightingEntity } from './entities/issue-sighting.entity.js';
import { LateResultEntity } from './entities/late-result.entity.js';
import { LeaseEntity } from './entities/lease.entity.js';
import { PhaseEntity } from './entities/phase.entity.js';
import { PhaseIssueEntity } from './entities/phase-issue.entity.js';
import { ProjectEntity } from './entities/project.entity.js';
import { ProjectRemoteEntity } from './entities/project-remote.entity.js';
import { PromotionEntity } from './entities/promotion.entity.js';
import { PromotionChangeEntity } from './entities/promotion-change.entity.js';
import { RemoteRefEntity } from './entities/remote-ref.entity.js';
import { RunEntity } from './entities/run.entity.js';
import { RunEventEntity } from './entities/run-event.entity.js';
import { SnapshotEntity } from './entities/snapshot.entity.js';
import { StrategyEntity } from './entities/strategy.entity.js';
import { TierEntity } from './entities/tier.entity.js';
import { WebhookEntity } from './entities/webhook.entity.js';
import { WebhookDeliveryEntity } from './entities/webhook-delivery.entity.js';
import { WorkQueueEntity } from './entities/work-queue.entity.js';
import { type JsonRow, Table } from './table.js';

export type { JsonRow } from './table.js';

/** An event with the run that it belongs to. */
export type StoredEvent = RunEvent & { readonly runId: string };
/** The write that created a row: shows, after a lost connection, whether it landed. */
interface Written {
  readonly writeId: string;
}

export const RUN = new Table<RunFacts>(RunEntity);
export const TIER = new Table<TierFacts>(TierEntity);
export const PHASE = new Table<PhaseFacts>(PhaseEntity);
export const EVENT = new Table<StoredEvent & Written>(RunEventEntity);
export const RECORD = new Table<IdempotencyRecordEntity>(IdempotencyRecordEntity);
export const PROJECT = new Table<ProjectFacts & { readonly writeId: string | null }>(ProjectEntity);
export const STRATEGY = new Table<Omit<StrategyEntity, 'run'>>(StrategyEntity);
export const AGED_ISSUE = new Table<Omit<AgedIssueEntity, 'run'>>(AgedIssueEntity);
export const PHASE_ISSUE = new Table<PhaseIssue>(PhaseIssueEntity);
export const BACKLOG_ENTRY = new Table<BacklogEntry>(BacklogEntryEntity);
export const SIGHTING = new Table<IssueSighting>(IssueSightingEntity);
export const QUEUE = new Table<QueueEntry>(WorkQueueEntity);
export const LEASE = new Table<LeaseFacts>(LeaseEntity);
export const ATTEMPT = new Table<AttemptFacts>(AttemptEntity);
export const ATTACHMENT = new Table<AttachmentFacts>(AttachmentEntity);
export const CI_TRY = new Table<CiTryFacts>(CiTryEntity);
export const SNAPSHOT = new Table<SnapshotFacts>(SnapshotEntity);
export const LATE_RESULT = new Table<Omit<LateResultEntity, 'run'>>(LateResultEntity);
export const PROMOTION = new Table<PromotionFacts>(PromotionEntity);
export const PROMOTION_CHANGE = new Table<PromotionChangeFacts>(PromotionChangeEntity);
export const WEBHOOK = new Table<WebhookFacts & Written>(WebhookEntity);
export const WEBHOOK_DELIVERY = new Table<WebhookDeliveryFacts & { readonly writeId: string | null }>(
  WebhookDeliveryEntity,
);
export const REMOTE = new Table<RemoteFacts & Written>(ProjectRemoteEntity);
export const REMOTE_REF = new Table<RemoteRefFacts>(RemoteRefEntity);
export const COMMIT_CHECK = new Table<CommitCheck>(CommitCheckEntity);
export const CHECK_TRY = new Table<CheckTry & { readonly beginWriteId: string; readonly endWriteId: string | null }>(
  CommitCheckTryEntity,
);

export const runFromJson: (row: JsonRow) => RunFacts = RUN.fromJson;
export const tierFromJson: (row: JsonRow) => TierFacts = TIER.fromJson;
export const phaseFromJson: (row: JsonRow) => PhaseFacts = PHASE.fromJson;
export const projectFromJson: (row: JsonRow) => ProjectFacts = PROJECT.fromJson;
export const webhookFromJson: (row: JsonRow) => WebhookFacts = WEBHOOK.fromJson;
export const deliveryFromJson: (row: JsonRow) => WebhookDeliveryFacts = WEBHOOK_DELIVERY.fromJson;
export const remoteFromJson: (row: JsonRow) => RemoteFacts = REMOTE.fromJson;
export const remoteRefFromJson: (row: JsonRow) => RemoteRefFacts = REMOTE_REF.fromJson;
export const promotionChangeFromJson: (row: JsonRow) => PromotionChangeFacts = PROMOTION_CHANGE.fromJson;
export const promotionFromJson: (row: JsonRow) => PromotionFacts = PROMOTION.fromJson;
export const phaseIssueFromJson: (row: JsonRow) => PhaseIssue = PHASE_ISSUE.fromJson;
export const backlogEntryFromJson: (row: JsonRow) => BacklogEntry = BACKLOG_ENTRY.fromJson;
export const sightingFromJson: (row: JsonRow) => IssueSighting = SIGHTING.fromJson;
export const leaseFromJson: (row: JsonRow) => LeaseFacts = LEASE.fromJson;
export const attemptFromJson: (row: JsonRow) => AttemptFacts = ATTEMPT.fromJson;
export const attachmentFromJson: (row: JsonRow) => AttachmentFacts = ATTACHMENT.fromJson;
export const ciTryFromJson: (row: JsonRow) => CiTryFacts = CI_TRY.fromJson;
export const commitCheckFromJson: (row: JsonRow) => CommitCheck = COMMIT_CHECK.fromJson;
export const checkTryFromJson: (row: JsonRow) => CheckTry = CHECK_TRY.fromJson;
export const eventFromJson: (row: JsonRow) => StoredEvent = EVENT.fromJson;

/** Names of columns that hold instants, in any table: a name has the same meaning in all of them. */
const INSTANTS = new Set(
  ENTITIES.flatMap((entity) =>
    new Table<object>(entity).columns.filter(({ isInstant }) => isInstant).map(({ name }) => name),
  ),
);

/**
 * Parts of rows, with what a statement computed besides: named like columns, and instants by the names that columns
 * have.
 */
export function partFromJson<Part>(row: JsonRow): Part {
  const part: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    const property = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    part[property] = value !== null && INSTANTS.has(name) ? new Date(value as string) : value;
  }
  return part as Part;
}
