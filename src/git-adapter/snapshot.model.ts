import { Field, ID, ObjectType } from '@nestjs/graphql';

import type { SnapshotFacts } from '../domain/decisions/work/work-change.js';
import { DateTime } from '../graphql/types/scalars.js';

const NO_REPOSITORY = 'no repository';

@ObjectType('Snapshot', { description: 'A green commit with its tag.' })
export class SnapshotModel {
  @Field(() => ID, { description: 'The phase that it completed.' })
  phaseId: string;
  @Field({ description: 'The commit; without a repository: `no repository`.' })
  commit: string;
  @Field({ description: 'The tag, without `refs/tags/`; without a repository: `no repository`.' })
  tag: string;
  @Field(() => DateTime, { description: 'When it was recorded.' })
  at: Date;

  static of({ phaseId, commit, tag, at }: SnapshotFacts): SnapshotModel {
    return Object.assign(new SnapshotModel(), {
      phaseId,
      commit: commit ?? NO_REPOSITORY,
      tag: tag ?? NO_REPOSITORY,
      at,
    });
  }
}
