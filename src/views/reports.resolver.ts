/** `runCounts` and `budgetReport`: numbers over all runs (O1, O4). */
import { Args, Context, Query, Resolver } from '@nestjs/graphql';

import { ofEach } from '../common/of-each.js';
import { RUN_STATES } from '../domain/model/run-state.js';
import { budgetReport, summed } from '../domain/rules/calibration/budget-report.js';
import { OperationContext } from '../graphql/request/operation-context.js';
import { BudgetReportModel, StateCountModel } from './reports.model.js';
import { TallyRepository } from './tally.repository.js';
import { BudgetReportArgs, RunCountsArgs } from './view.inputs.js';

@Resolver()
export class ReportsResolver {
  constructor(private readonly tally: TallyRepository) {}

  @Query(() => [StateCountModel], { description: 'Runs by state, and by project; states without a run are left out.' })
  async runCounts(
    @Args() { projectId }: RunCountsArgs,
    @Context() context: OperationContext,
  ): Promise<StateCountModel[]> {
    const rows = await ofEach(context.projectsOf(projectId), (each) => this.tally.counts(each));
    return RUN_STATES.map((state) => {
      const projects = rows.filter((row) => row.state === state);
      return { state, count: projects.reduce((total, { count }) => total + count, 0), projects };
    }).filter(({ count }) => count > 0);
  }

  @Query(() => BudgetReportModel, {
    description: 'How the budgets of ended runs held: which ended runs, what spent most, whether audits helped.',
  })
  async budgetReport(
    @Args() { projectId, since }: BudgetReportArgs,
    @Context() context: OperationContext,
  ): Promise<BudgetReportModel> {
    const rows = await ofEach(context.projectsOf(projectId), (each) => this.tally.report(each, since ?? null));
    return budgetReport(summed(rows));
  }
}
