/** The incident pack of a run that failed (C4): its README is the first document for a reader who does not know the run. */
import { join } from 'node:path';

import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import { CommandFailed } from '../shared/exit-codes.js';

export interface IncidentPack {
  /** The README on the disk. */
  readonly path: string;
  readonly readme: string;
  /** Relative to the run's directory. */
  readonly files: readonly string[];
}

const INCIDENT = gql('query Incident($runId: ID!) { run(runId: $runId) { incident { path kind content } } }');
const README = 'incident_index';

export async function readIncident(client: GraphqlClient, runId: string, directory: string): Promise<IncidentPack> {
  const { run } = await client.request(INCIDENT, { runId });
  const files = run?.incident ?? [];
  const index = files.find(({ kind }) => kind === README);
  if (!index?.content) throw new CommandFailed(`The run ${runId} failed and has no incident pack.`);
  return { path: join(directory, index.path), readme: index.content, files: files.map(({ path }) => path) };
}
