/** The summary of a backlog (O3): in one pass, and what a list of all its entries says, whatever runs ended since they were seen. */
import fc from 'fast-check';

import { gql } from '../support/api/gql.js';
import { type WorkApi, workApi } from '../support/api/workers.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { BACKGROUND, statementsOf } from '../support/server/statements.js';

const PROJECT = 'backlog';
let server: TestServer;
let client: WorkApi;
beforeAll(async () => {
  server = await startTestServer();
  client = workApi(server);
  await client.command('createProject', { projectId: PROJECT });
  const aging = { normal: { runs: 4, tiers: 6 }, resolvedAfterRuns: 2 };
  expect((await client.command('publishRuleset', { projectId: PROJECT, document: { aging } })).errors).toEqual([]);
});
afterAll(async () => server.close());

const SUMMARY = gql(`query ($projectId: ID!) { backlogSummary(projectId: $projectId) { total open needsCleanup
  topByRuns { issueKey } topByTiers { issueKey } topByOccurrences { issueKey } } }`);
const LIST = gql(`query ($projectId: ID!) { issueBacklog(projectId: $projectId, first: 100) {
  nodes { issueKey status ageInRuns ageInTiers occurrenceCount } } }`);

/** An entry that was seen last in a minute of the past, and the runs that saw it. */
const entry = fc.record({
  seen: fc.integer({ min: 0, max: 60 }),
  runs: fc.integer({ min: 1, max: 6 }),
  tiers: fc.integer({ min: 1, max: 8 }),
  occurrences: fc.integer({ min: 1, max: 9 }),
  resolved: fc.constantFrom(false, false, false, true),
  by: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 4 }),
});
interface Story {
  readonly entries: readonly (typeof entry extends fc.Arbitrary<infer Entry> ? Entry : never)[];
  /** Minutes in which runs of the project succeeded. */
  readonly successes: readonly number[];
}
const story: fc.Arbitrary<Story> = fc.record({
  entries: fc.array(entry, { maxLength: 40 }),
  successes: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }),
});

async function store({ entries, successes }: Story): Promise<void> {
  const minute = (name: string) => `timestamptz '2026-01-01Z' + (${name}) * interval '1 minute'`;
  await server.database.query(
    `delete from backlog_entry where project_id = '${PROJECT}'; delete from successful_run where project_id = '${PROJECT}'`,
  );
  await server.database.query(
    `insert into successful_run (run_id, project_id, ended_at)
     select 'success-' || n - 1, '${PROJECT}', ${minute('m')} from unnest($1::int[]) with ordinality as s (m, n)`,
    [successes],
  );
  await server.database.query(
    `insert into backlog_entry (project_id, issue_key, category, base_severity, occurrence_count, age_in_runs, age_in_tiers, episode,
       first_seen_run_id, first_seen_at, last_seen_run_id, last_seen_at, resolved_at, version)
     select '${PROJECT}', 'key-' || (e ->> 'key'), 'style', 'MINOR', (e ->> 'occurrences')::int, (e ->> 'runs')::int, (e ->> 'tiers')::int, 1,
       'r', ${minute(`(e ->> 'seen')::int`)}, 'r', ${minute(`(e ->> 'seen')::int`)},
       case when (e ->> 'resolved')::boolean then ${minute(`(e ->> 'seen')::int`)} end, 1
     from jsonb_array_elements($1::jsonb) e`,
    [JSON.stringify(entries.map((each, key) => ({ ...each, key })))],
  );
  await server.database.query(
    `insert into issue_sighting (project_id, issue_key, episode, run_id, tier_id, severity, counted, occurrences, first_seen_at, last_seen_at)
     select '${PROJECT}', 'key-' || (s ->> 'key'), 1, 'success-' || (s ->> 'run'), 't', 'MINOR', true, 1, now(), now() from jsonb_array_elements($1::jsonb) s`,
    [JSON.stringify(entries.flatMap(({ by }, key) => by.map((run) => ({ key, run }))))],
  );
}

test('O3: counts and lists are those of the whole list, for entries that runs saw or did not see before they succeeded', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(story, async (each) => {
      await store(each);
      const { backlogSummary } = await server.request(SUMMARY, { projectId: PROJECT });
      const { nodes } = (await server.request(LIST, { projectId: PROJECT })).issueBacklog;
      for (const { status } of nodes) seen.add(status);
      const having = (status: string) => nodes.filter((node) => node.status === status).length;
      const live = nodes.filter(({ status }) => status !== 'RESOLVED');
      type Name = 'ageInRuns' | 'ageInTiers' | 'occurrenceCount';
      const top = (...names: readonly Name[]) =>
        live
          .toSorted((a, b) => {
            const [first] = names.map((name) => b[name] - a[name]).filter((difference) => difference !== 0);
            return first ?? (a.issueKey > b.issueKey ? -1 : 1);
          })
          .slice(0, 10)
          .map(({ issueKey }) => ({ issueKey }));
      expect(backlogSummary).toEqual({
        ...{ total: nodes.length, open: having('OPEN'), needsCleanup: having('NEEDS_CLEANUP') },
        topByRuns: top('ageInRuns', 'occurrenceCount'),
        topByTiers: top('ageInTiers'),
        topByOccurrences: top('occurrenceCount'),
      });
    }),
    { numRuns: 40 },
  );
  expect([...seen].sort()).toEqual(['NEEDS_CLEANUP', 'OPEN', 'RESOLVED']);
}, 60_000);

test('O3: it is one statement, whichever of its lists are asked for', async () => {
  const names = await statementsOf(() => server.request(SUMMARY, { projectId: PROJECT }));
  expect(names.filter((name) => name.startsWith('backlog') && !BACKGROUND.test(name))).toEqual(['backlog_summary']);
});
