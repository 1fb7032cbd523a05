import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { BacklogEntry } from '../domain/model/issue.js';
import type { BacklogStatus, Severity } from '../domain/model/vocabulary.js';
import type { Aging } from '../domain/rules/strategy/aging-thresholds.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { BacklogStatusEnum, SeverityEnum } from '../graphql/types/enums.js';
import { DateTime } from '../graphql/types/scalars.js';

/** A backlog entry with what is computed when it is read (Q6). */
export interface JudgedEntry {
  readonly entry: BacklogEntry;
  readonly status: BacklogStatus;
}

@ObjectType('BacklogEntry', {
  implements: () => [NodeModel],
  description: 'An issue of a project across its runs, with its age.',
})
export class BacklogEntryModel {
  constructor(private readonly judged: JudgedEntry) {}

  get id(): string {
    const { projectId, issueKey } = this.judged.entry;
    return nodeId('backlog', projectId, issueKey);
  }
  @Field(() => ID, { description: 'The key.' })
  get issueKey(): string {
    return this.judged.entry.issueKey;
  }
  @Field(() => ID, { description: 'The project.' })
  get projectId(): string {
    return this.judged.entry.projectId;
  }
  @Field({ description: 'Kind of issue, as it was reported first.' })
  get category(): string {
    return this.judged.entry.category;
  }
  @Field(() => SeverityEnum, { description: 'The highest that was ever reported; age does not raise it.' })
  get baseSeverity(): Severity {
    return this.judged.entry.baseSeverity;
  }
  @Field(() => BacklogStatusEnum, {
    description: 'By the thresholds of the project’s newest ruleset; computed when read.',
  })
  get status(): BacklogStatus {
    return this.judged.status;
  }
  @Field(() => Int, { description: 'Distinct runs that saw it since it was last resolved.' })
  get ageInRuns(): number {
    return this.judged.entry.ageInRuns;
  }
  @Field(() => Int, { description: 'Distinct tiers of runs that saw it since it was last resolved.' })
  get ageInTiers(): number {
    return this.judged.entry.ageInTiers;
  }
  @Field(() => Int, { description: 'How often it was ever reported.' })
  get occurrenceCount(): number {
    return this.judged.entry.occurrenceCount;
  }
  @Field(() => ID, { description: 'The run that saw it first; it may be deleted by now.' })
  get firstSeenRunId(): string {
    return this.judged.entry.firstSeenRunId;
  }
  @Field(() => ID, { description: 'The run that saw it last; it may be deleted by now.' })
  get lastSeenRunId(): string {
    return this.judged.entry.lastSeenRunId;
  }
  @Field(() => DateTime, { description: 'When it was seen last.' })
  get lastSeenAt(): Date {
    return this.judged.entry.lastSeenAt;
  }
}

/** What a page of the backlog was asked with: its `totalCount` counts the same. */
export interface BacklogRequested {
  readonly projectId: string;
  readonly status: readonly BacklogStatus[] | null;
  readonly aging: Aging;
}
