import { Field, ObjectType } from '@nestjs/graphql';

import { Payload } from '../graphql/payload.js';
import { WarningModel } from '../strategy/warning.model.js';
import { GateDecisionModel } from './attempt.model.js';

@ObjectType('PatchCheck', { description: 'What the gate would say of a patch.' })
export class PatchCheckModel extends Payload {
  @Field(() => GateDecisionModel, {
    description:
      'Its verdict on the patch alone, as the run stands now; with errors: REJECT, the patch was not looked at.',
  })
  gate: GateDecisionModel;
  @Field(() => [WarningModel], {
    description: 'What the verdict does not say: in a project without a repository no patch is read.',
  })
  warnings: WarningModel[];
}
