/**
 * `gemini --output-format stream-json`: the last event is `result` with the statistics of the whole talk, in which cached input is a part of the
 * input. An `error` event may be a warning; what counts is the result's status, but for one: the breaker of loops ends the turn with a warning and
 * calls that a success. Its exit codes are documented: 53 is the limit of turns.
 */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import {
  count,
  crash,
  crashOfLogin,
  type Fields,
  fields,
  httpStatus,
  noteOf,
  type OutputProfile,
  READ_LENGTH,
  type StatedFault,
  text,
} from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';

const STOPPED =
  /loop detected|stopping execution|maximum (session )?turns|max(imum)? turns|context window will overflow/i;

export function geminiStreamJson(): OutputProfile {
  const talk = new Talk();
  let tokens: AgentTokens = noTokens;
  let stated = '';
  let isTalking = false;

  function onEvent(event: Fields): void {
    if (event.type === 'message' && event.role === 'assistant') {
      // A text comes in pieces.
      stated = `${event.delta === true && isTalking ? stated : ''}${text(event.content)}`.slice(-READ_LENGTH);
      isTalking = true;
      talk.says(stated);
      talk.worked = true;
    }
    if (event.type === 'tool_use') {
      // What it says next is a text of its own.
      isTalking = false;
      talk.uses(text(event.tool_name) || text(event.name));
    }
    if (event.type === 'error' && STOPPED.test(text(event.message))) {
      talk.unfinished = `The agent was stopped by its own program: ${noteOf(event.message) ?? 'no reason is given'}.`;
    }
    if (event.type === 'result') {
      talk.finished = true;
      tokens = usageIn(fields(event.stats));
      talk.fault = event.status === 'error' ? faultOf(fields(event.error)) : null;
    }
  }

  return jsonProfile(talk, onEvent, () => ({ tokens }));
}

function usageIn(stats: Fields): AgentTokens {
  const all = count(stats.input_tokens);
  const output = count(stats.output_tokens);
  const total = count(stats.total_tokens);
  const cached = Math.min(count(stats.cached) ?? 0, all ?? total ?? 0);
  if (all === null && output === null)
    return total === null ? noTokens : { total: total - cached, source: 'reported', cached };
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

function faultOf(error: Fields): StatedFault {
  const stated = text(error.message) || text(error.type) || 'an error without words';
  if (/turn.?limit/i.test(text(error.type))) return { outcome: 'budget', text: stated };
  if (/authentication/i.test(text(error.type))) return crashOfLogin(stated);
  return crash(stated, httpStatus(error.code) ?? httpStatus(error.status));
}
