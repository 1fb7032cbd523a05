/**
 * What an agent that asks may do: what the same agent may do without asking where it runs as a command. It is a rule for agents that ask, not a fence: what
 * counts is what is in the workspace at the end. It reads and runs what it likes; it writes into its workspace, its folder of temporary files and its
 * result, and never into git's own folder. What is not known is rejected. An Auditor writes into its workspace too: what is there then replaces the patch (W10).
 */
import { posix } from 'node:path';

import type { AgentRole } from './contract/agent-role.js';

export interface PermissionQuestion {
  readonly role: AgentRole;
  /** The kind of tool, as ACP names it; null if the agent did not say. */
  readonly kind: string | null;
  /** What the tool touches, as far as the agent says. */
  readonly paths: readonly string[];
  readonly workspace: string;
  readonly resultFile: string;
  readonly temporaryFolder?: string | undefined;
  /** What the agent calls the tool, if it was given those of Autopack (A6); they name no kind of their own. */
  readonly ownTool?: string | undefined;
}

/** The tools that an agent is given, as programs write them: `mcp__autopack__check_patch`, `check_patch (autopack MCP Server)`. */
const OWN_TOOL = /(^|[^A-Za-z0-9]|_)(read_context|check_patch|record_issues)([^A-Za-z0-9_]|$)/;

export interface PermissionAnswer {
  readonly allowed: boolean;
  /** For the log. */
  readonly why: string;
}

const ANYWHERE = ['read', 'search', 'execute'];
const INSIDE = ['edit', 'delete', 'move'];

export function answerPermission(question: PermissionQuestion): PermissionAnswer {
  const { role, workspace, resultFile, temporaryFolder } = question;
  const { kind, ownTool } = question;
  if ((kind === null || kind === 'other') && ownTool !== undefined && OWN_TOOL.test(ownTool))
    return { allowed: true, why: 'it is a tool of its lease' };
  if (kind === null) return { allowed: false, why: 'its kind is not stated' };
  const may: PermissionAnswer = { allowed: true, why: `a ${role} may ${kind}` };
  if (ANYWHERE.includes(kind)) return may;
  if (!INSIDE.includes(kind)) return { allowed: false, why: `a ${role} may not ${kind}` };
  const whole = question.paths.map((path) => posix.resolve(workspace, path));
  const isInside = (path: string): boolean =>
    isBelow(path, workspace) || path === resultFile || isBelow(path, temporaryFolder);
  if (!whole.every(isInside)) return { allowed: false, why: 'it is outside the workspace' };
  if (whole.some((path) => isBelow(path, `${workspace}/.git`))) return { allowed: false, why: "it is git's own" };
  return may;
}

const isBelow = (path: string, folder: string | undefined): boolean =>
  folder !== undefined && (path === folder || path.startsWith(`${folder}/`));
