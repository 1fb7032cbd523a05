/** What is left to look at when the demo's run has ended: what became of its phases, issues, files, the repository, and main or the incident pack. */
import { join } from 'node:path';

import type { GraphqlClient } from '../graphql/client.js';
import { type Output, printable } from '../shared/output.js';
import { type IncidentPack, readIncident } from './demo-incident.js';
import { type IssueLevels, printIssueLevels, readIssueLevels } from './demo-issues.js';
import type { DemoPlace } from './demo-place.js';
import { promote, type PromotionView } from './demo-promotion.js';
import { readRunThen, type RunThen } from './demo-run.js';
import type { Scene } from './demo-scenes.js';
import { printStory } from './demo-story.js';
import { fileTree } from './file-tree.js';
import { lookAtRepository, type RepositoryView } from './sample-repository.js';

export interface Ending {
  readonly run: RunThen;
  readonly levels: IssueLevels;
  readonly repository: RepositoryView & { readonly path: string };
  /** Null: the run did not succeed. */
  readonly promotion: PromotionView | null;
  /** Null: the run did not fail. */
  readonly incident: IncidentPack | null;
  /** Of the run's files. */
  readonly directory: string;
}

export interface EndedRun {
  readonly runId: string;
  readonly projectId: string;
  readonly scene: Scene;
  readonly place: DemoPlace;
  readonly runsRoot: string;
}

const SUCCESS = 'DONE_SUCCESS';

/** Promotes what succeeded, before the repository is looked at. */
export async function readEnding(
  client: GraphqlClient,
  { runId, projectId, scene, place, runsRoot }: EndedRun,
): Promise<Ending> {
  const run = await readRunThen(client, runId);
  const directory = join(runsRoot, runId);
  const succeeded = run.state === SUCCESS;
  const promotion = succeeded && scene.promotes ? await promote(client, runId) : null;
  const incident = succeeded ? null : await readIncident(client, runId, directory);
  const levels = await readIssueLevels(client, runId, projectId);
  const repository = { path: place.repository, ...(await lookAtRepository(place.repository, runId)) };
  return { run, levels, repository, promotion, incident, directory };
}

export function printEnding(output: Output, { run, levels, repository, promotion, incident, directory }: Ending): void {
  const isGood = run.state === SUCCESS;
  output.line();
  printStory(output, run);
  output.line();
  printIssueLevels(output, levels);
  output.line();
  output.line(`${run.runId} has ended: ${output.paint(isGood ? 'green' : 'red', run.state)}. Its files:`);
  for (const line of fileTree(directory, run.fileLayout.files)) output.line(`  ${line}`);
  output.line();
  if (promotion)
    output.line(
      `Promoted to ${promotion.branch} by ${printable(promotion.promotedBy ?? 'nobody')}: ${promotion.commit}`,
    );
  output.line(`git log --oneline --graph, in ${repository.path}`);
  for (const line of repository.log) output.line(`  ${printable(line)}`);
  output.line('Snapshots, as tags:');
  for (const tag of repository.tags) output.line(`  ${output.paint('green', printable(tag))}`);
  output.line();
  if (incident) printIncident(output, incident);
}

function printIncident(output: Output, { path, readme, files }: IncidentPack): void {
  output.line(`The incident pack has ${files.length} files; it begins with ${output.paint('bold', path)}`);
  output.line();
  for (const line of readme.trimEnd().split('\n')) output.line(`  ${printable(line)}`);
  output.line();
}
