/** What a worker reports about its work: one event, one line. It contains no token, no secret and no path of the machine. */
import type { WorkerRole } from '../../domain/model/vocabulary.js';

export const WORKER_EVENTS = [
  'ready',
  'cleaned',
  'waiting',
  'trouble',
  'claimed',
  'beat',
  'stopping',
  'handed-in',
  'refused',
  'released',
  'lost',
  'resting',
  'ended',
] as const;

export interface WorkerEvent {
  readonly event: (typeof WORKER_EVENTS)[number];
  /** For people. */
  readonly message: string;
  readonly role?: WorkerRole;
  readonly runId?: string;
  readonly phaseId?: string;
  /** What CI on a commit without a phase is for (V6, M2). */
  readonly check?: 'BASE' | 'MERGE';
  readonly attempt?: number;
  readonly tokensUsed?: number;
}

export type Report = (event: WorkerEvent) => void;
