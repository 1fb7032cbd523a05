import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { StoredEvent } from '../database/rows.js';
import type { RunEventType } from '../domain/run/run-event.js';
import { RunEventTypeEnum } from '../graphql/enums.js';
import { DateTime, JSONObject } from '../graphql/scalars.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';

@ObjectType('RunEvent', { implements: () => [NodeModel], description: 'Something that happened in a run; numbered without gaps (E1).' })
export class RunEventModel {
  constructor(readonly facts: StoredEvent) {}

  get id(): string {
    return nodeId('event', this.facts.runId, this.facts.seq);
  }
  @Field(() => ID, { description: 'The run.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => Int, { description: '1, 2, 3 … in the run. Pass the last one seen as `after` to go on.' })
  get seq(): number {
    return this.facts.seq;
  }
  @Field(() => RunEventTypeEnum, { description: 'What it tells.' })
  get type(): RunEventType {
    return this.facts.type;
  }
  @Field(() => String, { description: '`run`, `tier/{tierId}` or `phase/{phaseId}`.' })
  get subject(): string {
    return this.facts.subject;
  }
  @Field(() => String, { description: 'Who acted: `operator`, `clock` or `{role}/{worker}`.' })
  get actor(): string {
    return this.facts.actor;
  }
  @Field(() => String, { description: 'The command that caused it: `startRun`, `updatePhaseStatus`, `deadline` …' })
  get cause(): string {
    return this.facts.cause;
  }
  @Field(() => DateTime, { description: 'When, by the database’s clock.' })
  get at(): Date {
    return this.facts.at;
  }
  @Field(() => String, { nullable: true, description: 'The state before; null where nothing moved or nothing was.' })
  get fromState(): string | null {
    return this.facts.fromState;
  }
  @Field(() => String, { nullable: true, description: 'The state after; null where nothing moved.' })
  get toState(): string | null {
    return this.facts.toState;
  }
  @Field(() => JSONObject, { description: 'What belongs to it: tokens charged, note, plan, failure.' })
  get data(): Readonly<Record<string, unknown>> {
    return this.facts.data;
  }
}
