/** What Prometheus sees. */
import type { PhaseState } from '../support/api/documents.generated.js';
import { gql } from '../support/api/gql.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const MOVE = gql('mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { errors { code } } }');
const START = gql('mutation ($input: StartRunInput!) { startRun(input: $input) { errors { code } } }');

describe('metrics', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(async () => server.close());

  const counted = async (outcome: string) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const line = new RegExp(`^autopack_commands_total\\{.*command="updatePhaseStatus".*\\} (\\d+)$`, 'gm');
    const found = [...text.matchAll(line)].filter(([whole]) => whole.includes(`outcome="${outcome}"`));
    return found.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  test('E3: accepted and refused commands are counted apart, by the code of the refusal', async () => {
    const tiers = [{ tierId: 'T', name: 'T', phases: [{ phaseId: 'P', name: 'P' }] }];
    await server.request(START, { input: { runId: 'counted', tiers } });
    const move = (runId: string, state: PhaseState) => server.request(MOVE, { input: { runId, phaseId: 'P', state } });
    await move('counted', 'GATE');
    await move('counted', 'EXECUTING');
    await move('counted', 'COMPLETE');
    await move('nowhere', 'EXECUTING');
    expect(await counted('ACCEPTED')).toBe(1);
    expect(await counted('TRANSITION_REFUSED')).toBe(2);
    expect(await counted('NOT_FOUND')).toBe(1);
  });

  test('no label holds the id of a run', async () => {
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toContain('counted');
  });
});
