/**
 * One agent at work under a lease: a throw-away clone, the agent in it, and what it changed. Builder and Auditor differ in what is made of that. The clone
 * is gone when this answers.
 */
import { KeptOutput } from '../../processes/kept-output.js';
import { type AgentDoor, type AgentDriver, type AgentEnd, AgentStop, withEvidence } from '../agents/contract/agent.js';
import type { AgentRole } from '../agents/contract/agent-role.js';
import { housekeeping } from '../housekeeping.js';
import type { Histories } from '../workspace/histories.js';
import { openWorkspace, type Workspace, type WorkspaceDiff, type WorkspaceOrder } from '../workspace/workspace.js';
import { WorkspaceFault } from '../workspace/workspace-fault.js';
import { agentVariables, briefDataOf, promptOf, type RefusedAnswer } from './agent-prompt.js';
import type { HeldLease } from './held-lease.js';
import { clonePreparer, type CloneTools } from './prepare-clone.js';
import type { ClaimedWork } from './supervisor-api.js';

/**
 * `stopped`: it was ended, and nobody needs a result. `environment`: the work could not begin, or not be looked at (B6); a sentence. `ended`: the agent's
 * end; its changes are null if it was not done, or cannot be passed on, and then `diffFault` says why.
 */
export type AgentWork =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'environment'; readonly why: string; readonly end: AgentEnd | null }
  | {
      readonly kind: 'ended';
      readonly end: AgentEnd;
      readonly diff: WorkspaceDiff | null;
      readonly diffFault: string | null;
    };

/** Workspaces are made below `workRoot`; `onNote` receives the current activity, one line. */
export interface AgentTools extends CloneTools {
  readonly driver: AgentDriver;
  /** Where the Supervisor's tools are, if agents are given them (A6); null or left out: they are not. */
  readonly toolsUrl?: string | null | undefined;
  /** Lend the history of the base commit; left out: each workspace gets a copy of its own. */
  readonly histories?: Histories | undefined;
  /** Aborted: the worker is stopping. */
  readonly stop: AbortSignal;
}

const TOO_LATE =
  'The clone was not prepared before the hard deadline of the lease was near. Shorten ci.setup, or lengthen leases.hardDeadlineMinutes.';
const MAX_OUTPUT_BYTES = 134_217_728;

/** `refused`: the agent runs again under the same lease; what it uses now comes on top. */
export async function runAgent(
  work: ClaimedWork,
  role: AgentRole,
  hold: HeldLease,
  tools: AgentTools,
  refused: RefusedAnswer | null = null,
): Promise<AgentWork> {
  const { repositoryPath, baseCommit } = work.brief;
  if (repositoryPath === null || baseCommit === null) {
    const why = `Project "${work.brief.projectId}" has no repository: there is nothing that an agent could work in.`;
    return { kind: 'environment', why, end: null };
  }
  const prepare = clonePreparer(work, tools, hold.signal);
  const { workRoot: root, histories } = tools;
  const order: WorkspaceOrder = {
    repositoryPath,
    baseCommit,
    root,
    histories,
    signal: hold.signal,
    ...(prepare ? { prepare } : {}),
  };
  const door = doorOf(work, tools);
  const usedBefore = hold.tokensUsed ?? 0;
  const estimatedBefore = hold.tokensEstimated;
  let end: AgentEnd | null = null;
  let workspace: Workspace | null = null;
  try {
    const opened = await openWith(order, role === 'AUDITOR' ? work.brief.patch : null);
    workspace = opened.workspace;
    end = await tools.driver.run({
      role,
      workspace: workspace.path,
      brief: promptOf(work, role, opened.isPatchPlaced, { refused, hasTools: door !== null }),
      briefJson: briefDataOf(work),
      resultFile: workspace.resultFile,
      temporaryFolder: workspace.temporaryFolder,
      ...(door ? { door } : {}),
      environment: agentVariables(work),
      timeoutMs: hold.workMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal: hold.signal,
      onTokens: (total, estimated) => hold.used(usedBefore + total, estimated || estimatedBefore),
      onNote: (text) => tools.onNote(text),
      onPrinted: (text, secrets) => hold.printed.add(text, secrets),
    });
    const { total, source } = end.tokens;
    if (total !== null) hold.settle(usedBefore + total, source === 'derived' || estimatedBefore);
    if (end.outcome === 'lease_lost') return { kind: 'stopped' };
    if (end.outcome !== 'completed') {
      return end.environmentFault === null
        ? { kind: 'ended', end, diff: null, diffFault: null }
        : { kind: 'environment', why: end.environmentFault, end };
    }
    const diff = await workspace.diff();
    // Some agents end well after their provider has failed. One that did nothing and speaks of nothing else has not worked.
    if (!diff.changed && end.result === null && end.providerFault !== null)
      return { kind: 'environment', why: end.providerFault, end };
    return { kind: 'ended', end: withEvidence(end, diff.changed), diff, diffFault: null };
  } catch (error) {
    // A signal to the worker ends git too: what it then says is no word about the repository.
    if (tools.stop.aborted) return { kind: 'stopped' };
    if (hold.signal.aborted && end === null) {
      const isLate = hold.signal.reason instanceof AgentStop && hold.signal.reason.outcome === 'timeout';
      return isLate ? { kind: 'environment', why: TOO_LATE, end } : { kind: 'stopped' };
    }
    if (end !== null && error instanceof WorkspaceFault && (error.kind === 'too-large' || error.kind === 'spoilt')) {
      return { kind: 'ended', end, diff: null, diffFault: error.message };
    }
    return { kind: 'environment', why: sentenceOf(error), end };
  } finally {
    // What cannot be removed now, or not soon, is removed at the next start: the result does not wait for it.
    if (workspace) await housekeeping(workspace.remove());
  }
}

const doorOf = ({ lease: { agentToken } }: ClaimedWork, { toolsUrl }: AgentTools): AgentDoor | null =>
  toolsUrl && agentToken ? { url: toolsUrl, token: agentToken } : null;

/** With a patch of the largest size it must still fit into one request (A3). */
const KEPT_LOG_BYTES = 131_072;

/** The agent's log as it is kept with the attempt, its begin and its end if it is long; null: there is none. */
export function logOf(did: Exclude<AgentWork, { kind: 'stopped' }>): string | null {
  const log = did.end?.log ?? '';
  if (log.trim() === '') return null;
  const kept = new KeptOutput(KEPT_LOG_BYTES);
  kept.add(log.toWellFormed().replaceAll('\u0000', '\ufffd'));
  return kept.text();
}

/** Who did it, for the commit (G9). */
export async function agentOf({ driver }: Pick<AgentTools, 'driver'>): Promise<{ agent?: string }> {
  return driver.program ? { agent: await driver.program() } : {};
}

/** A patch that does not apply is what an Auditor may be asked to replace (W10): then only the base is checked out. */
async function openWith(
  order: WorkspaceOrder,
  patch: string | null,
): Promise<{ workspace: Workspace; isPatchPlaced: boolean }> {
  if (patch === null || patch.trim() === '') return { workspace: await openWorkspace(order), isPatchPlaced: false };
  try {
    return { workspace: await openWorkspace({ ...order, patch }), isPatchPlaced: true };
  } catch (error) {
    if (!(error instanceof WorkspaceFault) || error.kind !== 'patch') throw error;
    return { workspace: await openWorkspace(order), isPatchPlaced: false };
  }
}

/** Messages of the system name paths of this machine (A4); their codes do not. */
function sentenceOf(error: unknown): string {
  if (error instanceof WorkspaceFault) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return `The worker could not lay or read the workspace${typeof code === 'string' ? ` (${code})` : ''}.`;
}
