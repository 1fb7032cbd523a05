import { phaseRules } from '../../../test/support/domain/work-builders.js';
import { endsOf, everyPlay } from '../../../test/support/foresight/exhaustive.js';
import { aModel, playerOf, runsOf } from '../../../test/support/foresight/plays.js';
import type { NewRun } from '../decisions/start/start-run.js';
import { BUILT_IN_MODEL } from './model/built-in-model.js';
import type { ProfilePart } from './model/worker-model.js';
import { playTask, type Setup } from './play/play-task.js';
import { simulate, type SimulationAnswer } from './simulation.js';

const simulated = (setup: Setup, plays = 400): Promise<SimulationAnswer> =>
  simulate(setup, { plays, success: null }, playerOf(setup));

const oddsOf = ({ odds }: SimulationAnswer): Map<string, number> =>
  new Map(odds.map(({ state, reason, probability }) => [`${state} ${reason ?? ''}`, probability]));

describe('X1: simulation', () => {
  test('X1: a plan in which nothing goes wrong always succeeds, and uses what the model says', async () => {
    const setup = { runs: runsOf([2, 1]), model: aModel(), seed: 7 };
    const answer = await simulated(setup, 20);
    expect(answer.odds).toEqual([
      { state: 'DONE_SUCCESS', reason: null, probability: 1, low: expect.closeTo(0.839, 2), high: 1 },
    ]);
    expect(answer.tokens).toEqual({ count: 20, p10: 3_000, p50: 3_000, p90: 3_000, p99: 3_000, max: 3_000 });
    expect([answer.minutes.p50, answer.ciRuns.p50]).toEqual([6, 3]);
    expect(answer.phases.map(({ fails }) => fails)).toEqual([0, 0, 0]);
    expect(answer.budgets).toEqual([]);
  });

  test('X1: odds by hand: two attempts, an audit that escalates', async () => {
    const rules = phaseRules({ maxBuilderAttempts: 2, maxAuditorAttempts: 1 });
    const model = aModel({ ci: [{ red: 0.4 }, { red: 0.5 }], audit: { unfit: { escalate: 1 } } });
    const ends = endsOf(everyPlay(runsOf([1], { rules }), model));
    expect(ends.get('DONE_SUCCESS ')).toBeCloseTo(1 - 0.4 * 0.5, 12);
    expect(ends.get('DONE_FAILED_REQUIRES_HUMAN_REVIEW escalated')).toBeCloseTo(0.4 * 0.5, 12);
    expect(ends.size).toBe(2);
  });

  const CASES: readonly [string, readonly number[], ProfilePart, number][] = [
    [
      'red and repeats',
      [1],
      { ci: [{ red: 0.5 }], repeats: { failure: 0.5, patch: 0.2 }, audit: { unfit: { escalate: 0.3 } } },
      2,
    ],
    [
      'gate and policy',
      [1],
      { builder: [{ failed: 0.1, rejected: { patch_does_not_apply: 0.2, path_protected: 0.2 } }] },
      2,
    ],
    [
      'audits',
      [1],
      { builder: [{ needsReview: 0.5 }], audit: { fit: { revise: 0.3, escalate: 0.2, replace: 0.2 } } },
      2,
    ],
    ['lost workers and environment', [1], { builder: [{ lost: 0.2, environment: 0.3, released: 0.1 }] }, 2],
    ['two phases', [2], { ci: [{ red: 0.3, missing: 0.1 }], audit: { unfit: { escalate: 1 } } }, 2],
    ['CI that cannot run', [1], { ciEnvironment: 0.4 }, 2],
    ['flakes', [1], { flake: 0.3, audit: { unfit: { escalate: 1 } } }, 1],
  ];
  test.each(CASES)(
    'X1: %s: the odds of plays are those of an exhaustive computation',
    async (_, sizes, part, attempts) => {
      const rules = phaseRules({ maxBuilderAttempts: attempts, maxAuditorAttempts: 1 });
      const runs = runsOf(sizes, { rules });
      const model = aModel(part);
      const every = everyPlay(runs, model);
      expect(every.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
      const exact = endsOf(every);
      const plays = 400;
      const found = oddsOf(await simulated({ runs, model, seed: 11 }, plays));
      for (const key of found.keys()) expect(exact.has(key)).toBe(true);
      for (const [key, probability] of exact) {
        // Four standard deviations: with a fixed seed this is no matter of luck, it holds or it does not.
        const most = 4 * Math.sqrt((probability * (1 - probability)) / plays) + 1e-9;
        expect({ key, off: Math.abs((found.get(key) ?? 0) - probability) <= most }).toEqual({ key, off: true });
      }
    },
  );

  test('X1: the same input and seed give the same bytes, whatever the parts in which it is played; another seed does not', async () => {
    const runs: readonly NewRun[] = runsOf([3, 2]);
    const setup = { runs, model: BUILT_IN_MODEL, seed: 5 };
    const inParts = simulate(setup, { plays: 60, success: 0.5 }, async ({ plays, variant }) => {
      const odd = playTask(structuredClone(setup), { plays: plays.filter((play) => play % 2 === 1), variant });
      const even = playTask(structuredClone(setup), { plays: plays.filter((play) => play % 2 === 0), variant });
      return plays.map((play) => (play % 2 === 1 ? odd : even).shift()!);
    });
    const bytes = JSON.stringify(await simulate(setup, { plays: 60, success: 0.5 }, playerOf(setup)));
    expect(JSON.stringify(await inParts)).toBe(bytes);
    const other = { ...setup, seed: 6 };
    expect(JSON.stringify(await simulate(other, { plays: 60, success: 0.5 }, playerOf(other)))).not.toBe(bytes);
  });

  test('X1: workers that fall silent cost the time until their leases run out', async () => {
    const runs = runsOf([1], { rules: phaseRules({ maxBuilderAttempts: 2, maxAuditorAttempts: 0 }) });
    const lost = await simulated({ runs, model: aModel({ builder: [{ lost: 1 }, {}] }), seed: 1 }, 5);
    const good = await simulated({ runs, model: aModel(), seed: 1 }, 5);
    expect(lost.success.probability).toBe(1);
    expect(lost.minutes.p50!).toBeGreaterThan(good.minutes.p50! + 1);
  });

  test('X1: nothing that it is given changes', async () => {
    const setup = { runs: runsOf([2]), model: BUILT_IN_MODEL, seed: 1 };
    const before = structuredClone(setup);
    await simulated(setup, 20);
    expect(setup).toEqual(before);
  });

  test('X1: linked runs are played one after the other; the plan fails with the first that fails', async () => {
    const runs = runsOf([2, 2], { rules: { defaults: { run: { maxPhases: 2 } } } });
    expect(runs).toHaveLength(2);
    const good = await simulated({ runs, model: aModel(), seed: 1 }, 10);
    expect([good.success.probability, good.tokens.p50]).toEqual([1, 4_000]);
    const bad = await simulated({ runs, model: aModel({ ci: [{ red: 1 }] }), seed: 1 }, 10);
    expect(bad.success.probability).toBe(0);
    expect(bad.phases.map(({ fails }) => fails)).toEqual([1, 0, 0, 0]);
  });

  test('X1, V6: a red base commit ends the plan before a token is spent', async () => {
    const step = { name: 'test', argv: ['true'] };
    const rules = { ci: { baseline: 'REQUIRED' as const, profiles: { normal: [step], strict: [step] } } };
    const answer = await simulated(
      { runs: runsOf([1], { rules }), model: aModel({}, { base: { red: 1 } }), seed: 1 },
      5,
    );
    expect(answer.odds).toMatchObject([{ state: 'DONE_FAILED_ENVIRONMENT', reason: 'base_red', probability: 1 }]);
    expect(answer.tokens.max).toBe(0);
  });
});
