/** Rows, plans and commands with sensible values, for tests that care about one of them. */
import type { CommandContext } from '../../../src/domain/decisions/change/change.js';
import type { ManualTransition } from '../../../src/domain/decisions/run/manual-transition.js';
import type { StartRunCommand } from '../../../src/domain/decisions/start/start-run.js';
import type { PhaseCounts, PhaseFacts, RunFacts, TierFacts } from '../../../src/domain/model/facts.js';
import type { IssueReport } from '../../../src/domain/model/issue.js';
import { isPhaseTerminal, type PhaseState } from '../../../src/domain/model/phase-state.js';
import { NO_WORK } from '../../../src/domain/model/phase-work.js';
import type { PlannedPhase, PlannedTier } from '../../../src/domain/model/plan.js';
import type { RunEvent } from '../../../src/domain/model/run-event.js';
import { isDraft, isRunTerminal, type RunState } from '../../../src/domain/model/run-state.js';
import type { TierState } from '../../../src/domain/model/tier-state.js';

/** The instant at which a test's story begins: its run starts here. */
export const START = new Date('2026-03-01T08:00:00.000Z');
/** An instant so many minutes after the start. */
export const after = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);

export const byOperator = (cause: string, now: Date = after(10)): CommandContext => ({ actor: 'operator', cause, now });
export const byClock = (now: Date): CommandContext => ({ actor: 'clock', cause: 'deadline', now });

export const aPlannedPhase = (phaseId: string, values: Partial<PlannedPhase> = {}): PlannedPhase => ({
  phaseId,
  name: `Phase ${phaseId}`,
  description: null,
  taskCategory: null,
  complexity: null,
  builderMode: null,
  allowedPaths: [],
  acceptanceCriteria: [],
  allowNoop: false,
  ...values,
});

export const aPlannedTier = (
  tierId: string,
  phaseIds: readonly string[],
  values: Partial<PlannedTier> = {},
): PlannedTier => ({
  tierId,
  name: `Tier ${tierId}`,
  description: null,
  phases: phaseIds.map((phaseId) => aPlannedPhase(phaseId)),
  ...values,
});

export const aStart = (values: Partial<StartRunCommand> = {}): StartRunCommand => ({
  runId: 'run-1',
  projectId: 'default',
  safetyProfile: null,
  runScope: null,
  tokenCap: null,
  maxPhases: null,
  maxDurationMinutes: null,
  tiers: [aPlannedTier('t0', ['p0'])],
  draft: false,
  ...values,
});

export const aManualTransition = (state: PhaseState, values: Partial<ManualTransition> = {}): ManualTransition => ({
  state,
  addTokens: 0,
  note: null,
  ...values,
});

export const aReport = (issueKey: string, values: Partial<IssueReport> = {}): IssueReport => ({
  issueKey,
  category: 'style',
  severity: 'MINOR',
  source: 'TEST',
  description: null,
  taskCategory: null,
  complexity: null,
  expectedFail: false,
  evidenceRefs: [],
  ...values,
});

const NO_ISSUES_COUNTED = { minorIssuesCount: 0, majorIssuesCount: 0 };
const NO_ISSUES_OPEN = { openMinorIssues: 0, openMajorIssues: 0 };
const NO_ISSUES_DISPLAYED = { issuesVersion: 0, issuesAt: null };

export const aRun = (values: Partial<RunFacts> = {}): RunFacts => ({
  runId: 'run-1',
  projectId: 'default',
  state: 'RUN_CREATED',
  version: 1,
  safetyProfile: 'NORMAL',
  runScope: 'MULTI_TIER',
  tokenCap: 5_000_000,
  maxPhases: 25,
  maxDurationMinutes: 120,
  maxMinorIssuesTotal: 3,
  tokensUsed: 0,
  ciRunsUsed: 0,
  ...NO_ISSUES_COUNTED,
  ...NO_ISSUES_OPEN,
  ...NO_ISSUES_DISPLAYED,
  tierCount: 1,
  phaseCount: 1,
  phasesComplete: 0,
  phasesFailed: 0,
  phasesSkipped: 0,
  headPhaseIndex: 0,
  failure: null,
  asked: { safetyProfile: null, runScope: null, tokenCap: null, maxPhases: null, maxDurationMinutes: null },
  introduction: null,
  previousRunId: null,
  nextRunId: null,
  continuesRunId: null,
  repositoryPath: null,
  baseCommit: null,
  headCommit: null,
  refIntent: null,
  baseCheck: null,
  refsPutBack: [],
  createdAt: START,
  startedAt: START,
  completedAt: null,
  deadlineAt: after(120),
  changedAt: START,
  ...values,
});

export const aTier = (values: Partial<TierFacts> = {}): TierFacts => ({
  runId: 'run-1',
  tierId: 't0',
  tierIndex: 0,
  name: 'Tier t0',
  description: null,
  state: 'PENDING',
  tokenCap: 1_500_000,
  ciRunCap: 2,
  maxMinorIssuesTolerated: 2,
  maxMajorIssuesTolerated: 0,
  tokensUsed: 0,
  ciRunsUsed: 0,
  ...NO_ISSUES_COUNTED,
  ...NO_ISSUES_OPEN,
  phaseCount: 1,
  phasesComplete: 0,
  phasesFailed: 0,
  phasesSkipped: 0,
  startedAt: null,
  completedAt: null,
  shownVersion: 1,
  shownAt: START,
  ...values,
});

export const aPhase = (values: Partial<PhaseFacts> = {}): PhaseFacts => ({
  runId: 'run-1',
  phaseId: 'p0',
  tierId: 't0',
  phaseIndex: 0,
  name: 'Phase p0',
  description: null,
  state: 'QUEUED',
  taskCategory: null,
  complexity: 'MEDIUM',
  builderMode: 'TWEAK_LIGHT',
  asked: { complexity: null, builderMode: null },
  allowedPaths: [],
  acceptanceCriteria: [],
  allowNoop: false,
  maxBuilderAttempts: 3,
  maxAuditorAttempts: 2,
  incidentTokenCap: 500_000,
  builderAttempts: 0,
  auditorAttempts: 0,
  round: values.builderAttempts ?? 0,
  work: NO_WORK,
  notBefore: null,
  waitUntil: null,
  tokensUsed: 0,
  ...NO_ISSUES_COUNTED,
  ...NO_ISSUES_DISPLAYED,
  note: null,
  startedAt: null,
  completedAt: null,
  shownVersion: 1,
  shownAt: START,
  ...values,
});

/** All rows of one run. */
export interface RunRows {
  readonly run: RunFacts;
  readonly tiers: readonly TierFacts[];
  readonly phases: readonly PhaseFacts[];
}

/**
 * The rows of a run in the middle of its story, from the states of its phases: `rowsOf('GATE', ['COMPLETE GATE', 'QUEUED'])` has
 * tiers t0 and t1 and phases p0, p1 and p2. Every dispatched phase had one attempt, whatever saw CI one CI run.
 */
export function rowsOf(
  state: RunState,
  statesByTier: readonly string[],
  values: { run?: Partial<RunFacts>; phase?: Partial<PhaseFacts>; tier?: Partial<TierFacts> } = {},
): RunRows {
  const phases: PhaseFacts[] = [];
  const tiers: TierFacts[] = [];
  for (const [tierIndex, text] of statesByTier.entries()) {
    const tierId = `t${tierIndex}`;
    const states = text.split(' ').filter((word) => word !== '') as PhaseState[];
    for (const phaseState of states) phases.push(phaseIn(phaseState, phases.length, tierId, values.phase));
    const mine = phases.filter((phase) => phase.tierId === tierId);
    const tierState = stateOfTier(states);
    tiers.push(
      aTier({
        tierId,
        tierIndex,
        name: `Tier ${tierId}`,
        state: tierState,
        startedAt: mine.some((phase) => phase.startedAt) ? after(1) : null,
        completedAt: ['COMPLETE', 'FAILED', 'SKIPPED'].includes(tierState) ? after(2) : null,
        tokenCap: 1_500_000 * mine.length,
        ciRunCap: 2 * mine.length,
        maxMinorIssuesTolerated: 2 * mine.length,
        ciRunsUsed: mine.filter(sawCi).length,
        ...countsOf(mine),
        ...values.tier,
      }),
    );
  }
  const run = aRun({
    state,
    version: 40,
    tierCount: tiers.length,
    maxMinorIssuesTotal: 3 * phases.length,
    ciRunsUsed: phases.filter(sawCi).length,
    ...countsOf(phases),
    headPhaseIndex: phases.find((phase) => !isPhaseTerminal(phase.state))?.phaseIndex ?? null,
    startedAt: isDraft(state) ? null : START,
    completedAt: isRunTerminal(state) ? after(5) : null,
    deadlineAt: isDraft(state) ? after(24 * 60) : after(120),
    changedAt: after(5),
    ...values.run,
  });
  return { run, tiers, phases };
}

const sawCi = (phase: PhaseFacts): boolean => phase.state === 'CI_RUNNING' || phase.state === 'COMPLETE';

function phaseIn(state: PhaseState, phaseIndex: number, tierId: string, values: Partial<PhaseFacts> = {}): PhaseFacts {
  const assigned = state !== 'QUEUED' && state !== 'SKIPPED';
  return aPhase({
    phaseId: `p${phaseIndex}`,
    name: `Phase p${phaseIndex}`,
    phaseIndex,
    tierId,
    state,
    builderAttempts: assigned ? 1 : 0,
    startedAt: assigned ? after(1) : null,
    completedAt: isPhaseTerminal(state) ? after(2) : null,
    ...values,
  });
}

function countsOf(phases: readonly PhaseFacts[]): PhaseCounts {
  const count = (state: PhaseState) => phases.filter((phase) => phase.state === state).length;
  return {
    phaseCount: phases.length,
    phasesComplete: count('COMPLETE'),
    phasesFailed: count('FAILED'),
    phasesSkipped: count('SKIPPED'),
  };
}

function stateOfTier(states: readonly PhaseState[]): TierState {
  const ended = states.length > 0 && states.every(isPhaseTerminal);
  if (states.includes('FAILED')) return 'FAILED';
  if (ended) return states.includes('COMPLETE') ? 'COMPLETE' : 'SKIPPED';
  return states.every((state) => state === 'QUEUED' || state === 'SKIPPED') ? 'PENDING' : 'IN_PROGRESS';
}

/** An event in one line: `phase/p0 QUEUED → EXECUTING`, or `TOKENS_ADDED phase/p0` when it changes no state. */
export const inWords = (event: RunEvent): string =>
  event.toState === null
    ? `${event.type} ${event.subject}`
    : `${event.subject} ${event.fromState ?? 'new'} → ${event.toState}`;

/** Events as they come back from the database: their data went through JSON. */
export const asStored = (events: readonly RunEvent[]): RunEvent[] =>
  events.map((event) => ({ ...event, data: JSON.parse(JSON.stringify(event.data)) as Record<string, unknown> }));
