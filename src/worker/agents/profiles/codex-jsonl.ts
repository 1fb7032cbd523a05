/**
 * `codex exec --json`: `turn.completed` carries the thread's usage so far, with cached input as a part of the input and without any total.
 * A failed turn says so by `turn.failed`; an `error` before it may be a reconnect that went well, so only the last word counts.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import { count, fields, noteOf, text, type Fields, type OutputProfile, type SaidFault } from './output-profile.js';

export function codexJsonl(): OutputProfile {
  let tokens: AgentTokens = noTokens;
  let finished = false;
  let fault: SaidFault | null = null;
  let note: string | null = null;

  const lines = new JsonLines((event) => {
    const type = text(event.type);
    if (type.startsWith('item.')) note = noteOfItem(fields(event.item)) ?? note;
    if (type === 'turn.started') finished = false;
    if (type === 'error') fault = { outcome: 'crashed', text: text(event.message) || 'an error without words' };
    if (type === 'turn.failed') {
      finished = true;
      fault = { outcome: 'crashed', text: text(fields(event.error).message) || fault?.text || 'the turn failed' };
    }
    if (type === 'turn.completed') {
      finished = true;
      fault = null;
    }
    if (type === 'turn.completed' || type === 'turn.failed') tokens = higher(tokens, tokensOf(event.usage));
  });

  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens, finished, fault, note, unreadableLines: lines.unreadableLines }),
  };
}

/** Totals only grow: a thread's usage, said again, is not added. */
const higher = (a: AgentTokens, b: AgentTokens): AgentTokens => ((b.total ?? -1) > (a.total ?? -1) ? b : a);

function tokensOf(value: unknown): AgentTokens {
  const usage = fields(value);
  const all = count(usage.input_tokens);
  const output = count(usage.output_tokens);
  if (all === null && output === null) return noTokens;
  const cached = Math.min(count(usage.cached_input_tokens) ?? 0, all ?? 0);
  const input = (all ?? 0) - cached;
  return { total: input + (output ?? 0), source: 'reported', input, output: output ?? 0, cached };
}

function noteOfItem(item: Fields): string | null {
  if (item.type === 'agent_message') return noteOf(item.text);
  if (item.type === 'command_execution') return noteOf(`runs ${text(item.command)}`);
  return item.type === 'file_change' ? 'changes files' : null;
}
