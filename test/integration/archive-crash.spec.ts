/** kill -9 of the server amid the archiving of a run: the run is in the database, in its archive or in both, and the next pass finishes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readArchive } from '../../src/artefacts/archive-file.js';
import { gql } from '../support/api/gql.js';
import type { TestClient } from '../support/graphql-client.js';
import { CrashHarness } from '../support/server/crash-harness.js';
import { waitForFiles } from '../support/server/files.js';
import { until, within } from '../support/waiting.js';

const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');
const CANCEL = gql('mutation ($input: CancelRunInput!) { cancelRun(input: $input) { errors { code } } }');
const ARCHIVE = gql(
  'mutation ($input: ArchiveRunsInput!) { archiveRuns(input: $input) { runs { runId outcome } errors { code } } }',
);

let harness: CrashHarness;
let client: TestClient;
beforeAll(async () => {
  harness = await CrashHarness.open();
  client = await harness.start();
}, 60_000);
afterAll(() => harness?.close());

const rowsOf = async (runId: string) =>
  (await harness.database.query('select 1 from run where run_id = $1', [runId])).length;

/** Where the server is killed; whether the row is there then, and a whole archive. */
test.each([
  ['archive: temporary file written', 1, false],
  ['archive: renamed', 1, true],
  ['archive: verified', 1, true],
  ['before delete_run', 1, true],
  ['after delete_run', 0, true],
  ['before the files are removed', 0, true],
  ['after the files are removed', 0, true],
])(
  'O10: killed at "%s", a run is in the database, in its archive or in both, and the next pass finishes',
  async (name, rows, archived) => {
    const runId = `killed-${name.replaceAll(/[^a-z]+/g, '-')}`;
    const tiers = [{ tierId: 't', name: 'T', phases: [{ phaseId: 'a', name: 'A' }] }];
    expect((await client.request(START, { input: { runId, tiers } })).startRun.errors).toEqual([]);
    expect((await client.request(CANCEL, { input: { runId, reason: 'enough' } })).cancelRun.errors).toEqual([]);
    await waitForFiles(harness, runId);
    const folder = join(harness.runsRoot, '_archive/default');
    const file = join(folder, `${runId}.tar.gz`);

    await harness.count({ name, nth: 1 });
    const killed = harness.gone();
    // The files may be removed behind the answer.
    await client.request(ARCHIVE, { input: { runIds: [runId] } }).catch(() => undefined);
    expect((await within('the server to die', killed))[1]).toBe('SIGKILL');
    expect([await rowsOf(runId), existsSync(file)]).toEqual([rows, archived]);
    if (archived) expect(await readArchive(file)).toMatchObject({ runId, state: 'DONE_FAILED_CANCELLED' });
    else expect(readdirSync(folder).some((entry) => entry.endsWith('.tmp'))).toBe(true);

    client = await harness.start();
    const { runs, errors } = (await client.request(ARCHIVE, { input: { runIds: [runId] } })).archiveRuns;
    expect(errors).toEqual([]);
    expect(runs).toMatchObject(rows === 0 ? [] : [{ runId, outcome: 'ARCHIVED' }]);
    expect(await rowsOf(runId)).toBe(0);
    expect(await readArchive(file)).toMatchObject({ runId });
    await until('the files of the run to be removed', () => !existsSync(join(harness.runsRoot, runId)));
  },
);
