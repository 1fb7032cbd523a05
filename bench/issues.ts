/** Issues: what recording them costs, and whether a large backlog makes it dearer. */
import type pg from 'pg';

import type { Bench } from './bench.js';
import { plan, type Send, START } from './graphql.js';
import { inTurn } from './measure.js';

const RECORD = 'mutation Record($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { issueKey } } }';
const CREATE =
  'mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { projectId } } }';

/** Recording with an empty and with a large backlog, in turn. */
export async function measureIssues({ send, client, sizes, report }: Bench): Promise<void> {
  const projects = { empty: 'bench-empty', full: 'bench-full' };
  for (const projectId of Object.values(projects)) await send(CREATE, { input: { projectId } });
  await storeBacklog(client, projects.full, sizes.backlogEntries);
  await client.query('checkpoint');
  for (const issues of [1, 100]) {
    await timeRecording(send, projects, issues, 8);
    const { empty, full } = await timeRecording(send, projects, issues, sizes.moves);
    report.raw[`record${issues}Ms`] = empty;
    report.raw[`record${issues}FullBacklogMs`] = full;
    report.ratio(
      `recordIssues with ${issues}, backlog of ${sizes.backlogEntries.toLocaleString('en')} : empty`,
      full,
      empty,
      1.2,
    );
  }
}

interface RecordingTimes {
  /** Milliseconds of one call, median, in a project with an empty backlog and in one with a full one, in turn. */
  readonly empty: number;
  readonly full: number;
}

/** A backlog of so many entries, each seen in one run; every hundredth is old enough to need cleanup. */
async function storeBacklog(client: pg.Client, projectId: string, entries: number): Promise<void> {
  const keys = `select 'stored__' || lpad(n::text, 7, '0') as key, 1 + (n % 100 = 0)::int * 4 as age from generate_series(1, ${entries}) n`;
  await client.query(
    `insert into backlog_entry (project_id, issue_key, category, base_severity, occurrence_count, age_in_runs, age_in_tiers, episode,
      first_seen_run_id, first_seen_at, last_seen_run_id, last_seen_at, version)
    select $1, key, 'style', 'MINOR', age, age, age, 1, 'stored', now(), 'stored', now(), 1 from (${keys}) s`,
    [projectId],
  );
  await client.query(
    `insert into issue_sighting (project_id, issue_key, episode, run_id, tier_id, severity, counted, occurrences, first_seen_at, last_seen_at)
    select $1, key, 1, 'stored-' || i, 'T0', 'MINOR', true, 1, now(), now() from (${keys}) s, generate_series(1, age) i`,
    [projectId],
  );
  for (const table of ['backlog_entry', 'issue_sighting']) await client.query(`analyze ${table}`);
}

/** Calls with so many issues each, new keys every time, in two projects in turn. A run takes a few calls, then a new one follows. */
async function timeRecording(
  send: Send,
  projects: { empty: string; full: string },
  issues: number,
  calls: number,
): Promise<RecordingTimes> {
  const [empty, full] = [recorder(send, projects.empty, issues), recorder(send, projects.full, issues)];
  const { a, b } = await inTurn(
    calls,
    () => empty.next(),
    () => full.next(),
  );
  return { empty: a, full: b };
}

/** An endless sequence of calls; half of the keys were seen before, in an earlier run or in this one. */
export async function* recorder(send: Send, projectId: string, issues: number): AsyncGenerator<void> {
  for (let made = 0; ;) {
    const { startRun } = await send<{ startRun: { run: { runId: string } } }>(START, {
      input: { projectId, tiers: plan(5, 25) },
    });
    const { runId } = startRun.run;
    for (let call = 0; call < 8; call += 1, made += 1) {
      const keyOf = (i: number) => (i % 2 === 0 ? `again__${i}` : `new__${made}_${i}`);
      const reports = Array.from({ length: issues }, (_, i) => ({
        ...{
          issueKey: keyOf(i),
          category: 'style',
          severity: 'MAJOR',
          source: 'TEST',
          description: 'A line is longer than it should be.',
        },
        evidenceRefs: [`src/file-${i}.ts:${made}`],
      }));
      await send(RECORD, { input: { runId, phaseId: `F${call % 5}.0`, issues: reports } });
      yield;
    }
  }
}
