/**
 * What the worker asks of a coding agent and what it learns, whatever the agent is: a command or a peer that speaks ACP. The agent's end is
 * evidence, not a verdict: what it changed is read from the file system, and the gate and CI alone decide what becomes of it (C2).
 */
import type { AgentResult } from './agent-result.js';
import type { AgentRole } from './agent-role.js';

/** Where an agent finds the Supervisor's tools, and what it shows there. */
export interface AgentDoor {
  readonly url: string;
  /** A secret, good for the lease alone. */
  readonly token: string;
}

export interface AgentTask {
  readonly role: AgentRole;
  /** The folder in which the agent works; see `openWorkspace`. */
  readonly workspace: string;
  /** The brief as Markdown: the agent's prompt (W7). */
  readonly brief: string;
  /** The same as data; placed beside the prompt for agents that can use it. */
  readonly briefJson: object;
  /** Where the agent may leave its result. The prompt, the brief and the form of the result are placed into the same folder. */
  readonly resultFile: string;
  /** A folder of the agent's own for temporary files, outside the workspace; left out: the worker's. */
  readonly temporaryFolder?: string;
  /** The Supervisor's tools for this lease over MCP (A6); left out: the agent is not given them. */
  readonly door?: AgentDoor;
  /** Variables for the agent besides those that its driver lets through, such as AUTOPACK_PHASE_ID. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Ends the agent. Its reason may be an `AgentStop`; anything else means that the lease is lost. */
  readonly signal: AbortSignal;
  /** The running total of tokens, whenever it has grown (B1). `estimated`: it is derived, and the exact one may be lower. */
  onTokens(total: number, estimated: boolean): void;
  /** What the agent is doing, one short line. */
  onNote(text: string): void;
  /** What it prints, as it comes, with the known values that must not be shown (O8). */
  onPrinted?(text: string, secrets: readonly string[]): void;
}

/**
 * `completed`: it says that it is done. `no_change`: done, and nothing is changed. `refused`: it did not want to. `budget`: it ran out of turns or
 * tokens. `unfinished`: its turn ended before its work did. `timeout`: it was too slow. `crashed`: it broke. `protocol_error`: what it said could not
 * be understood. `lease_lost`: it was stopped.
 */
export const AGENT_OUTCOMES = [
  'completed',
  'no_change',
  'refused',
  'budget',
  'unfinished',
  'timeout',
  'crashed',
  'protocol_error',
  'lease_lost',
] as const;
export type AgentOutcome = (typeof AGENT_OUTCOMES)[number];

export interface AgentTokens {
  /**
   * What is charged: input that no cache served, and output. null: unknown, which is never the same as zero. Input from a cache is in
   * `cached` alone: an agent reads its whole talk again with every turn, so that counting it would charge the same words many times.
   */
  readonly total: number | null;
  /** `reported`: the agent's own account. `derived`: from the size of its context or of its texts, an estimate. */
  readonly source: 'reported' | 'derived' | 'absent';
  readonly input?: number;
  readonly output?: number;
  readonly cached?: number;
  /** In US dollars. */
  readonly cost?: number;
}

export const noTokens: AgentTokens = { total: null, source: 'absent' };

export interface AgentEnd {
  readonly outcome: AgentOutcome;
  readonly tokens: AgentTokens;
  /** Its own words: what it says went wrong, or what it said last; null: it said nothing. Readable, secrets and places of this machine taken out. */
  readonly lastWords: string | null;
  /** The end of what it wrote to standard error, in the same form; null: nothing, or it says what went wrong in its own words. */
  readonly errorOutput: string | null;
  /** Why its turn ended before its work did; what of its questions was rejected; sentences. */
  readonly remarks: readonly string[];
  /** What it wrote and what was decided about it; begin and end if it is long, secrets taken out. */
  readonly log: string;
  readonly result: AgentResult | null;
  /** Why there is no result although a file was left, or must have been left; a sentence. */
  readonly resultFault: string | null;
  readonly exitCode: number | null;
  /** Set if what failed was not the work but what it depends on: no such program, no credit, no login (B6). A sentence. */
  readonly environmentFault: string | null;
  /** Set if its last words are of nothing but a failure of its provider: an agent that did nothing besides has not worked, however well it ended (B6). */
  readonly providerFault: string | null;
  /** Processes that the agent left and that had to be ended. */
  readonly leftBehind: number;
}

export interface AgentDriver {
  /** Never rejects for what an agent does. When it answers, no process of the agent's is left. */
  run(task: AgentTask): Promise<AgentEnd>;
  /** Its name and, if it is known, its version, on one line (G9). Never rejects. */
  program?(): Promise<string>;
}

/** The reason with which a task's signal is aborted, if it is another than a lost lease. */
export class AgentStop extends Error {
  override readonly name = 'AgentStop';

  constructor(readonly outcome: 'budget' | 'timeout' | 'lease_lost') {
    super(`The agent is stopped: ${outcome}`);
  }
}

/** What a stopped agent's end is called. */
export const outcomeOfStop = (signal: AbortSignal): AgentOutcome =>
  signal.reason instanceof AgentStop ? signal.reason.outcome : 'lease_lost';

/** A Builder that is done and has changed nothing is reported as such by the code that computed the diff (W8). */
export const withEvidence = (end: AgentEnd, changed: boolean): AgentEnd =>
  end.outcome === 'completed' && !changed ? { ...end, outcome: 'no_change' } : end;
