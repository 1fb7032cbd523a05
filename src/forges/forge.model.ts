/** What the API shows of changes on forges and of their checks (M3). */
import { Field, Int, ObjectType } from '@nestjs/graphql';

import { FORGE_CHECK_STATES, type ForgeCheckState } from '../domain/model/forge.js';
import {
  CHANGE_STATES,
  type ChangeState,
  type PromotionChangeFacts,
  type StoredCheck,
} from '../domain/model/promotion-change.js';
import type { ForgeKind } from '../domain/model/remote.js';
import { CHECKS_AWAITED_MINUTES, CHECKS_VERDICTS, type ChecksVerdict } from '../domain/rules/forge/checks-verdict.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { DateTime } from '../graphql/types/scalars.js';
import { ForgeKindEnum } from '../remotes/remote.model.js';

const ChangeStateEnum = graphqlEnum<ChangeState>('ChangeState', 'What became of a change.', CHANGE_STATES, {
  REQUESTED: 'It is about to be opened: a server does it in the background.',
  OPEN: 'It is open.',
  MERGED: 'People merged it: the run is promoted, if it had succeeded.',
  CLOSED: 'People closed it without a merge. promoteRun opens another one.',
  GIVEN_UP:
    'It could not be opened for a day, or was open and could not be seen for a week; sooner if the remote of the project is no longer the one that it was requested for. promoteRun looks for it again, and opens it if it is not there.',
});
const ForgeCheckStateEnum = graphqlEnum<ForgeCheckState>('ForgeCheckState', 'What a check says.', FORGE_CHECK_STATES, {
  PENDING: 'It has not ended.',
  SUCCESS: 'It ended well.',
  FAILURE: 'It failed, was cancelled, or timed out.',
  NEUTRAL: 'It ended and says nothing: skipped, neutral, or allowed to fail.',
});
export const ChecksVerdictEnum = graphqlEnum<ChecksVerdict>(
  'ChecksVerdict',
  'What the checks of a commit amount to. It is evidence, and decides nothing.',
  CHECKS_VERDICTS,
  {
    PENDING: `A check has not ended, or none is there and up to ${CHECKS_AWAITED_MINUTES} minutes may still pass.`,
    GREEN: 'All have ended, none failed, and at least one ended well.',
    RED: 'One failed.',
    MISSING: `${CHECKS_AWAITED_MINUTES} minutes after the change was opened, no check had ended well, or the forge has more checks than are read: nobody is known to have tested the commit.`,
  },
);

@ObjectType('ForgeCheck', { description: 'What somebody else says about the commit that is proposed.' })
export class ForgeCheckModel {
  @Field(() => String, { description: 'Its name there.' })
  readonly name: string;
  @Field(() => ForgeCheckStateEnum, { description: 'What it says.' })
  readonly state: ForgeCheckState;
  @Field(() => String, { nullable: true, description: 'Its page; null: it has none.' })
  readonly url: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it began, by the clock of the forge; null: unknown.' })
  readonly startedAt: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended, by that clock; null: it did not, or unknown.' })
  readonly endedAt: Date | null;

  constructor({ name, state, url, startedAt, endedAt }: StoredCheck) {
    Object.assign(this, { name, state, url });
    this.startedAt = startedAt === null ? null : new Date(startedAt);
    this.endedAt = endedAt === null ? null : new Date(endedAt);
  }
}

@ObjectType('PromotionChange', { description: 'A pull request or merge request that proposes the work of a run.' })
export class PromotionChangeModel {
  constructor(private readonly facts: PromotionChangeFacts) {}

  @Field(() => ForgeKindEnum, { description: 'Whose API is spoken there.' })
  get forge(): ForgeKind {
    return this.facts.forge;
  }
  @Field(() => ChangeStateEnum, { description: 'What became of it.' })
  get state(): ChangeState {
    return this.facts.state;
  }
  @Field(() => Int, { nullable: true, description: 'Its number in its repository; null: it is not open yet.' })
  get number(): number | null {
    return this.facts.number;
  }
  @Field(() => String, { nullable: true, description: 'Its page; null: it is not open yet.' })
  get url(): string | null {
    return this.facts.url;
  }
  @Field(() => Boolean, {
    nullable: true,
    description: 'It is a draft, as it is as long as the promotion has blockers; null: it is not open yet.',
  })
  get draft(): boolean | null {
    return this.facts.draft;
  }
  @Field(() => String, { description: 'The branch of the run.' })
  get head(): string {
    return this.facts.head;
  }
  @Field(() => String, { description: 'The last snapshot of the run: the commit whose checks count.' })
  get headCommit(): string {
    return this.facts.headCommit;
  }
  @Field(() => String, { description: 'The branch that it is for.' })
  get base(): string {
    return this.facts.base;
  }
  @Field(() => String, { description: 'Who requested it.' })
  get requestedBy(): string {
    return this.facts.actor;
  }
  @Field(() => DateTime, { description: 'When it was requested.' })
  get requestedAt(): Date {
    return this.facts.requestedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'Since when it is known to be open; null: it is not yet.' })
  get openedAt(): Date | null {
    return this.facts.openedAt;
  }
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it changed there last, by the clock of the forge; null: it is not open yet.',
  })
  get updatedAt(): Date | null {
    return this.facts.forgeUpdatedAt;
  }
  @Field(() => DateTime, { nullable: true, description: 'When it was merged, closed or given up; null: it was not.' })
  get endedAt(): Date | null {
    return this.facts.endedAt;
  }
  @Field(() => String, {
    nullable: true,
    description: 'The user of the forge who merged it; null: it is not merged, or the forge does not say.',
  })
  get mergedBy(): string | null {
    return this.facts.mergedBy;
  }
  @Field(() => ReasonModel, {
    nullable: true,
    description: 'Why the last look at the forge failed, and what to do; null: it did not.',
  })
  get problem(): ReasonModel | null {
    const { fault, faultMessage } = this.facts;
    return fault === null ? null : { code: fault.toLowerCase(), message: faultMessage ?? '', source: 'M3' };
  }
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the forge is asked next, at the latest; null: it has ended.',
  })
  get nextLookAt(): Date | null {
    return this.facts.state === 'OPEN' || this.facts.state === 'REQUESTED' ? this.facts.nextAt : null;
  }
}
