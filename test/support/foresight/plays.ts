/** Plans, models and players for tests of simulations. */
import type { NewRun } from '../../../src/domain/decisions/start/start-run.js';
import type { ProfilePart, WorkerModel } from '../../../src/domain/foresight/model/worker-model.js';
import { type Player, playTask, type Setup } from '../../../src/domain/foresight/play/play-task.js';
import { runsToPlay } from '../../../src/domain/foresight/runs-to-play.js';
import { BUDGET_DEFAULTS } from '../../../src/domain/model/limits.js';
import type { PlannedPhase, RequestedLimits } from '../../../src/domain/model/plan.js';
import type { Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';
import { aPlan, v3 } from '../domain/strategies.js';
import { plannedTiers } from '../domain/work-builders.js';

interface PlanOptions {
  readonly rules?: Ruleset;
  readonly requested?: Partial<RequestedLimits>;
  readonly phase?: Partial<PlannedPhase>;
}

/** The runs of a plan with so many phases in each tier. */
export function runsOf(sizes: readonly number[], { rules, requested, phase }: PlanOptions = {}): readonly NewRun[] {
  const made = runsToPlay(aPlan(plannedTiers(sizes, phase), requested), {
    ruleset: rules ? v3(rules) : null,
    agedIssues: [],
    server: BUDGET_DEFAULTS,
  });
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return made.runs;
}

const fixed = (amount: number) => ({ p50: amount, p90: amount });

/** Nothing goes wrong, and nothing is left to chance. */
const PERFECT: ProfilePart = {
  builder: [{}],
  ci: [{}],
  flake: 0,
  ciEnvironment: 0,
  audit: {},
  repeats: {},
  tokens: fixed(1_000),
  minutes: fixed(1),
  auditTokens: fixed(100),
  auditMinutes: fixed(1),
  ciMinutes: fixed(1),
};

/** A perfect model but for what is given; nobody is waited for. */
export const aModel = (values: ProfilePart = {}, more: Partial<WorkerModel> = {}): WorkerModel => ({
  version: 1,
  pickupMinutes: { BUILDER: fixed(0), AUDITOR: fixed(0), CI: fixed(0) },
  default: { ...PERFECT, ...values },
  complexities: { LOW: {}, MEDIUM: {}, HIGH: {} },
  ...more,
});

/** Plays here and now. */
export const playerOf =
  (setup: Setup): Player =>
  async (task) =>
    playTask(setup, task);
