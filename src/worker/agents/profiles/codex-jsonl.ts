/**
 * `codex exec --json`: `turn.completed` carries the thread's usage so far, with cached input as a part of the input and without any total.
 * A failed turn says so by `turn.failed`; an `error` before it may be a reconnect that went well, so only the last word counts.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import { closingOf, count, fields, noteOf, text, type Fields, type OutputProfile, type SaidFault } from './output-profile.js';

export function codexJsonl(): OutputProfile {
  let tokens: AgentTokens = noTokens;
  let finished = false;
  let fault: SaidFault | null = null;
  let note: string | null = null;
  let closing: string | null = null;

  const lines = new JsonLines((event) => {
    const type = text(event.type);
    if (type.startsWith('item.')) {
      const item = fields(event.item);
      note = noteOfItem(item) ?? note;
      if (item.type === 'agent_message') closing = closingOf(item.text) ?? closing;
    }
    if (type === 'turn.started') finished = false;
    if (type === 'error') fault = faultOf(text(event.message) || 'an error without words');
    if (type === 'turn.failed') {
      finished = true;
      fault = faultOf(text(fields(event.error).message) || fault?.text || 'the turn failed');
    }
    if (type === 'turn.completed') {
      finished = true;
      fault = null;
    }
    if (type === 'turn.completed' || type === 'turn.failed') tokens = higher(tokens, tokensOf(event.usage));
  });

  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens, finished, fault, note, closing, unreadableLines: lines.unreadableLines }),
  };
}

/** An answer that its provider cut off for its length or its content is told as a stream that broke. */
function faultOf(said: string): SaidFault {
  if (/reason: content_filter/.test(said)) return { outcome: 'refused', text: said };
  return { outcome: /reason: max_output_tokens/.test(said) ? 'budget' : 'crashed', text: said };
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
