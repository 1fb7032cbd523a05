/**
 * `autopack probe promotion`: does a running server bring work to main as it promises (G2 to G5, V2, V3, M1, M2)? The probe makes a small repository
 * among the temporary files, drives a run through red, flaky and green CI, promotes it, and asks git itself after every step. The server must see
 * that folder: it runs on this machine. Folder and run are removed in the end; the project stays, without its repository.
 */
import { access } from 'node:fs/promises';

import { accepted, GraphqlClient } from '../graphql/client.js';
import type { UpdateProjectInput } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { readRun } from '../graphql/run-view.js';
import { publishRuleset } from '../plans/ruleset.js';
import { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { checkFiles } from './probe-files.js';
import { IntegrationProbe, PROMOTION_PLAN, PROMOTION_RULES } from './probe-integration.js';
import { MAIN, ProbeRepository } from './probe-repository.js';
import { askForProject, askForRun, deleteRun, type ProbeOptions, removeRuns, reported, tidied } from './probe-runs.js';
import { PromotionProbe } from './probe-to-main.js';
import { ProbeWorkers } from './probe-workers.js';

const UPDATE = gql(
  'mutation UpdateProject($input: UpdateProjectInput!) { updateProject(input: $input) { errors { ...Refusal } } }',
  REFUSAL,
);

export async function probePromotion(output: Output, options: ProbeOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const checks = new Checks(output);
  const begun: { repository?: ProbeRepository; projectId?: string; runId?: string } = {};

  await tidied(
    checks,
    async (resume) => {
      const repository = (begun.repository = await ProbeRepository.make());
      const projectId = (begun.projectId = await aProject(client, repository));
      resume();
      output.line(`Project ${output.paint('bold', projectId)} on ${client.server.url}, repository ${repository.path}`);
      const runId = (begun.runId = await aRun(client, projectId));
      output.line(`Run ${output.paint('bold', runId)}`);
      const workers = new ProbeWorkers(client, runId, resume);
      const promotion = new PromotionProbe(client, checks, repository, workers, (input) =>
        update(client, { projectId, ...input }),
      );
      const integration = new IntegrationProbe(checks, repository, workers);
      if (!(await integration.started()))
        throw unseen(client, repository, 'It says that the run begins somewhere else.');
      await integration.flaky();
      await promotion.notYet();
      await integration.rolledBack();
      await promotion.toMain();
      const run = await readRun(client, runId);
      if (run) await checkFiles(client, checks, 'the files of the promoted run', run, options.dir);
      await deleteRun(client, checks, runId);
    },
    tidy,
  );
  await checkRemoved();
  return reported(output, checks, { url: client.server.url, runId: begun.runId!, projectId: begun.projectId! });

  async function tidy(): Promise<void> {
    try {
      if (begun.runId !== undefined) await removeRuns(client, [begun.runId]);
      if (begun.projectId !== undefined) await update(client, { projectId: begun.projectId, repositoryPath: null, allowPromotion: false }).catch(() => undefined); // prettier-ignore
    } finally {
      await begun.repository?.remove();
    }
  }

  async function checkRemoved(): Promise<void> {
    const isThere = await access(begun.repository!.path).then(
      () => true,
      () => false,
    );
    checks.equal('the repository is removed', isThere, false);
  }
}

async function aProject(client: GraphqlClient, repository: ProbeRepository): Promise<string> {
  const more = { repositoryPath: repository.path, defaultBranch: MAIN, allowPromotion: true };
  const { projectId, errors } = await askForProject(client, 'promotion', more);
  const [refusal] = errors;
  if (refusal?.path?.includes('repositoryPath')) throw unseen(client, repository, refusal.message);
  accepted({ errors });
  accepted(await publishRuleset(client, { projectId, document: PROMOTION_RULES, expectedVersion: 0 }));
  return projectId;
}

async function aRun(client: GraphqlClient, projectId: string): Promise<string> {
  const { run, errors } = await askForRun(client, { projectId, tiers: PROMOTION_PLAN, maxDurationMinutes: 30 });
  const [refusal] = errors;
  if (refusal?.path?.includes('projectId')) {
    throw new CommandFailed(
      `The server at ${client.server.url} cannot use the probe's repository. ${refusal.message} ${WHERE}`,
    );
  }
  accepted({ errors });
  if (!run) throw new CommandFailed('The server started a run and does not say which.');
  return run.runId;
}

async function update(client: GraphqlClient, input: UpdateProjectInput): Promise<void> {
  accepted((await client.request(UPDATE, { input })).updateProject);
}

const WHERE =
  'It must run on this machine and see the folder of temporary files (TMPDIR); one in a container, or elsewhere, does not.';

const unseen = (client: GraphqlClient, { path }: ProbeRepository, why: string): CommandFailed =>
  new CommandFailed(`The server at ${client.server.url} does not take the probe's repository ${path}. ${why} ${WHERE}`);
