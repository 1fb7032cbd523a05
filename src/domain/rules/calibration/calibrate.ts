/**
 * What the ended phases of a project say about caps and attempts (O5), by task category and complexity. Phases that
 * were skipped say nothing; those that failed count, because they spent too. From `LEAST_PHASES` phases on there is a
 * suggestion with its evidence; below, the evidence says that there is too little.
 */
import { MINUTE_MS } from '../../model/durations.js';
import { BUDGET_MAXIMA } from '../../model/limits.js';
import { PHASE_STATES, type PhaseState } from '../../model/phase-state.js';
import type { AuditVerdict, CiVerdict, Complexity } from '../../model/vocabulary.js';
import { LEAST_PHASES } from '../strategy/past-use.js';
import { type Distribution, distributionOf, nearestRank } from './distribution.js';

/** Milliseconds of a phase by state, from its first assignment on; states in which it never was are left out. */
export type PhaseTimes = Readonly<Partial<Record<PhaseState, number>>>;

/** A phase of an ended run that ended COMPLETE or FAILED. */
export interface EndedPhase {
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly isComplete: boolean;
  /** Builder attempts that counted. */
  readonly builderAttempts: number;
  /** All its attempts together. */
  readonly tokensUsed: number;
  readonly incidentTokenCap: number;
  /** From its first assignment to its end; null: it never began. */
  readonly minutes: number | null;
  readonly times: PhaseTimes;
  readonly endedAt: Date;
  /** The codes of each rejection by the gate, each code once for an attempt. */
  readonly gateRejections: readonly string[];
  /** Commits that CI tried; repeats of a commit do not count. */
  readonly ciRuns: number;
  /** Commits that CI judged, and those of them that were FLAKY. */
  readonly ciJudged: number;
  readonly ciFlaky: number;
  /** The final verdict of each commit. */
  readonly ciVerdicts: readonly CiVerdict[];
  readonly auditVerdicts: readonly AuditVerdict[];
}

/** How long phases were in a state. */
export interface StateMinutes {
  readonly state: PhaseState;
  /** Of each phase that began, 0 where it never was in the state. */
  readonly minutes: Distribution;
  /** Of all of them together. */
  readonly total: number;
}

export interface CodeCount {
  readonly code: string;
  readonly count: number;
}

export interface CategoryCalibration {
  /** Null: phases without a category. */
  readonly taskCategory: string | null;
  readonly complexity: Complexity;
  readonly phases: number;
  /** Phases that completed at the first Builder attempt, the second …; at least three entries. */
  readonly completedAtTry: readonly number[];
  readonly failed: number;
  readonly tokens: Distribution;
  readonly minutes: Distribution;
  /** The states in which a phase was, in the order of the machine; together they are `minutes`. */
  readonly minutesByState: readonly StateMinutes[];
  /** The cap of the phase that ended last. */
  readonly incidentTokenCap: number;
  /** Most frequent first, then by code. */
  readonly gateRejections: readonly CodeCount[];
  readonly ciRuns: number;
  /** FLAKY among the commits that CI judged; null: it judged none. */
  readonly flakyShare: number | null;
  readonly ciVerdicts: readonly CodeCount[];
  readonly auditVerdicts: readonly CodeCount[];
  /** p95 of the tokens × 1.25, rounded up to whole thousands; null: too little evidence. */
  readonly suggestedTokenCap: number | null;
  /** The fewest attempts within which 95 of 100 completed phases were complete; null: too little evidence. */
  readonly suggestedBuilderAttempts: number | null;
  /** A sentence: what the suggestion rests on, or that there is too little. */
  readonly evidence: string;
}

const LEAST_TRIES_DISPLAYED = 3;
const ENOUGH_PERCENT = 95;
const HEADROOM = 1.25;
/** Caps are suggested in whole thousands of tokens. */
const CAP_STEP = 1_000;

/** One entry for each kind of phase, those with most phases first, then by category and complexity. */
export function calibrate(phases: readonly EndedPhase[]): CategoryCalibration[] {
  const kinds = grouped(phases, ({ taskCategory, complexity }) => JSON.stringify([taskCategory, complexity]));
  return [...kinds.entries()]
    .map(([kind, ofKind]) => ({ kind, entry: calibrationOf(ofKind) }))
    .sort((a, b) => b.entry.phases - a.entry.phases || (a.kind < b.kind ? -1 : 1))
    .map(({ entry }) => entry);
}

function calibrationOf(phases: readonly EndedPhase[]): CategoryCalibration {
  const newest = phases.reduce((latest, phase) => (phase.endedAt > latest.endedAt ? phase : latest));
  const tries = phases.filter(({ isComplete }) => isComplete).map(triesOf);
  const judged = sum(phases.map(({ ciJudged }) => ciJudged));
  return {
    taskCategory: newest.taskCategory,
    complexity: newest.complexity,
    phases: phases.length,
    completedAtTry: Array.from(
      { length: tries.reduce((most, each) => Math.max(most, each), LEAST_TRIES_DISPLAYED) },
      (_, i) => tries.filter((each) => each === i + 1).length,
    ),
    failed: phases.length - tries.length,
    tokens: distributionOf(phases.map(({ tokensUsed }) => tokensUsed)),
    minutes: distributionOf(phases.flatMap(({ minutes }) => minutes ?? [])),
    minutesByState: minutesByState(phases),
    incidentTokenCap: newest.incidentTokenCap,
    gateRejections: countsOf(phases.flatMap(({ gateRejections }) => gateRejections)),
    ciRuns: sum(phases.map(({ ciRuns }) => ciRuns)),
    flakyShare: judged === 0 ? null : sum(phases.map(({ ciFlaky }) => ciFlaky)) / judged,
    ciVerdicts: countsOf(phases.flatMap(({ ciVerdicts }) => ciVerdicts)),
    auditVerdicts: countsOf(phases.flatMap(({ auditVerdicts }) => auditVerdicts)),
    ...suggestionOf(phases, tries),
  };
}

function minutesByState(phases: readonly EndedPhase[]): StateMinutes[] {
  const begun = phases.filter(({ minutes }) => minutes !== null);
  return PHASE_STATES.filter((state) => begun.some(({ times }) => times[state] !== undefined)).map((state) => {
    const minutes = begun.map(({ times }) => (times[state] ?? 0) / MINUTE_MS);
    return { state, minutes: distributionOf(minutes), total: sum(minutes) };
  });
}

type Suggestion = Pick<CategoryCalibration, 'suggestedTokenCap' | 'suggestedBuilderAttempts' | 'evidence'>;

function suggestionOf(phases: readonly EndedPhase[], tries: readonly number[]): Suggestion {
  if (phases.length < LEAST_PHASES) {
    const evidence = `Too little evidence: ${phases.length} of at least ${LEAST_PHASES} phases have ended.`;
    return { suggestedTokenCap: null, suggestedBuilderAttempts: null, evidence };
  }
  const p95 = rankOf(
    phases.map(({ tokensUsed }) => tokensUsed),
    ENOUGH_PERCENT,
  )!;
  const cap = Math.max(1, Math.ceil((p95 * HEADROOM) / CAP_STEP)) * CAP_STEP;
  const attempts = rankOf(tries, ENOUGH_PERCENT);
  const over = phases.filter(({ tokensUsed, incidentTokenCap }) => tokensUsed > incidentTokenCap).length;
  const sentences = [
    `Of ${phases.length} phases, ${ENOUGH_PERCENT} of 100 used at most ${p95} tokens; the cap is that × ${HEADROOM}, rounded up to whole thousands.`,
    attempts === null
      ? 'None of them completed, so there is no suggestion for attempts.'
      : `Of the ${tries.length} that completed, ${ENOUGH_PERCENT} of 100 needed at most ${attempts} Builder ${attempts === 1 ? 'attempt' : 'attempts'}.`,
    ...(over === 0 ? [] : [`${over} used more than their cap and were stopped: what they needed is not known.`]),
  ];
  return {
    suggestedTokenCap: Math.min(cap, BUDGET_MAXIMA.tokenCap),
    suggestedBuilderAttempts: attempts,
    evidence: sentences.join(' '),
  };
}

/** A phase that was moved manually may have completed without a Builder attempt: that was its first try. */
const triesOf = ({ builderAttempts }: EndedPhase): number => Math.max(1, builderAttempts);

const rankOf = (values: readonly number[], percent: number): number | null =>
  nearestRank(
    values.toSorted((a, b) => a - b),
    percent,
  );

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function countsOf(codes: readonly string[]): CodeCount[] {
  return [...grouped(codes, (code) => code)]
    .map(([code, all]) => ({ code, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function grouped<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
