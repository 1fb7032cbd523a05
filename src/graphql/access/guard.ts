/** What the guard of the root fields asks and nobody below knows: where things belong, and how often one may call. */
import type { Caller } from '../../domain/model/caller.js';
import type { WorkerRole } from '../../domain/model/vocabulary.js';

/** Whose a lease is, or was. */
export interface LeasePlace {
  readonly projectId: string;
  readonly role: WorkerRole;
  /** Id of the token that it was given to; null: to a caller without a stored one. */
  readonly holderId: string | null;
}

export interface Places {
  /** The projects of these runs by their ids, all asked at once; without those that do not exist. */
  projectsOfRuns(runIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Null: there is no such webhook, or no such message. */
  projectOfWebhook(webhookId: string): Promise<string | null>;
  projectOfDelivery(deliveryId: string): Promise<string | null>;
  /** Null: no lease has this token. */
  leaseOf(token: string): Promise<LeasePlace | null>;
  /** Whether a worker of the caller's token and role holds the phase, or without one any phase of the run. */
  holds(caller: Caller, runId: string, phaseId: string | null): Promise<boolean>;
}

export interface Limits {
  /** Seconds until these commands may be sent; 0: they may, and are counted. */
  take(caller: Caller, commands: readonly string[]): number;
}

export interface Guard {
  readonly places: Places;
  readonly limits: Limits;
}
