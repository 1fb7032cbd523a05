/** Short functions that drive a run through its states: every step is accepted, or the test fails with the reason. */
import type { StartRunCommand } from '../../../src/domain/decisions/start/start-run.js';
import type { IssueReport } from '../../../src/domain/model/issue.js';
import type { PhaseState } from '../../../src/domain/model/phase-state.js';
import type { Refusal } from '../../../src/domain/model/refusal.js';
import { after, aManualTransition, aStart, byOperator, inWords, START } from './builders.js';
import { type Outcome, type Surroundings, World } from './world.js';

export function started(
  values: Partial<StartRunCommand> = {},
  around: Partial<Surroundings> = {},
  now: Date = START,
): World {
  const world = World.start(aStart(values), byOperator('startRun', now), around);
  if (world instanceof World) return world;
  throw new Error(world.map(({ message }) => message).join(' '));
}

/** Pulls a phase through these states. */
export function pull(world: World, phaseId: string, ...states: PhaseState[]): string[] {
  return states.flatMap((state) =>
    wordsOf(world.transition(phaseId, aManualTransition(state), byOperator('updatePhaseStatus'))),
  );
}

export const TO_CI = ['EXECUTING', 'GATE', 'CI_RUNNING'] as const satisfies readonly PhaseState[];
export const TO_COMPLETE = [...TO_CI, 'COMPLETE'] as const satisfies readonly PhaseState[];

export const recording = (now: Date = after(10)) => byOperator('recordIssues', now);

export function record(world: World, phaseId: string, ...reports: IssueReport[]): string[] {
  return wordsOf(world.recordIssues(phaseId, reports, recording()));
}

/** The events of an accepted command in words. */
export function wordsOf(outcome: Outcome): string[] {
  if (!outcome.accepted) throw new Error(`Refused: ${outcome.errors.map(({ message }) => message).join(' ')}`);
  return outcome.events.map(inWords);
}

export function errorsOf(outcome: Outcome): readonly Refusal[] {
  if (outcome.accepted) throw new Error(`Accepted: ${outcome.events.map(inWords).join(', ')}`);
  return outcome.errors;
}

interface Counted {
  readonly minorIssuesCount: number;
  readonly majorIssuesCount: number;
  readonly openMinorIssues?: number;
  readonly openMajorIssues?: number;
}

/** Minor and major issues of rows: `1/0`. */
export const countsOf = (...rows: Counted[]): string =>
  rows.map(({ minorIssuesCount, majorIssuesCount }) => `${minorIssuesCount}/${majorIssuesCount}`).join(' ');

/** Open ones. */
export const openOf = (...rows: Counted[]): string =>
  rows.map((row) => `${row.openMinorIssues}/${row.openMajorIssues}`).join(' ');
