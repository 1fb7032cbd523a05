import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { Severity } from '../domain/model/vocabulary.js';
import type { RunIssueIndexEntry } from '../domain/rules/issue/run-index.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { SeverityEnum } from '../graphql/types/enums.js';

@ObjectType('RunIssueIndexEntry', {
  implements: () => [NodeModel],
  description: 'An issue key in a run: all its phases together.',
})
export class RunIssueIndexEntryModel {
  constructor(
    private readonly runId: string,
    private readonly entry: RunIssueIndexEntry,
  ) {}

  get id(): string {
    return nodeId('run-issue', this.runId, this.entry.issueKey);
  }
  @Field(() => ID, { description: 'The key.' })
  get issueKey(): string {
    return this.entry.issueKey;
  }
  @Field({ description: 'Kind of issue, as it was reported first.' })
  get category(): string {
    return this.entry.category;
  }
  @Field(() => SeverityEnum, { description: 'The highest that was reported in the run.' })
  get severity(): Severity {
    return this.entry.severity;
  }
  @Field(() => SeverityEnum, { description: 'As what it counts in the run.' })
  get effectiveSeverity(): Severity {
    return this.entry.effectiveSeverity;
  }
  @Field(() => Int, { description: 'How often it was reported in the run.' })
  get occurrenceCount(): number {
    return this.entry.occurrenceCount;
  }
  @Field(() => Int, { description: 'Index of the first phase that has it.' })
  get firstPhaseIndex(): number {
    return this.entry.firstPhaseIndex;
  }
  @Field(() => Int, { description: 'Index of the last phase that has it.' })
  get lastPhaseIndex(): number {
    return this.entry.lastPhaseIndex;
  }
  @Field(() => [ID], { description: 'Tiers that have it, in plan order.' })
  get seenInTiers(): string[] {
    return [...this.entry.seenInTiers];
  }
  @Field(() => [ID], { description: 'Phases that have it, in plan order.' })
  get seenInPhases(): string[] {
    return [...this.entry.seenInPhases];
  }
}
