import { aModel, runsOf } from '../../../../test/support/foresight/plays.js';
import { wilson } from '../figures/statistics.js';
import { seededChoices } from '../play/choices.js';
import { playPlan } from '../play/play-plan.js';
import type { VirtualRun } from '../play/virtual-run.js';
import { learnModel } from './learn-model.js';
import type { PastPhase } from './past-phase.js';
import { readWorkerModel, readWorkerModelText } from './read-worker-model.js';
import type { WorkerModel } from './worker-model.js';

/** The rows of a played run as the repository reads those of a real one. */
const pastOf = (run: VirtualRun): PastPhase[] =>
  run.phases
    .filter(({ state }) => state === 'COMPLETE' || state === 'FAILED')
    .map(({ phaseId, taskCategory, complexity }) => ({
      taskCategory,
      complexity,
      attempts: run.attempts
        .filter((one) => one.phaseId === phaseId)
        .sort((a, b) => a.number - b.number)
        .map(({ gate, startedAt, endedAt, ...one }) => ({
          ...one,
          gate: gate?.verdict ?? null,
          gateCodes: gate?.reasons.map(({ code }) => code) ?? [],
          minutes: endedAt === null ? null : (endedAt.getTime() - startedAt.getTime()) / 60_000,
          newIssues: run.issues
            .filter((issue) => one.role === 'BUILDER' && issue.phaseId === phaseId && endedAt !== null)
            .filter(({ firstSeenAt }) => firstSeenAt > startedAt && firstSeenAt <= endedAt!)
            .map(({ severity }) => severity),
        })),
      tries: run.tries
        .filter((one) => one.phaseId === phaseId)
        .map(({ attempt, verdict, ciAttempt, judged }) => ({
          attempt,
          verdict,
          ran: ciAttempt !== null,
          failed: judged?.failed.map(({ testId }) => testId) ?? [],
        })),
    }));

function played(model: WorkerModel, runs: number): PastPhase[] {
  const past: PastPhase[] = [];
  const plan = runsOf([4], { requested: { maxDurationMinutes: 1_000 } });
  for (let play = 0; play < runs; play += 1)
    playPlan(plan, model, seededChoices(99, play), (run) => past.push(...pastOf(run)));
  return past;
}

describe('X2: the worker model', () => {
  test('X2: a model learned from 500 simulated runs gives the model back within its intervals', () => {
    const model = aModel({
      builder: [
        {
          failed: 0.05,
          needsReview: 0.1,
          lost: 0.04,
          released: 0.03,
          environment: 0.04,
          rejected: { patch_does_not_apply: 0.08 },
          minorIssue: 0.06,
          majorIssue: 0.03,
        },
      ],
      ci: [{ red: 0.25, missing: 0.02 }, { red: 0.4 }],
      flake: 0.08,
      ciEnvironment: 0.03,
      audit: { fit: { revise: 0.3, escalate: 0.05, replace: 0.1 }, unfit: { escalate: 0.2, replace: 0.2 } },
      repeats: { failure: 0.3 },
      tokens: { p50: 2_000, p90: 6_000 },
      minutes: { p50: 2, p90: 5 },
    });
    const past = played(model, 500);
    const { model: learned, evidence } = learnModel(past);
    const part = learned.default!;
    expect(part.phases).toBe(past.length);
    expect(evidence[0]).toMatch(`all phases: ${past.length} phases`);
    const attempts = past.flatMap((phase) => phase.attempts).filter(({ role }) => role === 'BUILDER').length;
    // 99.9 %: one seed, and many numbers at once.
    const near = (found: number | undefined, odds: number, cases: number) => {
      const { low, high } = wilson(Math.round((found ?? 0) * cases), cases, 3.29);
      expect({ found, odds, holds: low <= odds && odds <= high }).toEqual({ found, odds, holds: true });
    };
    const [first] = part.builder!;
    near(first!.failed, 0.05, past.length);
    near(first!.needsReview, 0.1, past.length);
    near(first!.lost, 0.04, past.length);
    near(first!.released, 0.03, past.length);
    near(first!.environment, 0.04, past.length);
    near(first!.rejected!.patch_does_not_apply, 0.08, past.length);
    near(first!.minorIssue, 0.06, past.length * 0.8);
    near(first!.majorIssue, 0.03, past.length * 0.8);
    near(part.ci![0]!.red, 0.25, past.length * 0.7);
    near(part.ci![0]!.missing, 0.02, past.length * 0.7);
    near(part.ci![1]!.red, 0.4, (attempts - past.length) * 0.6);
    near(part.flake, 0.08, past.length);
    near(part.ciEnvironment, 0.03, past.length);
    const audits = past.flatMap((phase) => phase.attempts).filter(({ auditVerdict }) => auditVerdict !== null).length;
    near(part.audit!.fit!.revise, 0.3, audits / 3);
    near(part.audit!.unfit!.escalate, 0.2, audits / 3);
    near(part.repeats!.failure, 0.3, 60);
    expect(part.tokens!.p50).toBeGreaterThan(1_850);
    expect(part.tokens!.p50).toBeLessThan(2_150);
    expect(part.tokens!.p90).toBeGreaterThan(5_300);
    expect(part.tokens!.p90).toBeLessThan(6_700);
    expect(part.minutes!.p50).toBeGreaterThan(1.85);
    expect(part.minutes!.p50).toBeLessThan(2.15);
    expect(readWorkerModel(learned)).toHaveProperty('model');
  });

  test('X2: too few phases teach nothing, and it says so', () => {
    const { model, evidence } = learnModel(played(aModel(), 1));
    expect([model.default, model.categories]).toEqual([undefined, {}]);
    expect(evidence[0]).toMatch('4 ended phases');
  });

  test('X2: a document is read, and what is wrong with it is said with its line', () => {
    expect(readWorkerModelText('version: 1\ndefault:\n  flake: 0.1\n')).toEqual({
      model: { version: 1, default: { flake: 0.1 } },
    });
    const messages = (text: string) => {
      const read = readWorkerModelText(text);
      return 'faults' in read ? read.faults.map(({ line, message }) => `${line}: ${message}`) : [];
    };
    expect(messages('version: 1\ndefault:\n  flaek: 0.1\n')).toEqual(['3: default.flaek is not known here']);
    expect(messages('version: 1\ndefault:\n  flake: 2\n')).toEqual(['3: default.flake must be at most 1']);
    expect(messages('version: 1\ndefault:\n  ci: [{ red: 0.9, missing: 0.2 }]\n')[0]).toMatch('more than 1 together');
    expect(messages('version: 1\ndefault:\n  tokens: { p50: 5, p90: 1 }\n')[0]).toMatch('p90 below its p50');
  });
});
