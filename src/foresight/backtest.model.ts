/** The answers of back-tests, replays and suggestions (X4, X5). */
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import type { RunState } from '../domain/model/run-state.js';
import {
  BACKTEST_OUTCOMES,
  type BacktestOutcome,
  REPLAY_OUTCOMES,
  type ReplayOutcome,
} from '../domain/model/vocabulary.js';
import type { BacktestedRun } from '../domain/replay/back-test.js';
import { ReasonModel } from '../graphql/errors/command-error.model.js';
import { Payload } from '../graphql/payload.js';
import { RunStateEnum } from '../graphql/types/enums.js';
import { graphqlEnum } from '../graphql/types/graphql-enum.js';
import { JSONObject } from '../graphql/types/scalars.js';
import { StrategyDifferenceModel } from '../strategy/preview.model.js';

const BacktestOutcomeEnum = graphqlEnum<BacktestOutcome>(
  'BacktestOutcome',
  'What a ruleset makes of a run that has ended.',
  BACKTEST_OUTCOMES,
  {
    SAME: 'It ends as it did.',
    OTHER_END: 'It ends otherwise.',
    UNKNOWN_FROM_HERE:
      'The policy asks for something that never happened or is not recorded: nothing is known behind it.',
  },
);

const ReplayOutcomeEnum = graphqlEnum<ReplayOutcome>(
  'ReplayOutcome',
  'What the decisions make of the recorded inputs of a run under its own strategy.',
  REPLAY_OUTCOMES,
  {
    SAME: 'They give its own events back.',
    OTHER: 'An event differs.',
    UNKNOWN: 'Something that they need is not recorded.',
  },
);

@ObjectType('BacktestedRun', { description: 'An ended run under another ruleset.' })
export class BacktestedRunModel implements BacktestedRun {
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @Field(() => BacktestOutcomeEnum, { description: 'What the ruleset makes of it.' })
  outcome: BacktestOutcome;
  @Field(() => RunStateEnum, { description: 'How it ended.' })
  before: RunState;
  @Field(() => RunStateEnum, { nullable: true, description: 'How it ends under the ruleset; null: not known.' })
  after: RunState | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The first event of the command that would have been another one; null: none.',
  })
  atSeq: number | null;
  @Field(() => ReasonModel, {
    nullable: true,
    description: 'Why it ends otherwise, or what is not known; null: it ends as it did.',
  })
  reason: ReasonModel | null;
}

@ObjectType('Backtest', {
  description:
    'What a ruleset would have made of ended runs: what was recorded of each, decided again. Workers do what they did; where the ruleset asks for anything else, the answer says so.',
})
export class BacktestModel extends Payload {
  @Field(() => [BacktestedRunModel], { description: 'The newest first, or in the order in which they were named.' })
  runs: BacktestedRunModel[];
  @Field(() => Int, { description: 'Runs that end as they did.' })
  same: number;
  @Field(() => Int, { description: 'Runs that end otherwise.' })
  otherEnd: number;
  @Field(() => Int, { description: 'Runs of which nothing is known from an event on.' })
  unknown: number;
}

@ObjectType('RulesetSuggestion', {
  description: 'The newest ruleset with the caps and attempts that the ended phases suggest. Nothing is published.',
})
export class RulesetSuggestionModel {
  @Field(() => JSONObject, { description: 'The whole document: publish it, or try it out first.' })
  document: object;
  @Field(() => [StrategyDifferenceModel], {
    description: 'What differs from the newest ruleset, by place in the document; empty with too little evidence.',
  })
  differences: StrategyDifferenceModel[];
  @Field(() => [ReasonModel], { description: 'Of each difference, in their order; then why other values stay.' })
  reasons: ReasonModel[];
  @Field(() => BacktestModel, { description: 'The document on the newest ended runs, up to 100.' })
  backtest: BacktestModel;
}

@ObjectType('ReplayedRun', { description: 'An ended run, decided again under its own strategy.' })
export class ReplayedRunModel {
  @Field(() => ID, { description: 'The run.' })
  runId: string;
  @Field(() => ReplayOutcomeEnum, { description: 'Whether its own events came back.' })
  outcome: ReplayOutcome;
  @Field(() => Int, { nullable: true, description: 'The first event that differs; null: none.' })
  atSeq: number | null;
  @Field(() => String, { nullable: true, description: 'In what it differs, or what is not recorded; null: nothing.' })
  difference: string | null;
}

@ObjectType('ReplayedRuns', { description: 'Ended runs, decided again.' })
export class ReplayedRunsModel extends Payload {
  @Field(() => [ReplayedRunModel], { description: 'The newest first.' })
  runs: ReplayedRunModel[];
  @Field(() => String, { nullable: true, description: 'Where the next call goes on; null: there are no more.' })
  endCursor: string | null;
}
