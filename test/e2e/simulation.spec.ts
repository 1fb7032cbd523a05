/** Simulations through the API (X1 to X3): played in threads, bounded, and nothing is written. */
import { REFUSAL } from '../../src/cli/graphql/refusal.js';
import { BUILT_IN_MODEL } from '../../src/domain/foresight/model/built-in-model.js';
import { playTask } from '../../src/domain/foresight/play/play-task.js';
import { runsToPlay } from '../../src/domain/foresight/runs-to-play.js';
import { simulate } from '../../src/domain/foresight/simulation.js';
import { BUDGET_DEFAULTS } from '../../src/domain/model/limits.js';
import { plan } from '../support/api/api.js';
import { gql } from '../support/api/gql.js';
import { workApi } from '../support/api/workers.js';
import { aPlan } from '../support/domain/strategies.js';
import { plannedTiers } from '../support/domain/work-builders.js';
import { startTestServer, type TestServer } from '../support/server/server.js';
import { until } from '../support/waiting.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.close());

const SIMULATE = gql(
  `query ($input: SimulatePlanInput!) { simulatePlan(input: $input) { plays seed odds { state reason probability low high }
    tokens { count p10 p50 p90 p99 max } minutes { p50 p90 } ciRuns { p50 max } phases { phaseId fails tokenShare }
    budgets { scope name share successWithHalf successWithDouble }
    caps { wanted reachable reached caps { scope name present smallest factor } } model modelEvidence errors { ...Refusal } } }`,
  REFUSAL,
);
const RUNS = gql('query { runs(first: 5) { totalCount } }');
const PLAN = '# Tier: One\n\n## Phase: First\n\nDo it.\n\n## Phase: Second\n\nDo it, too.\n';
/** As large as a plan may be. */
const bigPlan = () => [
  {
    tierId: 'T',
    name: 'Tier',
    phases: Array.from({ length: 25 }, (_, i) => ({ phaseId: `p${i}`, name: `Phase ${i}`, allowedPaths: ['src/'] })),
  },
];
/** Plays that would take minutes, over a socket of its own; tried again where others were played just then. */
function simulatesLong(seed: number) {
  const socket = server.socket();
  const input = { tiers: bigPlan(), plays: 10_000, seed };
  const request = { query: SIMULATE.text, variables: { input } };
  const state = { stop: () => undefined as void, close: () => socket.dispose() };
  const begin = () => {
    state.stop = socket.subscribe<{ simulatePlan: { errors: readonly unknown[] } }>(request, {
      next: ({ data }) => void (data && data.simulatePlan.errors.length > 0 && begin()),
      error: () => undefined,
      complete: () => undefined,
    });
  };
  begin();
  return state;
}
const tiers = () =>
  plannedTiers([2]).map(({ tierId, name, phases }) => ({
    tierId,
    name,
    phases: phases.map(({ phaseId, name: phaseName, allowedPaths }) => ({
      phaseId,
      name: phaseName,
      allowedPaths: [...allowedPaths],
    })),
  }));

describe('simulatePlan', () => {
  test('X1: threads give the answer of one thread, number by number, and nothing is written', async () => {
    const before = await server.request(RUNS, {});
    const input = { tiers: tiers(), plays: 60, seed: 3, wantedSuccess: 0.5 };
    const { simulatePlan: found } = await server.request(SIMULATE, { input });
    expect(found.errors).toEqual([]);
    const made = runsToPlay(aPlan(plannedTiers([2])), { ruleset: null, agedIssues: [], server: BUDGET_DEFAULTS });
    if ('faults' in made) throw new Error('no runs');
    const setup = { runs: made.runs, model: BUILT_IN_MODEL, seed: 3 };
    const alone = await simulate(setup, { plays: 60, success: 0.5 }, async (task) => playTask(setup, task));
    expect(found.odds).toEqual(alone.odds);
    expect(found.tokens).toEqual(alone.tokens);
    expect(found.phases).toEqual(alone.phases);
    expect(found.budgets).toEqual(alone.budgets);
    expect([found.caps?.reachable, found.caps?.reached]).toEqual([alone.caps?.reachable, alone.caps?.reached]);
    expect(await server.request(SIMULATE, { input })).toEqual({ simulatePlan: found });
    expect(await server.request(RUNS, {})).toEqual(before);
  });

  test('X1, P6: what is wrong with plan, ruleset or model is said where it is', async () => {
    const refusals = async (input: object) => {
      const { simulatePlan } = await server.request(SIMULATE, { input: input as { plays: number } });
      expect(simulatePlan.plays).toBe(0);
      return simulatePlan.errors.map(({ message }) => message).join(' ');
    };
    expect(await refusals({})).toMatch('Give a plan');
    expect(await refusals({ tiers: tiers(), planMarkdown: PLAN })).toMatch('not both');
    expect(await refusals({ tiers: tiers(), rulesetVersion: 9 })).toMatch('has no ruleset 9');
    expect(await refusals({ tiers: tiers(), projectId: 'nowhere' })).toMatch('nowhere');
    expect(await refusals({ tiers: tiers(), model: { version: 1, default: { flake: 2 } } })).toMatch('default.flake');
    expect(await refusals({ tiers: tiers(), model: { version: 1 }, learned: true })).toMatch('not both');
  });

  test('X2: a model is learned from the past of the project, and says on how little it rests', async () => {
    const { simulatePlan } = await server.request(SIMULATE, { input: { tiers: tiers(), plays: 5, learned: true } });
    expect(simulatePlan.errors).toEqual([]);
    expect(simulatePlan.modelEvidence.join(' ')).toMatch('0 ended phases');
  });

  test('X2: issues that Builders reported are part of what is learned, as shares of their attempts with a patch', async () => {
    const client = workApi(server);
    await client.command('createProject', { projectId: 'reports' });
    const runId = 'reports-run';
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect((await client.startRun({ runId, projectId: 'reports', tiers: plan({ T1: ids }) })).errors).toEqual([]);
    const issue = { category: 'style', severity: 'MINOR', source: 'SELF_DOUBT' } as const;
    for (const [i, id] of ids.entries()) {
      const suggestedIssues = i < 3 ? [{ ...issue, issueKey: `style__${id}` }] : [];
      const { token } = await client.lease('BUILDER', { runId });
      expect((await client.build(token, { suggestedIssues })).errors).toEqual([]);
      await client.ci({ leaseToken: (await client.lease('CI', { runId })).token });
    }
    expect((await client.runOf(runId)).state).toBe('DONE_SUCCESS');
    const input = { projectId: 'reports', tiers: tiers(), plays: 5, learned: true };
    const { simulatePlan } = await server.request(SIMULATE, { input });
    expect(simulatePlan.errors).toEqual([]);
    expect(simulatePlan.model).toMatchObject({ default: { builder: [{ minorIssue: 0.5, majorIssue: 0 }] } });
    expect(simulatePlan.modelEvidence[0]).toMatch('6 Builder attempts, 3 with new issues');
  });

  test('X1: more simulations than may run at once are refused, and the others are answered', async () => {
    const input = { tiers: tiers(), plays: 300 };
    const answers = await Promise.all(
      [1, 2, 3, 4].map((seed) => server.request(SIMULATE, { input: { ...input, seed } })),
    );
    const errors = answers.flatMap(({ simulatePlan }) => simulatePlan.errors.map(({ retryable }) => retryable));
    expect(errors.every(Boolean)).toBe(true);
    expect(errors).toHaveLength(2);
  });

  test.each(['completes it', 'closes its socket'] as const)(
    'X1: a simulation over a WebSocket stops when its client %s, and makes room for another',
    async (how) => {
      const ofTwo = [1, 2].map((seed) => simulatesLong(seed));
      const isFull = async () => {
        const { simulatePlan } = await server.request(SIMULATE, { input: { tiers: tiers(), plays: 1 } });
        return simulatePlan.errors.some(({ retryable }) => retryable);
      };
      await until('both to be played', isFull);
      if (how === 'completes it') ofTwo[0]!.stop();
      else await ofTwo[0]!.close();
      await until('room for another', async () => !(await isFull()));
      for (const { close } of ofTwo) await close();
      await until('nothing to be played', async () => {
        const both = await Promise.all([isFull(), isFull()]);
        return both.every((full) => !full);
      });
    },
  );
});
