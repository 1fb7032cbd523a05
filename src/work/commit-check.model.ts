import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { CheckKind } from '../domain/rules/ci/commit-check.js';
import { CommitCheckKindEnum } from '../graphql/types/enums.js';
import { DateTime } from '../graphql/types/scalars.js';
import type { HeldCheck } from '../lifecycle/checks/check-lifecycle.service.js';

@ObjectType('CommitCheck', { description: 'CI on a commit that no phase made, under a lease without a phase.' })
export class CommitCheckModel {
  @Field(() => CommitCheckKindEnum, { description: 'What its verdict is for.' })
  kind: CheckKind;
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @Field({ description: 'What is tested.' })
  commit: string;
  @Field(() => Int, { description: '1, 2, … of the commit.' })
  tryNumber: number;
  @Field(() => DateTime, { description: 'When it was claimed, by the server’s clock.' })
  startedAt: Date;

  static of({ found, held }: HeldCheck): CommitCheckModel {
    const { kind, runId, commit } = found.check;
    return Object.assign(new CommitCheckModel(), {
      kind,
      runId,
      commit,
      tryNumber: held.number,
      startedAt: held.startedAt,
    });
  }
}
