/**
 * `autopack probe work`: does a running server lease work and judge results as it promises (W1 to W10, B1 to B3)? In a project and runs of its
 * own, without a repository, the probe is Builder, Auditor and CI: it claims, sends heartbeats, gives back, submits too late, twice and otherwise, has
 * results refused, audited and approved, and lets a run use up its tokens. Then it compares what was kept with what it had sent.
 */
import { GraphqlClient } from '../graphql/client.js';
import { readRun } from '../graphql/run-view.js';
import { publishRuleset } from '../plans/ruleset.js';
import { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { probeBudget } from './probe-budget.js';
import { checkFiles } from './probe-files.js';
import { LeaseProbe } from './probe-leases.js';
import { checkAttachments, checkTokensAreHidden } from './probe-records.js';
import { probeResults } from './probe-results.js';
import {
  createProject,
  deleteRun,
  endLiveRuns,
  type ProbeOptions,
  reported,
  type Resume,
  startRun,
  tidied,
} from './probe-runs.js';
import { ProbeWorkers } from './probe-workers.js';
import { RULES_WITHOUT_PAUSES, SMALL_TOKEN_CAP, WORK_PLAN } from './work-plan.js';

export async function probeWork(output: Output, options: ProbeOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const checks = new Checks(output);
  const projectId = await createProject(client, 'work');
  output.line(`Project ${output.paint('bold', projectId)} on ${client.server.url}`);
  const runIds: string[] = [];
  const aRun = async (resume: Resume, more: object = {}): Promise<ProbeWorkers> => {
    resume();
    const runId = await startRun(client, { projectId, tiers: WORK_PLAN, maxDurationMinutes: 30, ...more });
    runIds.push(runId);
    output.line(`Run ${output.paint('bold', runId)}`);
    return new ProbeWorkers(client, runId, resume);
  };
  const tidy = (): Promise<void> => endLiveRuns(client, runIds);

  await tidied(
    checks,
    async (resume) => {
      const { errors } = await publishRuleset(client, {
        projectId,
        document: RULES_WITHOUT_PAUSES,
        expectedVersion: 0,
      });
      if (errors.length > 0) throw new CommandFailed(errors.map((error) => error.message).join('\n'));
      const workers = await aRun(resume);
      const late = await new LeaseProbe(checks, workers, projectId).drive();
      await probeResults(checks, workers);
      await kept(workers, late);
      const spender = await aRun(resume, { tokenCap: SMALL_TOKEN_CAP });
      await probeBudget(checks, spender);
      await kept(spender, null);
    },
    tidy,
  );
  if (options.delete) for (const runId of runIds) await deleteRun(client, checks, runId);
  return reported(output, checks, { url: client.server.url, runId: runIds[0]!, projectId, runIds });

  /** The rows, files and disk content of a run that has ended. */
  async function kept(workers: ProbeWorkers, late: string | null): Promise<void> {
    const run = await readRun(client, workers.runId);
    if (!run) throw new CommandFailed(`The run ${workers.runId} is gone while it is probed.`);
    await checkFiles(client, checks, 'the files of the ended run', run, options.dir);
    await checkAttachments(checks, await workers.look(), workers.runId, late, options.dir);
    await checkTokensAreHidden(client, checks, workers, options.dir);
  }
}
