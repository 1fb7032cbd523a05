/**
 * Linked runs (P10): a run whose predecessor has not succeeded yet stays in RUN_CREATED without a clock, and no phase
 * of it begins.
 */
import type { RunFacts } from './facts.js';

export const isWaiting = (run: Pick<RunFacts, 'previousRunId' | 'startedAt' | 'completedAt'>): boolean =>
  run.previousRunId !== null && run.startedAt === null && run.completedAt === null;
