import { Field, Float, Int, ObjectType } from '@nestjs/graphql';

import type { PhaseState } from '../domain/model/phase-state.js';
import type { Complexity } from '../domain/model/vocabulary.js';
import type { CategoryCalibration, CodeCount, StateMinutes } from '../domain/rules/calibration/calibrate.js';
import type { Distribution } from '../domain/rules/calibration/distribution.js';
import { ComplexityEnum, PhaseStateEnum } from '../graphql/types/enums.js';
import { SafeInt } from '../graphql/types/scalars.js';

const NO_VALUES = 'null without values';

@ObjectType('Distribution', {
  description: 'A distribution in a few figures, by nearest rank: each is a value that occurred.',
})
export class DistributionModel implements Distribution {
  @Field(() => Int, { description: 'How many values.' })
  count: number;
  @Field(() => Float, { nullable: true, description: `10 of 100 values are at most this; ${NO_VALUES}.` })
  p10: number | null;
  @Field(() => Float, { nullable: true, description: `The median; ${NO_VALUES}.` })
  p50: number | null;
  @Field(() => Float, { nullable: true, description: `90 of 100 values are at most this; ${NO_VALUES}.` })
  p90: number | null;
  @Field(() => Float, { nullable: true, description: `99 of 100 values are at most this; ${NO_VALUES}.` })
  p99: number | null;
  @Field(() => Float, { nullable: true, description: `The largest value; ${NO_VALUES}.` })
  max: number | null;
}

@ObjectType('CodeCount', { description: 'How often a code occurred.' })
class CodeCountModel implements CodeCount {
  @Field({ description: 'The code.' })
  code: string;
  @Field(() => Int, { description: 'How often.' })
  count: number;
}

@ObjectType('StateMinutes', { description: 'How long phases were in a state.' })
class StateMinutesModel implements StateMinutes {
  @Field(() => PhaseStateEnum, { description: 'The state.' })
  state: PhaseState;
  @Field(() => DistributionModel, {
    description: 'Minutes of each phase that began; 0 where it never was in the state.',
  })
  minutes: DistributionModel;
  @Field(() => Float, { description: 'Minutes of all of them together.' })
  total: number;
}

@ObjectType('CategoryCalibration', {
  description: 'What the ended phases of one task category and complexity used, and what follows for their caps.',
})
export class CategoryCalibrationModel {
  constructor(private readonly facts: CategoryCalibration) {}

  @Field({ description: 'The task category; empty: phases without one.' })
  get taskCategory(): string {
    return this.facts.taskCategory ?? '';
  }
  @Field(() => ComplexityEnum, { description: 'The complexity.' })
  get complexity(): Complexity {
    return this.facts.complexity;
  }
  @Field(() => Int, { description: 'Phases that ended COMPLETE or FAILED; skipped ones say nothing.' })
  get phases(): number {
    return this.facts.phases;
  }
  @Field(() => [Int], {
    description: 'Phases that completed at the first Builder attempt, the second, the third …; at least three entries.',
  })
  get completedAtTry(): readonly number[] {
    return this.facts.completedAtTry;
  }
  @Field(() => Int, { description: 'Phases that ended FAILED.' })
  get failed(): number {
    return this.facts.failed;
  }
  @Field(() => DistributionModel, { description: 'Tokens of a phase, all its attempts together.' })
  get tokens(): Distribution {
    return this.facts.tokens;
  }
  @Field(() => DistributionModel, { description: 'Minutes from the first assignment of a phase to its end.' })
  get minutes(): Distribution {
    return this.facts.minutes;
  }
  @Field(() => [StateMinutesModel], {
    description:
      'The same by state, in the order of the states: QUEUED is the wait for a further attempt. States in which no phase was are left out.',
  })
  get minutesByState(): readonly StateMinutes[] {
    return this.facts.minutesByState;
  }
  @Field(() => SafeInt, { description: 'The token cap of the phase that ended last.' })
  get incidentTokenCap(): number {
    return this.facts.incidentTokenCap;
  }
  @Field(() => [CodeCountModel], { description: 'Attempts that the gate rejected, by the code of the reason.' })
  get gateRejections(): readonly CodeCount[] {
    return this.facts.gateRejections;
  }
  @Field(() => Int, { description: 'Commits that CI tried; repeats of a commit do not count.' })
  get ciRuns(): number {
    return this.facts.ciRuns;
  }
  @Field(() => Float, {
    nullable: true,
    description: 'Share of FLAKY among the commits that CI judged, 0 to 1; null: it judged none.',
  })
  get flakyShare(): number | null {
    return this.facts.flakyShare;
  }
  @Field(() => [CodeCountModel], { description: 'Final verdicts of CI, one for each commit.' })
  get ciVerdicts(): readonly CodeCount[] {
    return this.facts.ciVerdicts;
  }
  @Field(() => [CodeCountModel], { description: 'Verdicts of Auditors.' })
  get auditVerdicts(): readonly CodeCount[] {
    return this.facts.auditVerdicts;
  }
  @Field(() => SafeInt, {
    nullable: true,
    description: 'The 95th percentile of the tokens × 1.25, rounded up to whole thousands; null: too little evidence.',
  })
  get suggestedTokenCap(): number | null {
    return this.facts.suggestedTokenCap;
  }
  @Field(() => Int, {
    nullable: true,
    description:
      'The fewest attempts within which 95 of 100 completed phases were complete; null: too little evidence.',
  })
  get suggestedBuilderAttempts(): number | null {
    return this.facts.suggestedBuilderAttempts;
  }
  @Field({ description: 'What the suggestions rest on, or that there is too little.' })
  get evidence(): string {
    return this.facts.evidence;
  }
}
