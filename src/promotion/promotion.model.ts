import { Field, ObjectType } from '@nestjs/graphql';

import { PROMOTION_KINDS, type PromotionKind } from '../domain/model/promotion-change.js';
import type { PromotionRows } from '../domain/rules/promotion/promotion.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';

export const PromotionKindEnum = graphqlEnum<PromotionKind>(
  'PromotionKind',
  'How the work of a run comes onto its target.',
  PROMOTION_KINDS,
  {
    MERGE: 'The Supervisor moves the branch.',
    PULL_REQUEST: 'It is proposed on the forge of the project’s remote, and people merge it there.',
  },
);

@ObjectType('Promotion', {
  description:
    'May a run’s work go onto a branch that people work on, and did it? Computed when read; what depends on the repository looks at it then.',
})
export class PromotionModel {
  constructor(
    readonly rows: PromotionRows,
    /** The requested branch; null: the one that it was promoted to, else the default one. */
    readonly requested: string | null = null,
  ) {}

  get targetBranch(): string | null {
    return this.requested ?? this.rows.promotion?.targetBranch ?? null;
  }

  @Field(() => PromotionKindEnum, {
    nullable: true,
    description: 'How it was promoted, or is about to be; null: nobody has requested it.',
  })
  get kind(): PromotionKind | null {
    return this.rows.promotion?.kind ?? (this.rows.change ? 'PULL_REQUEST' : null);
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was promoted; null: it was not.' })
  get promotedAt(): Date | null {
    return this.done?.promotedAt ?? null;
  }
  @Field(() => String, {
    nullable: true,
    description:
      'Who promoted it; of one that was merged on a forge its user there, such as `github/octocat`; null: it was not promoted.',
  })
  get promotedBy(): string | null {
    return this.done?.actor ?? null;
  }
  @Field(() => String, {
    nullable: true,
    description:
      'The commit that the target went to: the last snapshot, or a merge commit above it; null: it was not promoted.',
  })
  get commit(): string | null {
    return this.done?.commit ?? null;
  }
  @Field(() => String, { nullable: true, description: 'The branch that it was promoted to; null: it was not.' })
  get promotedTo(): string | null {
    return this.done?.targetBranch ?? null;
  }

  private get done(): PromotionRows['promotion'] {
    return this.rows.promotion?.promotedAt ? this.rows.promotion : null;
  }
}
