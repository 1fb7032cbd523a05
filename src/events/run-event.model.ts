import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { StoredEvent } from '../database/rows.js';
import type { PhaseState } from '../domain/model/phase-state.js';
import {
  actorKind,
  type EventActor,
  type EventSubject,
  type RunEventType,
  subjectKind,
} from '../domain/model/run-event.js';
import type { RunState } from '../domain/model/run-state.js';
import type { TierState } from '../domain/model/tier-state.js';
import { nodeId, NodeModel } from '../graphql/node/node.model.js';
import {
  EventActorEnum,
  EventSubjectEnum,
  PhaseStateEnum,
  RunEventTypeEnum,
  RunStateEnum,
  TierStateEnum,
} from '../graphql/types/enums.js';
import { DateTime, JSONObject } from '../graphql/types/scalars.js';

@ObjectType('RunEvent', {
  implements: () => [NodeModel],
  description: 'Something that happened in a run; numbered without gaps.',
})
export class RunEventModel {
  constructor(readonly facts: StoredEvent) {}

  get id(): string {
    return nodeId('event', this.facts.runId, this.facts.seq);
  }
  @Field(() => ID, { description: 'The run.' })
  get runId(): string {
    return this.facts.runId;
  }
  @Field(() => Int, { description: '1, 2, 3 … in the run. Pass the last one received as `after` to continue.' })
  get seq(): number {
    return this.facts.seq;
  }
  @Field(() => RunEventTypeEnum, { description: 'What happened.' })
  get type(): RunEventType {
    return this.facts.type;
  }
  @Field(() => String, { description: '`run`, `tier/{tierId}` or `phase/{phaseId}`.' })
  get subject(): string {
    return this.facts.subject;
  }
  @Field(() => EventSubjectEnum, { description: 'The kind of the subject: which of the states of the event are set.' })
  get subjectKind(): EventSubject {
    return subjectKind(this.facts.subject);
  }
  @Field(() => String, {
    description:
      'The actor: `operator`, `operator/{token}`, `clock` or `{role}/{worker}`, where a worker with a stored token is `{token}/{worker}`.',
  })
  get actor(): string {
    return this.facts.actor;
  }
  @Field(() => EventActorEnum, { description: 'The kind of the actor.' })
  get actorKind(): EventActor {
    return actorKind(this.facts.actor);
  }
  @Field(() => String, { description: 'The command that caused it: `startRun`, `updatePhaseStatus`, `deadline` …' })
  get cause(): string {
    return this.facts.cause;
  }
  @Field(() => DateTime, { description: 'When, by the database’s clock.' })
  get at(): Date {
    return this.facts.at;
  }
  @Field(() => String, {
    nullable: true,
    description:
      'The state before, one of the states of the subject’s kind; null without a transition or an earlier state.',
  })
  get fromState(): string | null {
    return this.facts.fromState;
  }
  @Field(() => String, {
    nullable: true,
    description: 'The state after, one of the states of the subject’s kind; null without a transition.',
  })
  get toState(): string | null {
    return this.facts.toState;
  }
  @Field(() => RunStateEnum, {
    nullable: true,
    description: '`fromState` of an event about the run; null of any other.',
  })
  get fromRunState(): RunState | null {
    return this.stateOf('RUN', this.facts.fromState);
  }
  @Field(() => RunStateEnum, { nullable: true, description: '`toState` of an event about the run; null of any other.' })
  get toRunState(): RunState | null {
    return this.stateOf('RUN', this.facts.toState);
  }
  @Field(() => TierStateEnum, {
    nullable: true,
    description: '`fromState` of an event about a tier; null of any other.',
  })
  get fromTierState(): TierState | null {
    return this.stateOf('TIER', this.facts.fromState);
  }
  @Field(() => TierStateEnum, { nullable: true, description: '`toState` of an event about a tier; null of any other.' })
  get toTierState(): TierState | null {
    return this.stateOf('TIER', this.facts.toState);
  }
  @Field(() => PhaseStateEnum, {
    nullable: true,
    description: '`fromState` of an event about a phase; null of any other.',
  })
  get fromPhaseState(): PhaseState | null {
    return this.stateOf('PHASE', this.facts.fromState);
  }
  @Field(() => PhaseStateEnum, {
    nullable: true,
    description: '`toState` of an event about a phase; null of any other.',
  })
  get toPhaseState(): PhaseState | null {
    return this.stateOf('PHASE', this.facts.toState);
  }
  @Field(() => JSONObject, { description: 'Its details: tokens charged, note, plan, failure.' })
  get data(): Readonly<Record<string, unknown>> {
    return this.facts.data;
  }

  private stateOf<State extends string>(kind: EventSubject, state: string | null): State | null {
    return this.subjectKind === kind ? (state as State | null) : null;
  }
}
