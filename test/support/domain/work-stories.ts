/** Short ways to a point in a run's work, and short descriptions of its state. */
import type { AttemptFacts, CiReport } from '../../../src/domain/model/attempt.js';
import type { Refusal } from '../../../src/domain/model/refusal.js';
import type { RunEvent } from '../../../src/domain/model/run-event.js';
import type { Ruleset } from '../../../src/domain/rules/ruleset/ruleset.js';
import { inWords } from './builders.js';
import { good, GREEN, phaseRules, plannedTiers } from './work-builders.js';
import { WorkWorld, type WorkWorldOptions } from './work-world.js';
import type { Outcome } from './world.js';

export interface Setting extends Omit<WorkWorldOptions, 'tiers' | 'rules'> {
  /** Phases of each tier. */
  readonly sizes?: readonly number[];
  readonly attempts?: number;
  readonly audits?: number;
  readonly autoApply?: boolean;
  readonly incidentTokenCap?: number;
  readonly allowNoop?: boolean;
  readonly tries?: number;
  readonly rules?: Ruleset;
}

/** A run that has just begun; with a repository its branch exists. Builders have three attempts and Auditors two, as without a ruleset. */
export function begun(setting: Setting = {}): WorkWorld {
  const {
    sizes = [1],
    attempts = 3,
    audits = 2,
    autoApply = true,
    incidentTokenCap = 500_000,
    allowNoop = false,
    tries,
    rules = {},
    ...more
  } = setting;
  const ci = tries === undefined ? {} : { ci: { tries: { normal: tries, strict: tries } } };
  const phase = { maxBuilderAttempts: attempts, maxAuditorAttempts: audits, autoApply, incidentTokenCap };
  const world = WorkWorld.begin({
    ...more,
    tiers: plannedTiers(sizes, { allowNoop }),
    rules: phaseRules(phase, { ...ci, ...rules }),
  });
  if (world.run.refIntent) world.settle();
  return world;
}

export const eventsOf = (outcome: Outcome): readonly RunEvent[] => {
  if (!outcome.accepted) throw new Error(`Refused: ${outcome.errors.map((error) => error.message).join(' ')}`);
  return outcome.events;
};
export const wordsOf = (outcome: Outcome): string[] => eventsOf(outcome).map(inWords);

export function refusalOf(outcome: Outcome): Refusal {
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  return outcome.errors[0]!;
}

/** The run and its phases in one line: `GATE: COMPLETE GATE QUEUED`. */
export const statesOf = ({ run, phases }: WorkWorld): string =>
  `${run.state}: ${phases.map((phase) => phase.state).join(' ')}`;

/** What the phase at the head has used: Builder attempts and audits. */
export const used = ({ headPhase }: WorkWorld): readonly [number, number] => [
  headPhase.builderAttempts,
  headPhase.auditorAttempts,
];

/** How a run ended: its state, the rule, and the codes of its reasons. */
export function endOf({ run }: WorkWorld): string {
  if (!run.failure) return run.state;
  return `${run.state}: ${run.failure.rule} ${run.failure.reasons.map((reason) => reason.code).join(', ')}`;
}

type Builds = Parameters<WorkWorld['submit']>[0];

/** A Builder claims, at its time, and sends this. */
export function build(world: WorkWorld, sends: Builds = { patch: good('x') }): Outcome {
  claimed(world, 'BUILDER');
  return settled(world, world.submit(sends));
}

/** An Auditor claims and sends this. */
export function audit(world: WorkWorld, sends: Parameters<WorkWorld['audit']>[0] = {}): Outcome {
  claimed(world, 'AUDITOR');
  return settled(world, world.audit(sends));
}

/** A CI worker claims and reports this. */
export function test(world: WorkWorld, report: CiReport = GREEN): Outcome {
  claimed(world, 'CI');
  return settled(world, world.report(report));
}

export function claimed(world: WorkWorld, role: 'BUILDER' | 'AUDITOR' | 'CI', workerId?: string): AttemptFacts {
  world.pauseOver();
  const attempt = world.claim(role, workerId);
  if (!attempt) throw new Error(`Nothing to claim for a ${role}: ${statesOf(world)} ${JSON.stringify(world.queue)}`);
  return attempt;
}

function settled(world: WorkWorld, outcome: Outcome): Outcome {
  if (outcome.accepted && world.run.refIntent !== null) world.settle();
  return outcome;
}
