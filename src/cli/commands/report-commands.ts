/** Commands that look over many runs: reports, the calibration, and the workers. */
import type { Command } from 'commander';

import { command, type Declaring, group, instant, ofProject, talking, wholeNumber } from './declare.js';

const SINCE = 'only runs that ended at this time or later: 2026-01-31, or 2026-01-31T09:05Z';
const ALL_PROJECTS = 'only this project; default: all';

export function declareReportCommands(autopack: Command, declaring: Declaring): void {
  const report = group(autopack, 'report', 'Look over many runs: counts, tiers, backlog, budgets, calibration.');
  const { execute } = declaring;
  const reports = () => import('../operator/report.js');
  talking(command(report, 'runs', 'Count the runs by state and by project.'))
    .option('--project <id>', ALL_PROJECTS)
    .action((options) => execute(options, async (output) => (await reports()).reportRuns(output, options)));
  talking(command(report, 'tiers', 'Say which tiers of a run are clean, and which keep it from being promoted.'))
    .argument('<runId>', 'the run')
    .action((runId: string, options) =>
      execute(options, async (output) => (await reports()).reportTiers(output, { ...options, runId })),
    );
  talking(
    ofProject(command(report, 'backlog', 'Count the issues that outlive runs, and name the most frequent.')),
  ).action((options) => execute(options, async (output) => (await reports()).reportBacklog(output, options)));
  talking(command(report, 'budgets', 'Say which budgets ended runs, what spent most, and whether audits helped.'))
    .option('--project <id>', ALL_PROJECTS)
    .option('--since <time>', SINCE, instant)
    .action((options) =>
      execute(options, async (output) => (await import('../operator/report-costs.js')).reportBudgets(output, options)),
    );
  declareCalibration(report, 'calibration', declaring);
  declareCalibration(autopack, 'calibrate', declaring);
  talking(command(autopack, 'workers', 'List the workers, and say for each role why nothing can be claimed.'))
    .option('--project <id>', ALL_PROJECTS)
    .action((options) =>
      execute(options, async (output) => (await import('../operator/workers.js')).workers(output, options)),
    );
}

/** One command under two names. */
function declareCalibration(parent: Command, name: string, { execute }: Declaring): void {
  talking(ofProject(command(parent, name, 'Say what phases of each kind used, and which caps follow from it.')))
    .option('--since <time>', SINCE, instant)
    .option('--last <n>', 'only the newest so many ended runs', wholeNumber)
    .action((options) =>
      execute(options, async (output) =>
        (await import('../operator/report-costs.js')).reportCalibration(output, options),
      ),
    );
}
