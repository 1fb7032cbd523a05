import { Field, Int, ObjectType } from '@nestjs/graphql';

import type { ArtefactStore } from '../artefacts/artefact-store.js';
import type { DocumentKind } from '../domain/documents/run/documents.js';
import type { AttachmentFacts, AttachmentKind } from '../domain/model/attempt.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { DateTime, SafeInt } from '../graphql/types/scalars.js';

/** Larger contents are not returned. */
export const CONTENT_LIMIT_BYTES = 1_048_576;

/** What the rows say of an artefact: of a document that is rendered, or of an attachment. */
export interface ArtefactFacts {
  readonly runId: string;
  /** Relative to the run's directory. */
  readonly path: string;
  readonly kind: DocumentKind | AttachmentKind;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly runVersion: number;
  readonly updatedAt: Date;
  /** Null above 1 MiB, and for an attachment, whose text is on the disk. */
  readonly content: string | null;
}

type AttachmentRow = Pick<AttachmentFacts, 'runId' | 'path' | 'kind' | 'sizeBytes' | 'sha256' | 'runVersion' | 'at'>;

@ObjectType('Artefact', {
  implements: () => [NodeModel],
  description:
    'A file of a run: a projection of the database, which is the truth; or an attachment that an attempt submitted.',
})
export class ArtefactModel {
  /** `read` reads the text of an attachment from the disk, if it is requested. */
  constructor(
    private readonly facts: ArtefactFacts,
    private readonly read: (() => Promise<string | null>) | null = null,
  ) {}

  /** Its content is null if the text is too large, missing, or not the bytes that the row proves. */
  static ofAttachment({ at, ...row }: AttachmentRow, store: Pick<ArtefactStore, 'readAttachment'>): ArtefactModel {
    const { runId, path, kind, sizeBytes, sha256, runVersion } = row;
    const facts = { runId, path, kind, sizeBytes, sha256, runVersion, updatedAt: at, content: null };
    return new ArtefactModel(facts, async () =>
      sizeBytes <= CONTENT_LIMIT_BYTES ? store.readAttachment(runId, path, sha256) : null,
    );
  }

  get id(): string {
    return nodeId('file', this.facts.runId, this.facts.path);
  }
  @Field(() => String, { description: 'Relative to the run’s directory.' })
  get path(): string {
    return this.facts.path;
  }
  @Field(() => String, {
    description:
      '`run_summary`, `tier_summary`, `phase_summary`, `phase_issues`, `run_issue_index` or `strategy`; of an incident pack `incident_index`, `incident_events` or `incident_issues`; of an attachment `patch`, `log`, `report` or `result`.',
  })
  get kind(): string {
    return this.facts.kind;
  }
  @Field(() => SafeInt, { description: 'Size in bytes.' })
  get sizeBytes(): number {
    return this.facts.sizeBytes;
  }
  @Field(() => String, { description: 'SHA-256 of the bytes, in hexadecimal.' })
  get sha256(): string {
    return this.facts.sha256;
  }
  @Field(() => Int, {
    description:
      'Seq of the last event that changed its content; for an attachment: the run’s version when it was submitted.',
  })
  get runVersion(): number {
    return this.facts.runVersion;
  }
  @Field(() => DateTime, { description: 'Instant of that event; for an attachment: when it was submitted.' })
  get updatedAt(): Date {
    return this.facts.updatedAt;
  }
  @Field(() => String, {
    nullable: true,
    description: 'The text; null above 1 MiB, and for an attachment that is not the bytes that were kept.',
  })
  get content(): string | null | Promise<string | null> {
    return this.read ? this.read() : this.facts.content;
  }
}
