/**
 * Whether work is dispatched (A9), in SQL. Reads use `isDispatched`. The write of a lease uses `mayLease`, which holds
 * against a command that stops dispatch at the same time; such a command takes the other side with `settled`.
 */

/** Work of a project is dispatched. `project`: its id, as an expression. */
export const isDispatched = (project: string): string =>
  `(not exists (select from drain where draining) and not exists (select from project s where s.project_id = ${project} and not s.dispatching))`;

/** For the statement that writes a lease: it does not land once a command that stops dispatch has been answered. */
export const mayLease = (project: string): string => `autopack_dispatches(${project})`;

/**
 * A CTE `settled`, which the statement that stops dispatch must select from: writes of leases that have begun are
 * committed before this statement is, and later ones see its rows. The number is that of `autopack_dispatches`.
 */
export const settled = (condition = 'true'): string =>
  `settled as materialized (select pg_advisory_xact_lock(1796039700) from (select 1) as one where ${condition})`;
