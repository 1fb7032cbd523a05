/** `autopack workers`: the workers that were seen, and for each role that can claim nothing why that is so (O6). */
import { gql } from '../graphql/gql.js';
import { EXIT } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { clientOf, fitted, present, timeOf } from './present.js';

export interface WorkersOptions extends ServerOptions {
  /** Left out: all projects. */
  readonly project?: string;
}

const WORKERS = gql(`query OperatorWorkers($projectId: ID) {
  workers(projectId: $projectId) { workerId role lastSeenAt waiting projectIds holds { runId phaseId } }
  idleReasons(projectId: $projectId) { role projectId reason { code message source changesAt } } }`);

export async function workers(output: Output, { project: projectId, ...options }: WorkersOptions): Promise<number> {
  const answer = await clientOf(options).request(WORKERS, { projectId });
  const rows = answer.workers.map(({ workerId, role, lastSeenAt, waiting, projectIds, holds }) => [
    workerId,
    role,
    timeOf(lastSeenAt),
    holds === null
      ? `${waiting ? 'waits for work' : 'has asked for work'}${projectIds == null ? '' : ` of ${projectIds.join(', ')}`}`
      : `${holds.phaseId} of ${holds.runId}`,
  ]);
  const table = rows.length === 0 ? [] : fitted(output, ['WORKER', 'ROLE', 'SEEN', 'AT WORK'], rows, [3, 0]);
  // What holds for each project need not be said of all of them together.
  const ofProjects = answer.idleReasons.filter((each) => each.projectId !== null);
  const idle = (ofProjects.length > 0 ? ofProjects : answer.idleReasons).flatMap(({ role, projectId: of, reason }) => {
    const where = of === null ? '' : ` of ${of}`;
    const until = reason.changesAt == null ? '' : `, until ${timeOf(reason.changesAt)} (UTC)`;
    const sentence = printable(`${role}${where}: ${reason.message} (${reason.code}${until})`);
    return foldedLines(sentence, output.columns - 2).map((line) => `  ${line}`);
  });
  const why = idle.length === 0 ? [] : ['', output.paint('bold', 'Why nothing can be claimed'), ...idle];
  const count = output.paint('dim', rows.length === 1 ? '1 worker' : `${rows.length} workers`);
  present(output, answer, [...table, count, ...why], ['autopack run list --live']);
  return EXIT.ok;
}
