/** What is left of attempts: their texts, proved by hash and size, through the API and on disk (F1, I3); and that no lease token was stored anywhere (W2). */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { GraphqlClient } from '../graphql/client.js';
import { gql } from '../graphql/gql.js';
import type { Checks } from '../shared/checks.js';
import type { ProbeWorkers } from './probe-workers.js';
import type { AttachmentView, WorkRunView } from './work-view.js';

/** Each shows another part of a run; together they are everything that can be read about it. */
const EVERYTHING = [
  gql(`query RowTexts($runId: ID!) { run(runId: $runId) { runId failureReason failure { message reasons { code message } }
    phases { phaseId waitingFor { message } holder { role workerId expiresAt } strategy { reasons { code message } }
      attempts { id workerId notes gate { reasons { code message } } ciTries { summary reasons { code message } } } } } }`),
  gql(
    'query RunTexts($runId: ID!) { run(runId: $runId) { events(after: 0, first: 1000) { id type subject actor cause data } } }',
  ),
  gql(`query FileTexts($runId: ID!) { run(runId: $runId) { fileLayout { files { id path content } } incident { id path content }
    phases { attempts { artefacts { id path content } } } lateResults { id workerId reason { message } artefacts { id path content } } } }`),
  gql(
    'query PlanTexts($runId: ID!) { strategy(runId: $runId) { id document } promotion(runId: $runId) { pullRequestBody } }',
  ),
];

/** Every text of every attempt and late result; one check for what is kept, one for its proof. */
export async function checkAttachments(
  checks: Checks,
  run: WorkRunView,
  runId: string,
  lateResultId: string | null,
  dir: string | undefined,
): Promise<void> {
  const without = run.phases.flatMap(({ phaseId, attempts }) =>
    attempts
      .filter(({ state, role, artefacts }) => state === 'SUBMITTED' && role !== 'CI' && artefacts.length === 0)
      .map(({ number }) => `${phaseId} ${number}`),
  );
  checks.equal('every result of an attempt was kept', without, []);
  if (lateResultId !== null) checks.equal('so was the late one', run.lateResults.some(({ id, artefacts }) => id === lateResultId && artefacts.length > 0), true); // prettier-ignore
  const attachments = [...run.phases.flatMap(({ attempts }) => attempts), ...run.lateResults].flatMap(
    ({ artefacts }) => artefacts,
  );
  const faults: string[] = [];
  for (const body of attachments) {
    faults.push(...faultsOf(body.path, body.content === null ? null : Buffer.from(body.content), body));
    if (dir === undefined) continue;
    const path = join(dir, runId, body.path);
    faults.push(...faultsOf(path, await readFile(path).catch(() => null), body));
  }
  const where = dir === undefined ? '' : ', on disk too';
  if (faults.length > 0)
    checks.fail('the texts of attempts have the size and the hash of their rows', faults.join('; '));
  else checks.ok(`the ${attachments.length} texts of attempts have the size and the hash of their rows${where}`);
}

function faultsOf(name: string, bytes: Buffer | null, { sizeBytes, sha256 }: AttachmentView): string[] {
  if (bytes === null) return [`${name} cannot be read`];
  const found = createHash('sha256').update(bytes).digest('hex');
  return bytes.length === sizeBytes && found === sha256 ? [] : [`${name} has other bytes than its row says`];
}

/** Of the tokens that the probe got, none is in an answer to a query or in a file. */
export async function checkTokensAreHidden(
  client: GraphqlClient,
  checks: Checks,
  { runId, tokens }: ProbeWorkers,
  dir: string | undefined,
): Promise<void> {
  const answers = await Promise.all(
    EVERYTHING.map(async (query) => JSON.stringify(await client.request<unknown, { runId: string }>(query, { runId }))),
  );
  const shows = (text: string): boolean => tokens.some((token) => text.includes(token));
  checks.equal(`no query shows one of the ${new Set(tokens).size} lease tokens`, answers.some(shows), false);
  if (dir === undefined) return;
  const files = await readdir(join(dir, runId), { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const reporting: string[] = [];
  for (const path of paths) if (shows(await readFile(path, 'utf8'))) reporting.push(path);
  checks.equal('no file of the run shows one', [paths.length > 0, reporting], [true, []]);
}
