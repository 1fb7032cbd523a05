import { aModel, playerOf, runsOf } from '../../../../test/support/foresight/plays.js';
import { spreadOf, wilson } from '../figures/statistics.js';
import { BUILT_IN_MODEL } from '../model/built-in-model.js';
import { type BudgetKey, budgetKey, varied } from '../play/caps.js';
import { playTask, type Setup } from '../play/play-task.js';
import { simulate } from '../simulation.js';

const PLAYS = 100;
const numbers = Array.from({ length: PLAYS }, (_, i) => i);
const setup: Setup = {
  runs: runsOf([4, 4], { requested: { maxDurationMinutes: 45, tokenCap: 900_000 }, phase: { complexity: 'MEDIUM' } }),
  model: BUILT_IN_MODEL,
  seed: 21,
};
const successes = (played: Setup): number =>
  playTask(played, { plays: numbers, variant: null }).filter(({ state }) => state === 'DONE_SUCCESS').length / PLAYS;

describe('X3: what would change it', () => {
  test('X3: half and double of each budget that binds are what playing every play again gives', async () => {
    const { budgets } = await simulate(setup, { plays: PLAYS, success: null }, playerOf(setup));
    expect(budgets.map(({ name }) => name)).toEqual(expect.arrayContaining(['max_duration_minutes', 'token_cap']));
    for (const { scope, name, successWithHalf, successWithDouble } of budgets) {
      const budget: BudgetKey = budgetKey(scope, name);
      const under = (by: 'half' | 'double') => successes({ ...setup, runs: varied(setup.runs, { budget, by }) });
      expect({ name, half: successWithHalf, double: successWithDouble }).toEqual({
        name,
        half: under('half'),
        double: under('double'),
      });
    }
  });

  test('X3: the smallest caps reach what is wanted, and none can be lowered alone', async () => {
    const { caps: advice, success } = await simulate(setup, { plays: PLAYS, success: 0.6 }, playerOf(setup));
    expect(success.probability).toBeLessThan(0.6);
    const caps = advice!.caps!;
    expect(successes({ ...setup, runs: varied(setup.runs, { caps }) })).toBe(advice!.reached);
    expect(advice!.reached).toBeGreaterThanOrEqual(0.6);
    for (const less of [
      { ...caps, tokenCap: caps.tokenCap - 1 },
      { ...caps, maxDurationMinutes: caps.maxDurationMinutes - 1 },
    ]) {
      expect(successes({ ...setup, runs: varied(setup.runs, { caps: less }) })).toBeLessThan(0.6);
    }
  });

  test('X3: what no cap can reach is said', async () => {
    const red = { ...setup, model: aModel({ ci: [{ red: 1 }] }) };
    const { caps } = await simulate(red, { plays: 10, success: 0.5 }, playerOf(red));
    expect(caps).toMatchObject({ wanted: 0.5, reachable: 0, caps: null, reached: null });
  });

  test('X1: intervals and distributions', () => {
    expect(wilson(0, 10)).toEqual({ probability: 0, low: 0, high: expect.closeTo(0.2775, 3) });
    expect(wilson(8, 10)).toEqual({
      probability: 0.8,
      low: expect.closeTo(0.4902, 3),
      high: expect.closeTo(0.9433, 3),
    });
    expect(spreadOf([])).toEqual({ count: 0, p10: null, p50: null, p90: null, p99: null, max: null });
    expect(spreadOf([3, 1, 2])).toEqual({ count: 3, p10: 1, p50: 2, p90: 3, p99: 3, max: 3 });
  });
});
