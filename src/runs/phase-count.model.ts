import { Field, Int, ObjectType } from '@nestjs/graphql';

import type { PhaseState } from '../domain/model/phase-state.js';
import { PhaseStateEnum } from '../graphql/types/enums.js';

@ObjectType('PhaseCount', { description: 'How many phases of a run are in a state.' })
export class PhaseCountModel {
  @Field(() => PhaseStateEnum, { description: 'The state.' })
  state: PhaseState;
  @Field(() => Int, { description: 'How many phases.' })
  count: number;
}
