/**
 * `qwen --output-format stream-json`: lines like Claude's, with two differences: `input_tokens` includes what a cache served, and a failure of the provider
 * is the text of an answer (`[API Error: …]`) with `is_error` false and exit code 0.
 */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import { type Fields, fields, list, type OutputProfile, type StatedFault, text, wordsOf } from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { inclusiveUsage, tokensOf, UsageSum } from './usage-sum.js';

/** The whole of the answer is the failure: a text that only speaks of one is none. */
const FAILED = /^\s*\[?API Error\b[^]*$/i;

export function qwenStreamJson(): OutputProfile {
  const messages = new UsageSum();
  let whole: AgentTokens = noTokens;
  const talk = new Talk();
  let unnamed = 0;

  function onEvent(event: Fields): void {
    if (event.type === 'assistant') readMessage(fields(event.message));
    if (event.type === 'result') readResult(event);
  }

  function readMessage(message: Fields): void {
    const usage = inclusiveUsage(fields(message.usage), ['input_tokens', 'cache_read_input_tokens', 'output_tokens']);
    if (usage && usage.input + usage.output > 0) messages.set(text(message.id) || `message ${(unnamed += 1)}`, usage);
    for (const part of list(message.content).map(fields)) {
      if (part.type === 'text') {
        talk.says(part.text);
        if (!FAILED.test(text(part.text))) talk.worked = true;
      }
      if (part.type === 'tool_use') talk.uses(text(part.name));
    }
  }

  function readResult(event: Fields): void {
    talk.finished = true;
    const usage = inclusiveUsage(fields(event.usage), ['input_tokens', 'cache_read_input_tokens', 'output_tokens']);
    if (usage) whole = tokensOf(usage);
    talk.lastWords = wordsOf(event.result) ?? talk.lastWords;
    talk.fault = faultOf(event);
  }

  const tokens = (): AgentTokens => {
    const counted = messages.tokens();
    return whole.total !== null && whole.total >= (counted.total ?? 0) ? whole : counted;
  };
  return jsonProfile(talk, onEvent, () => ({ tokens: tokens() }));
}

function faultOf(event: Fields): StatedFault | null {
  const subtype = text(event.subtype);
  const stated = text(event.result) || text(fields(event.error).message) || subtype;
  if (/max_turns|turn_limit/.test(subtype)) return { outcome: 'budget', text: stated };
  return event.is_error === true || subtype.startsWith('error') || FAILED.test(stated)
    ? { outcome: 'crashed', text: stated }
    : null;
}
