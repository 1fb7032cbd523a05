/**
 * `codex exec --json`: `turn.completed` carries the thread's usage so far, with cached input as a part of the input and without any total.
 * A failed turn says so by `turn.failed`; an `error` before it may be a reconnect that went well, so only the last word counts. A turn in which the
 * sandbox let no command run completes all the same.
 */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import { type Fields, fields, noteOf, type OutputProfile, type StatedFault, text, wordsOf } from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { higher, inclusiveUsage, tokensOf } from './usage-sum.js';

/** What its sandbox says where the machine lacks what it is made of. */
const SANDBOX = /\bbwrap\b|bubblewrap|sandbox|landlock|seccomp|new namespace/i;
const SANDBOX_FAULT =
  'The sandbox of the agent did not let a single command run: this machine does not allow what it is made of (user namespaces). In a container of its own, run it with --sandbox danger-full-access.';

export function codexJsonl(): OutputProfile {
  const talk = new Talk();
  let tokens: AgentTokens = noTokens;
  const tried = { done: 0, barred: 0, failed: 0 };

  function onEvent(event: Fields): void {
    const type = text(event.type);
    if (type.startsWith('item.')) readItem(type, fields(event.item));
    if (type === 'turn.started') talk.finished = false;
    if (type === 'error') {
      const message = text(event.message);
      talk.fault = faultOf(message || 'an error without words');
      if (/^reconnecting/i.test(message)) talk.notes(`waits for its provider: ${message}`);
    }
    if (type === 'turn.failed') {
      talk.finished = true;
      talk.fault = faultOf(text(fields(event.error).message) || talk.fault?.text || 'the turn failed');
    }
    if (type === 'turn.completed') {
      talk.finished = true;
      talk.fault = tried.done === 0 && tried.barred > 0 ? { outcome: 'crashed', text: SANDBOX_FAULT } : null;
    }
    if (type === 'turn.completed' || type === 'turn.failed') tokens = higher(tokens, usageIn(event.usage));
  }

  function readItem(type: string, item: Fields): void {
    talk.note = noteOfItem(item) ?? talk.note;
    if (item.type === 'agent_message') talk.lastWords = wordsOf(item.text) ?? talk.lastWords;
    if (item.type !== 'error' && item.type !== undefined) talk.worked = true;
    if (type !== 'item.completed' || (item.type !== 'command_execution' && item.type !== 'file_change')) return;
    if (item.status !== 'failed') tried.done += 1;
    else if (SANDBOX.test(`${text(item.aggregated_output)} ${text(item.error)} ${text(fields(item.error).message)}`))
      tried.barred += 1;
    else if (item.type === 'file_change') tried.failed += 1;
    // A command that ran and failed is a command that ran.
    else tried.done += 1;
  }

  return jsonProfile(talk, onEvent, () => ({ tokens }));
}

/** An answer that its provider cut off for its length or its content is reported as a stream that broke: why it did goes before how that is called. */
function faultOf(stated: string): StatedFault {
  if (/reason: content_filter|content.?policy|safety (?:polic|system|reasons)/i.test(stated))
    return { outcome: 'refused', text: stated };
  return {
    outcome: /reason: max_output_tokens|context.?(?:length|window)/i.test(stated) ? 'budget' : 'crashed',
    text: stated,
  };
}

function usageIn(value: unknown): AgentTokens {
  const usage = inclusiveUsage(fields(value), ['input_tokens', 'cached_input_tokens', 'output_tokens']);
  return usage === null ? noTokens : tokensOf(usage);
}

function noteOfItem(item: Fields): string | null {
  if (item.type === 'agent_message') return noteOf(item.text);
  if (item.type === 'command_execution') return noteOf(`runs ${text(item.command)}`);
  return item.type === 'file_change' ? 'changes files' : null;
}
