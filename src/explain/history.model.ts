import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';

import { DateTime, SafeInt } from '../graphql/types/scalars.js';

@ObjectType('Span', {
  description: 'A stretch of a run’s time: spans follow each other without gaps or overlaps.',
})
export class SpanModel {
  @Field(() => String, { description: '`waiting`, `attempt`, `gate`, `ci`, `audit` or `pause`.' })
  kind: string;
  @Field(() => ID, { nullable: true, description: 'The phase; null: the run as a whole, such as a draft.' })
  phaseId: string | null;
  @Field(() => Int, { nullable: true, description: 'Number of the attempt; null: no lease held the phase.' })
  attempt: number | null;
  @Field(() => String, { nullable: true, description: 'Who held the lease.' })
  workerId: string | null;
  @Field(() => DateTime, { description: 'When it began.' })
  start: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it ended; null: it lasts.' })
  end: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'What ended it: a verdict, how a lease ended, or the state that followed; null: it has not ended.',
  })
  outcome: string | null;
}

@ObjectType('BurnPoint', { description: 'What a run had used at an instant.' })
class BurnPointModel {
  @Field(() => DateTime, { description: 'The instant of an event.' })
  at: Date;
  @Field(() => SafeInt, { description: 'Tokens charged by then.' })
  tokens: number;
  @Field(() => Float, { description: 'Minutes since its clock began; 0 before.' })
  minutes: number;
}

@ObjectType('BurnDown', { description: 'Use of a run’s tokens and minutes over time, against their caps.' })
export class BurnDownModel {
  @Field(() => SafeInt, { description: 'Most tokens of the run.' })
  tokenCap: number;
  @Field(() => Int, { description: 'Most minutes of the run.' })
  minuteCap: number;
  @Field(() => DateTime, { nullable: true, description: 'When the clock ends it; null: its clock has not begun.' })
  deadlineAt: Date | null;
  @Field(() => [BurnPointModel], { description: 'In order of time, at most 1,000, thinned evenly beyond.' })
  points: readonly BurnPointModel[];
}
