/** How the scripted agent speaks: as plain text, in the stream of a known agent, or over ACP. What it does is the same. */

export type Refusal = 'error' | 'limit' | 'refusal';

export interface AgentOutput {
  say(text: string): Promise<void>;
  /** The running total so far. */
  tokens(total: number): Promise<void>;
  /** `unasked`: this voice has nobody to ask. */
  ask(kind: string, path: string | undefined): Promise<'allowed' | 'rejected' | 'unasked'>;
  /** Bytes as they are, past any protocol. */
  raw(text: string): void;
  /** The last word; the exit code with which such an agent ends. */
  end(failed: { readonly as: Refusal; readonly text: string } | null): Promise<number>;
}
