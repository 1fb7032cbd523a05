/**
 * `qwen --output-format stream-json`: lines like Claude's, with two differences: `input_tokens` includes what a cache served, and a failure of the provider
 * is the text of an answer (`[API Error: …]`) with `is_error` false and exit code 0.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import { fields, list, noteOf, text, wordsOf, type Fields, type OutputProfile, type SaidFault } from './output-profile.js';
import { inclusiveUsage, tokensOf, UsageSum } from './usage-sum.js';

/** The whole of the answer is the failure: a text that only speaks of one is none. */
const FAILED = /^\s*\[?API Error\b[^]*$/i;

export function qwenStreamJson(): OutputProfile {
  const messages = new UsageSum();
  let whole: AgentTokens = noTokens;
  let finished = false;
  let fault: SaidFault | null = null;
  let note: string | null = null;
  let lastWords: string | null = null;
  let worked = false;
  let unnamed = 0;

  const lines = new JsonLines((event) => {
    if (event.type === 'assistant') readMessage(fields(event.message));
    if (event.type === 'result') readResult(event);
  });

  function readMessage(message: Fields): void {
    const usage = inclusiveUsage(fields(message.usage), ['input_tokens', 'cache_read_input_tokens', 'output_tokens']);
    if (usage && usage.input + usage.output > 0) messages.set(text(message.id) || `message ${(unnamed += 1)}`, usage);
    for (const part of list(message.content).map(fields)) {
      if (part.type === 'text') {
        note = noteOf(part.text) ?? note;
        lastWords = wordsOf(part.text) ?? lastWords;
        if (!FAILED.test(text(part.text))) worked = true;
      }
      if (part.type === 'tool_use') {
        note = noteOf(`uses ${text(part.name)}`) ?? note;
        worked = true;
      }
    }
  }

  function readResult(event: Fields): void {
    finished = true;
    const usage = inclusiveUsage(fields(event.usage), ['input_tokens', 'cache_read_input_tokens', 'output_tokens']);
    if (usage) whole = tokensOf(usage);
    lastWords = wordsOf(event.result) ?? lastWords;
    fault = faultOf(event);
  }

  const tokens = (): AgentTokens => {
    const counted = messages.tokens();
    return whole.total !== null && whole.total >= (counted.total ?? 0) ? whole : counted;
  };
  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens: tokens(), finished, fault, unfinished: null, lastWords, worked, note, unreadableLines: lines.unreadableLines }),
  };
}

function faultOf(event: Fields): SaidFault | null {
  const subtype = text(event.subtype);
  const said = text(event.result) || text(fields(event.error).message) || subtype;
  if (/max_turns|turn_limit/.test(subtype)) return { outcome: 'budget', text: said };
  return event.is_error === true || subtype.startsWith('error') || FAILED.test(said) ? { outcome: 'crashed', text: said } : null;
}
