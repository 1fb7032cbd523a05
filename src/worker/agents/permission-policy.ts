/**
 * What an agent that asks may do, by role. It is a rule for agents that ask, not a fence: what counts is what stands in the workspace at the end.
 * A Builder works inside its workspace; an Auditor reads, and writes nothing but its result. What is not known is rejected.
 */
import { posix } from 'node:path';
import type { AgentRole } from './agent-role.js';

export interface PermissionQuestion {
  readonly role: AgentRole;
  /** The kind of tool, as ACP names it; null if the agent did not say. */
  readonly kind: string | null;
  /** What the tool touches, as far as the agent says. */
  readonly paths: readonly string[];
  readonly workspace: string;
  readonly resultFile: string;
}

export interface PermissionAnswer {
  readonly allowed: boolean;
  /** For the log. */
  readonly why: string;
}

const KINDS: Readonly<Record<AgentRole, readonly string[]>> = {
  BUILDER: ['read', 'edit', 'delete', 'move', 'execute', 'search'],
  AUDITOR: ['read', 'search'],
};

export function answerPermission({ role, kind, paths, workspace, resultFile }: PermissionQuestion): PermissionAnswer {
  const whole = paths.map((path) => posix.resolve(workspace, path));
  const outside = whole.find((path) => path !== workspace && !path.startsWith(`${workspace}/`));
  if (outside !== undefined && !whole.every((path) => path === resultFile)) return { allowed: false, why: 'it is outside the workspace' };
  if (whole.some((path) => isGit(path, workspace))) return { allowed: false, why: "it is git's own" };
  if (kind === null) return { allowed: false, why: 'its kind is not told' };
  if (KINDS[role].includes(kind)) return { allowed: true, why: `a ${role} may ${kind}` };
  // The one thing an Auditor has to write.
  if (kind === 'edit' && whole.length > 0 && whole.every((path) => path === resultFile))
    return { allowed: true, why: 'it is the result file' };
  return { allowed: false, why: `a ${role} may not ${kind}` };
}

const isGit = (path: string, workspace: string): boolean => path === `${workspace}/.git` || path.startsWith(`${workspace}/.git/`);
