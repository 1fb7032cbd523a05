import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { OperationContext } from '../graphql/request/operation-context.js';
import { BacktestRulesetInput, ReplayRunsArgs, SuggestRulesetArgs } from './backtest.inputs.js';
import { BacktestedRunModel, BacktestModel, ReplayedRunsModel, RulesetSuggestionModel } from './backtest.model.js';
import { BacktestService } from './backtest.service.js';
import { ReplayService } from './replay.service.js';
import { SuggestionService } from './suggestion.service.js';

@Resolver(() => BacktestedRunModel)
export class BacktestResolver {
  constructor(
    private readonly backtests: BacktestService,
    private readonly suggestions: SuggestionService,
    private readonly replays: ReplayService,
  ) {}

  @Query(() => BacktestModel, {
    description:
      'Plays ended runs of a project under another ruleset: which would have ended otherwise, from where on that is not known, and why. Nothing is stored.',
  })
  backtestRuleset(
    @Args('input', { description: 'The ruleset and the runs.' }) input: BacktestRulesetInput,
    @Context() context: OperationContext,
  ): Promise<BacktestModel> {
    return this.backtests.backtest(input, context.abandoned);
  }

  @Query(() => RulesetSuggestionModel, {
    nullable: true,
    description:
      'The newest ruleset of a project with the caps and attempts that its ended phases suggest, with reasons and its back-test. Null if there is no such project.',
  })
  suggestRuleset(
    @Args() { projectId }: SuggestRulesetArgs,
    @Context() context: OperationContext,
  ): Promise<RulesetSuggestionModel | null> {
    return this.suggestions.suggest(projectId, context.abandoned);
  }

  @Query(() => ReplayedRunsModel, {
    description:
      'Decides ended runs again under the strategies that they were frozen with: each must give its own events back. A bounded number per call: go on with endCursor until it is null.',
  })
  replayRuns(@Args() args: ReplayRunsArgs, @Context() context: OperationContext): Promise<ReplayedRunsModel> {
    return this.replays.replay(args, context.abandoned);
  }
}
