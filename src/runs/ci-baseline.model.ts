/** The verdict of CI on the commit that a run starts from (V6). */
import { Field, Int, ObjectType } from '@nestjs/graphql';

import type { BaseOutcome } from '../domain/model/base-check.js';
import type { CiVerdict } from '../domain/model/vocabulary.js';
import { DateTime } from '../graphql/types/scalars.js';
import { CiVerdictEnum } from '../graphql/types/work-enums.js';

@ObjectType('CiBaseline', {
  description: 'The verdict of CI on the commit that the run starts from, before any phase.',
})
export class CiBaselineModel {
  constructor(private readonly outcome: BaseOutcome) {}

  @Field(() => String, { description: 'The commit.' })
  get commit(): string {
    return this.outcome.commit;
  }
  @Field(() => CiVerdictEnum, {
    description:
      'Unless it is GREEN or FLAKY, the run has ended; with `ci.baseline: delta` it continues when tests are RED.',
  })
  get verdict(): CiVerdict {
    return this.outcome.verdict;
  }
  @Field(() => Int, { description: 'Tests that were executed.' })
  get executed(): number {
    return this.outcome.executed;
  }
  @Field(() => [String], { description: 'Tests that failed, at most 200.' })
  get failing(): string[] {
    return [...this.outcome.failing];
  }
  @Field(() => DateTime, {
    description: 'When CI judged it; before the run was created, if the verdict was known already.',
  })
  get at(): Date {
    return new Date(this.outcome.at);
  }
}
