/** States in words, each with a sign: colour alone says nothing. */
import type { PhaseState, RunState } from '../api/operations/runs.generated.js';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle';

export interface StateLook {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

export type TierState = 'COMPLETE' | 'FAILED' | 'IN_PROGRESS' | 'PENDING' | 'SKIPPED';

const look = (sign: string, tone: Tone, word: string): StateLook => ({ word, sign, tone });

export const RUN_STATES: Readonly<Record<RunState, StateLook>> = {
  RUN_CREATED: look('○', 'idle', 'Created'),
  PLAN_BOOTSTRAP: look('✎', 'idle', 'Draft'),
  PHASE_QUEUEING: look('◔', 'busy', 'Queueing'),
  PHASE_EXECUTION: look('▶', 'busy', 'Building'),
  GATE: look('◆', 'busy', 'In the gate'),
  CI_RUNNING: look('↻', 'busy', 'In CI'),
  SNAPSHOT_CREATED: look('◉', 'busy', 'Snapshot taken'),
  DONE_SUCCESS: look('✓', 'good', 'Succeeded'),
  DONE_FAILED_BUDGET_EXHAUSTED: look('✕', 'bad', 'Failed: budget'),
  DONE_FAILED_CANCELLED: look('⊘', 'idle', 'Cancelled'),
  DONE_FAILED_ENVIRONMENT: look('✕', 'bad', 'Failed: environment'),
  DONE_FAILED_POLICY_VIOLATION: look('✕', 'bad', 'Failed: policy'),
  DONE_FAILED_REQUIRES_HUMAN_REVIEW: look('!', 'warn', 'Failed: needs a person'),
};

export const PHASE_STATES: Readonly<Record<PhaseState, StateLook>> = {
  QUEUED: look('○', 'idle', 'Queued'),
  EXECUTING: look('▶', 'busy', 'Building'),
  GATE: look('◆', 'busy', 'In the gate'),
  CI_RUNNING: look('↻', 'busy', 'In CI'),
  COMPLETE: look('✓', 'good', 'Complete'),
  FAILED: look('✕', 'bad', 'Failed'),
  SKIPPED: look('⤼', 'idle', 'Skipped'),
};

export const TIER_STATES: Readonly<Record<TierState, StateLook>> = {
  PENDING: look('○', 'idle', 'Pending'),
  IN_PROGRESS: look('▶', 'busy', 'In progress'),
  COMPLETE: look('✓', 'good', 'Complete'),
  FAILED: look('✕', 'bad', 'Failed'),
  SKIPPED: look('⤼', 'idle', 'Skipped'),
};

export const ROLES = { BUILDER: 'Builder', AUDITOR: 'Auditor', CI: 'CI' } as const;
