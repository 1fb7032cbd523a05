/** Who may use each HTTP route (A1, A2), by method and the path as it is declared. What has no line here does not start. */
import type { Role } from '../../model/caller.js';
import { ROLES } from '../../model/caller.js';

export interface RouteAccess {
  /** Null: anybody, without a token. */
  readonly roles: readonly Role[] | null;
  /** It tells of every project: only for tokens that are bound to none. */
  readonly server?: true;
  /** For agents too, with a token that is good for one lease alone (A6). */
  readonly agents?: true;
  /** Whoever sends proves it by a signature over the body, which the route itself checks. */
  readonly signed?: true;
}

const ANYBODY: RouteAccess = { roles: null };
/** The fields of the operation name the roles. */
const OPERATIONS: RouteAccess = { roles: ROLES };
const TOOLS: RouteAccess = { roles: ['OPERATOR', 'BUILDER', 'AUDITOR', 'VIEWER'], agents: true };

/** HEAD is as GET. */
export const ROUTE_ACCESS: Readonly<Record<string, RouteAccess>> = {
  'GET /': ANYBODY,
  // The dashboard is code without data: what it shows it asks the API for (A8).
  'GET /ui': ANYBODY,
  'GET /ui/*': ANYBODY,
  'GET /graphql': OPERATIONS,
  'POST /graphql': OPERATIONS,
  'OPTIONS /graphql': OPERATIONS,
  'GET /graphql/assets/:file': ANYBODY,
  // Preflights of pages of other origins, before any token is sent (A8).
  'OPTIONS *': ANYBODY,
  // Forges sign what they send, and it does no more than have a server look (M3).
  'POST /forges/:projectId': { roles: null, signed: true },
  'GET /health': ANYBODY,
  'GET /health/live': ANYBODY,
  'GET /health/ready': ANYBODY,
  // The documents of the tools name the roles; CI is a program and has none.
  'POST /mcp': TOOLS,
  'GET /mcp': TOOLS,
  'DELETE /mcp': TOOLS,
  'GET /metrics': { roles: ['OPERATOR', 'VIEWER'], server: true },
};

export const routeAccess = (method: string, url: string): RouteAccess | undefined =>
  ROUTE_ACCESS[`${method === 'HEAD' ? 'GET' : method} ${url}`];
