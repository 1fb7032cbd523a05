import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { PhaseIssue } from '../domain/model/issue.js';
import type { Complexity, IssueSource, Severity } from '../domain/model/vocabulary.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import { ComplexityEnum, IssueSourceEnum, SeverityEnum } from '../graphql/types/enums.js';

@ObjectType('Issue', {
  implements: () => [NodeModel],
  description: 'An issue of a phase: everything that was reported there under its key.',
})
export class IssueModel {
  constructor(readonly facts: PhaseIssue) {}

  get id(): string {
    const { runId, phaseId, issueKey } = this.facts;
    return nodeId('issue', runId, phaseId, issueKey);
  }
  @Field(() => ID, { description: 'Names the problem wherever it is seen; by convention `category__subject__detail`.' })
  get issueKey(): string {
    return this.facts.issueKey;
  }
  @Field(() => ID, { description: 'The run.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => ID, { description: 'The phase.' })
  get phaseId(): string {
    return this.facts.phaseId;
  }
  @Field(() => ID, { description: 'The tier of the phase.' })
  get tierId(): string {
    return this.facts.tierId;
  }
  @Field({ description: 'Kind of issue, e.g. `schema_contract_change`.' })
  get category(): string {
    return this.facts.category;
  }
  @Field(() => SeverityEnum, { description: 'The highest that was reported here.' })
  get severity(): Severity {
    return this.facts.severity;
  }
  @Field(() => SeverityEnum, { description: 'As what it counts in this run: an aged issue is MAJOR.' })
  get effectiveSeverity(): Severity {
    return this.facts.effectiveSeverity;
  }
  @Field(() => IssueSourceEnum, { description: 'Who reported it first.' })
  get source(): IssueSource {
    return this.facts.source;
  }
  @Field(() => String, { nullable: true, description: 'The newest description.' })
  get description(): string | null {
    return this.facts.description;
  }
  @Field(() => String, {
    nullable: true,
    description: 'Kind of work it stems from; where no report said, that of the phase.',
  })
  get taskCategory(): string | null {
    return this.facts.taskCategory;
  }
  @Field(() => ComplexityEnum, { nullable: true, description: 'Where no report said, that of the phase.' })
  get complexity(): Complexity | null {
    return this.facts.complexity;
  }
  @Field(() => Boolean, { description: 'Every report expected it: recorded and displayed, never counted.' })
  get expectedFail(): boolean {
    return this.facts.expectedFail;
  }
  @Field(() => Int, { description: 'How often it was reported here.' })
  get occurrenceCount(): number {
    return this.facts.occurrenceCount;
  }
  @Field(() => [String], { description: 'Distinct evidence, up to 50.' })
  get evidenceRefs(): string[] {
    return [...this.facts.evidenceRefs];
  }
  @Field(() => ID, { description: 'The run of the project in which the key was seen first.' })
  get firstSeenRun(): string {
    return this.facts.firstSeenRun;
  }
  @Field(() => ID, { description: 'The run in which this issue was seen last: its own.' })
  get lastSeenRun(): string {
    return this.facts.lastSeenRun;
  }
  @Field(() => Boolean, { description: 'Not yet closed by an attempt that completed the phase without reporting it.' })
  get open(): boolean {
    return this.facts.open;
  }
}
