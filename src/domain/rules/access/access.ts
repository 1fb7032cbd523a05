/**
 * How a field or a route of the API is guarded (A2): which roles may use it, and what it reaches. Closed by default: what has
 * no entry is refused, and a server whose schema has such a field does not start.
 */
import type { Role } from '../../model/caller.js';

/**
 * How the project of a call is found. A path names an argument, `input.runId`; an argument that is left out reaches nothing.
 * - `nothing`: no project's data.
 * - `server`: the server as a whole, or every project: only for callers that are bound to no project.
 * - `project`: the project that the argument names.
 * - `projects`: every project unless the argument names one; the reader narrows it to those of the caller.
 * - `run`: the project of the run. A worker's role reaches it only while it holds a phase of the run (`phase`: that phase);
 *   with `open` the role itself is enough.
 * - `runs`: the projects of all runs of the list. `most`: how many the field takes; it refuses a longer list whatever that names.
 * - `folder`: a folder of the server, which may be another project's: only for callers that are bound to no project. An argument that
 *   names none, as the address of another host, reaches nothing.
 * - `lease`: the project of the lease. A worker's role reaches leases of its role and its token alone.
 * - `role`: the argument names a worker's role, which must be the caller's.
 * - `webhook`, `delivery`: the project of the webhook, or of the one that a message goes to.
 * - `nodes`: ids of any type; the reader leaves out what the caller does not reach.
 */
export type Reach =
  | { readonly by: 'nothing' | 'server' | 'nodes' }
  | { readonly by: 'project' | 'folder' | 'lease' | 'role' | 'webhook' | 'delivery'; readonly at: string }
  | { readonly by: 'runs'; readonly at: string; readonly most: number }
  | { readonly by: 'projects'; readonly at: string | null }
  | { readonly by: 'run'; readonly at: string; readonly phase?: string; readonly open?: true };

export interface Access {
  readonly roles: readonly Role[];
  /** All of these must be reached. */
  readonly reach: readonly Reach[];
  /** An agent may use it, with the token that is good for the lease of its worker alone (A6). */
  readonly agents?: true;
}

/** What the agent of a lease names as the lease: its own. It knows no token of a lease. */
export const OWN_LEASE = 'lease_own';

/** The roles that act as workers. */
export const isWorker = (role: Role): role is 'BUILDER' | 'AUDITOR' | 'CI' => role !== 'OPERATOR' && role !== 'VIEWER';
