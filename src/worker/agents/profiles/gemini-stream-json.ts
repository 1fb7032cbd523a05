/**
 * `gemini --output-format stream-json`: the last event is `result` with the statistics of the whole talk, in which cached input is a part of the
 * input. An `error` event may be a warning; what counts is the result's status, but for one: the breaker of loops ends the turn with a warning and
 * calls that a success. Its exit codes are documented: 53 is the limit of turns.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import {
  count,
  crash,
  crashOfLogin,
  fields,
  httpStatus,
  noteOf,
  READ_LENGTH,
  text,
  wordsOf,
  type Fields,
  type OutputProfile,
  type SaidFault,
} from './output-profile.js';

const STOPPED = /loop detected|stopping execution|maximum (session )?turns|max(imum)? turns|context window will overflow/i;

export function geminiStreamJson(): OutputProfile {
  let tokens: AgentTokens = noTokens;
  let finished = false;
  let fault: SaidFault | null = null;
  let unfinished: string | null = null;
  let note: string | null = null;
  let said = '';
  let isTalking = false;
  let worked = false;

  const lines = new JsonLines((event) => {
    if (event.type === 'message' && event.role === 'assistant') {
      // A text comes in pieces.
      said = `${event.delta === true && isTalking ? said : ''}${text(event.content)}`.slice(-READ_LENGTH);
      isTalking = true;
      note = noteOf(said) ?? note;
      worked = true;
    }
    if (event.type === 'tool_use') {
      // What it says next is a text of its own.
      isTalking = false;
      note = noteOf(`uses ${text(event.tool_name) || text(event.name)}`) ?? note;
      worked = true;
    }
    if (event.type === 'error' && STOPPED.test(text(event.message))) {
      unfinished = `The agent was stopped by its own program: ${noteOf(event.message) ?? 'no reason is given'}.`;
    }
    if (event.type === 'result') {
      finished = true;
      tokens = usageIn(fields(event.stats));
      fault = event.status === 'error' ? faultOf(fields(event.error)) : null;
    }
  });

  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens, finished, fault, unfinished, lastWords: wordsOf(said), worked, note, unreadableLines: lines.unreadableLines }),
  };
}

function usageIn(stats: Fields): AgentTokens {
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
  if (/authentication/i.test(text(error.type))) return crashOfLogin(said);
  return crash(said, httpStatus(error.code) ?? httpStatus(error.status));
}
