/**
 * `gemini --output-format stream-json`: the last event is `result` with the statistics of the whole talk, in which cached input is a part of the
 * input. An `error` event may be a warning; what counts is the result's status. Its exit codes are documented: 53 is the limit of turns.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import {
  closingOf,
  count,
  crash,
  fields,
  httpStatus,
  noteOf,
  text,
  type Fields,
  type OutputProfile,
  type SaidFault,
} from './output-profile.js';

export function geminiStreamJson(): OutputProfile {
  let tokens: AgentTokens = noTokens;
  let finished = false;
  let fault: SaidFault | null = null;
  let note: string | null = null;
  let closing: string | null = null;
  let isTalking = false;

  const lines = new JsonLines((event) => {
    const isWord = event.type === 'message' && event.role === 'assistant';
    if (isWord) {
      note = noteOf(event.content) ?? note;
      // A message comes in pieces.
      closing = closingOf(event.content, event.delta === true && isTalking ? (closing ?? '') : '') ?? closing;
    }
    isTalking = isWord;
    if (event.type === 'tool_use') note = noteOf(`uses ${text(event.tool_name) || text(event.name)}`) ?? note;
    if (event.type === 'result') {
      finished = true;
      tokens = tokensOf(fields(event.stats));
      fault = event.status === 'error' ? faultOf(fields(event.error)) : null;
    }
  });

  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens, finished, fault, note, closing, unreadableLines: lines.unreadableLines }),
  };
}

function tokensOf(stats: Fields): AgentTokens {
  const all = count(stats.input_tokens);
  const output = count(stats.output_tokens);
  const total = count(stats.total_tokens);
  const cached = Math.min(count(stats.cached) ?? 0, all ?? total ?? 0);
  if (all === null && output === null) return total === null ? noTokens : { total: total - cached, source: 'reported', cached };
  const input = (all ?? 0) - cached;
  // The total also counts what the model thought; it is the larger of the two.
  return {
    total: Math.max(input + (output ?? 0), (total ?? 0) - cached),
    source: 'reported',
    input,
    output: output ?? 0,
    cached,
  };
}

function faultOf(error: Fields): SaidFault {
  const said = text(error.message) || text(error.type) || 'an error without words';
  if (/turn.?limit/i.test(text(error.type))) return { outcome: 'budget', text: said };
  const status = /authentication/i.test(text(error.type)) ? 401 : (httpStatus(error.code) ?? httpStatus(error.status));
  return crash(said, status);
}
