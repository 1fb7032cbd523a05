/** Who asks: the roles, and a caller with a role (A2). */
import type { Actor } from './run-event.js';

/** In the order of what they may do: everything, the work of a worker's role, reading. */
export const ROLES = ['OPERATOR', 'BUILDER', 'AUDITOR', 'CI', 'VIEWER'] as const;
export type Role = (typeof ROLES)[number];

export interface Caller {
  /** Null: nobody had to log in, or the token is the one of the configuration. */
  readonly tokenId: string | null;
  /** The name of the token; `operator` without a stored one. */
  readonly name: string;
  readonly role: Role;
  /** The projects that the token is bound to; null: it is bound to none and reaches every project. */
  readonly projectIds: readonly string[] | null;
  /** The caller is the agent of this lease, which its worker has started: it reaches that lease alone (A6). */
  readonly agentOf?: AgentLease;
}

/** The work that an agent was started for. */
export interface AgentLease {
  readonly runId: string;
  readonly phaseId: string;
  readonly attempt: number;
  /** The fence of its worker: it is put in where a field needs it, and the agent never sees it. */
  readonly leaseToken: string;
}

/** Who calls an open server on loopback, or holds the token of the configuration. */
export const DEFAULT_OPERATOR: Caller = { tokenId: null, name: 'operator', role: 'OPERATOR', projectIds: null };

/** The actor of what a caller does (E1): `operator` without a stored token, else role and name, `operator/anna`. */
export const actorOfCaller = ({ tokenId, name, role }: Caller): Actor =>
  tokenId === null ? 'operator' : `${role.toLowerCase()}/${name}`;

/** Under which name a worker is recorded: behind the name of its token, so that no token speaks for another's worker. */
export const workerName = ({ tokenId, name }: Caller, workerId: string): string =>
  tokenId === null ? workerId : `${name}/${workerId}`;

/**
 * Whether a lease was given to the caller's token. Its id counts: another token may have the name of one that was revoked. `holderId`:
 * that of the token; null: the holder had no stored one.
 */
export const isOwnLease = ({ tokenId }: Caller, holderId: string | null): boolean =>
  tokenId === null || holderId === tokenId;

/** Whether a caller reaches a project. */
export const reachesProject = ({ projectIds }: Caller, projectId: string): boolean =>
  projectIds === null || projectIds.includes(projectId);
