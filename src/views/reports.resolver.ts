/** `runCounts` and `budgetReport`: numbers over all runs (O1, O4). */
import { Args, Query, Resolver } from '@nestjs/graphql';

import { RUN_STATES } from '../domain/model/run-state.js';
import { budgetReport } from '../domain/rules/calibration/budget-report.js';
import { BudgetReportModel, StateCountModel } from './reports.model.js';
import { TallyRepository } from './tally.repository.js';
import { BudgetReportArgs, RunCountsArgs } from './view.inputs.js';

@Resolver()
export class ReportsResolver {
  constructor(private readonly tally: TallyRepository) {}

  @Query(() => [StateCountModel], { description: 'Runs by state, and by project; states without a run are left out.' })
  async runCounts(@Args() { projectId }: RunCountsArgs): Promise<StateCountModel[]> {
    const rows = await this.tally.counts(projectId ?? null);
    return RUN_STATES.map((state) => {
      const projects = rows.filter((row) => row.state === state);
      return { state, count: projects.reduce((total, { count }) => total + count, 0), projects };
    }).filter(({ count }) => count > 0);
  }

  @Query(() => BudgetReportModel, {
    description: 'How the budgets of ended runs held: which ended runs, what spent most, whether audits helped.',
  })
  async budgetReport(@Args() { projectId, since }: BudgetReportArgs): Promise<BudgetReportModel> {
    return budgetReport(await this.tally.report(projectId ?? null, since ?? null));
  }
}
