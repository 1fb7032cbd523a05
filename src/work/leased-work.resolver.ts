import { Args, ArgsType, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';

import { toCommandError } from '../graphql/errors/command-error.model.js';
import { Payload } from '../graphql/payload.js';
import { IsLeaseToken } from '../graphql/types/validation.js';
import { LeasedWorkService } from '../lifecycle/work/leased-work.service.js';
import { PhaseModel } from '../phases/phase.model.js';
import { BriefsService } from './briefs.service.js';
import { WorkBriefModel } from './lease.model.js';

@ObjectType('LeasedWork', { description: 'What a lease is for.' })
export class LeasedWorkModel extends Payload {
  @Field(() => PhaseModel, { nullable: true, description: 'The phase; null with errors.' })
  phase: PhaseModel | null;
  @Field(() => WorkBriefModel, { nullable: true, description: 'The brief, as the claim got it; null with errors.' })
  brief: WorkBriefModel | null;
}

@ArgsType()
export class LeasedWorkArgs {
  @IsLeaseToken()
  @Field({ description: 'The token of a live lease of a phase.' })
  leaseToken: string;
}

@Resolver(() => LeasedWorkModel)
export class LeasedWorkResolver {
  constructor(
    private readonly service: LeasedWorkService,
    private readonly briefs: BriefsService,
  ) {}

  @Query(() => LeasedWorkModel, {
    description:
      'What a live lease is for, for a worker that has lost its brief or hands it on (W7). It writes nothing.',
  })
  async leasedWork(@Args() { leaseToken }: LeasedWorkArgs): Promise<LeasedWorkModel> {
    const { rows, held, errors } = await this.service.of(leaseToken);
    const brief = held && (await this.briefs.briefOf(held.seen, held.lease));
    return {
      phase: rows.phase && new PhaseModel(rows.phase),
      brief: brief && WorkBriefModel.of(brief),
      errors: errors.map(toCommandError),
    };
  }
}
