/**
 * `claude -p --output-format stream-json --verbose --include-partial-messages`: a line for each message, the events of its stream between them, and a
 * `result` at the end of each turn. Traps: `is_error` may be true with subtype `success` and exit code 0; a message's own line carries the usage of its
 * begin, its `message_delta` the true one; several `result` lines may come, each with the usage of its turn, while `modelUsage` counts everything so
 * far, sub-agents too; the process may stay after the result.
 */
import { type AgentTokens } from '../contract/agent.js';
import {
  count,
  crash,
  type Fields,
  fields,
  httpStatus,
  list,
  noteOf,
  type OutputProfile,
  type StatedFault,
  text,
  wordsOf,
} from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { anthropicUsage, costIn, plus, tokensOf, type Usage, UsageSum } from './usage-sum.js';

/** The model's name of a message that the program made up itself, such as one that reports an error. */
const SYNTHETIC = '<synthetic>';

export function claudeStreamJson(): OutputProfile {
  const talk = new Talk();
  const messages = new UsageSum();
  let turns: Usage | null = null;
  let models: Usage | null = null;
  let cost: number | undefined;
  let streamed = '';

  function onEvent(event: Fields): void {
    switch (event.type) {
      case 'assistant':
        return readMessage(event);
      case 'stream_event':
        return readPart(event);
      case 'result':
        return readResult(event);
      case 'system':
        if (event.subtype === 'api_retry') readRetry(event);
        return;
      default:
        return;
    }
  }

  /** It counts as its failure if it ends before its provider answers. */
  function readRetry(event: Fields): void {
    const note = retryNote(event);
    talk.notes(note);
    talk.fault = crash(note, httpStatus(event.error_status), text(event.error));
  }

  function readMessage(event: Fields): void {
    const message = fields(event.message);
    const made = message.model === SYNTHETIC;
    const usage = anthropicUsage(message.usage);
    const id = text(message.id);
    // What its stream reported of it already is newer than what is here.
    if (usage && !made) messages.set(id || `message ${streamed}`, atLeast(usage, messages.get(id)));
    for (const part of list(message.content).map(fields)) {
      if (part.type === 'text') {
        // What a sub-agent says is not its own.
        if (typeof event.parent_tool_use_id !== 'string') talk.says(part.text);
        else talk.note = noteOf(part.text) ?? talk.note;
      }
      if (part.type === 'tool_use') talk.notes(`uses ${text(part.name)}`);
    }
    if (made) return;
    talk.worked = true;
    // Its provider has answered again.
    if (!talk.finished) talk.fault = null;
  }

  function readPart(event: Fields): void {
    const part = fields(event.event);
    if (part.type === 'message_start') {
      const message = fields(part.message);
      streamed = text(message.id) || text(event.api_message_id) || text(event.uuid);
      const usage = anthropicUsage(message.usage);
      if (usage) messages.set(streamed, usage);
    }
    if (part.type !== 'message_delta') return;
    const usage = anthropicUsage(part.usage);
    const id = text(event.api_message_id) || streamed;
    if (usage) messages.set(id, atLeast(usage, messages.get(id)));
  }

  function readResult(event: Fields): void {
    talk.finished = true;
    const usage = anthropicUsage(event.usage);
    if (usage) turns = plus(turns ?? { input: 0, output: 0, cached: 0 }, usage);
    models = modelsIn(fields(event.modelUsage)) ?? models;
    cost = costIn(event.total_cost_usd) ?? cost;
    talk.fault = faultOf(event);
    talk.lastWords = wordsOf(event.result) ?? talk.lastWords;
  }

  function tokens(): AgentTokens {
    const seen = messages.tokens(cost);
    const reported = models ?? turns;
    if (reported === null) return seen;
    // What was seen before stays if the result counts less.
    return reported.input + reported.output >= (seen.total ?? 0) ? tokensOf(reported, cost) : seen;
  }

  return jsonProfile(talk, onEvent, () => ({ tokens: tokens() }));
}

const atLeast = (a: Usage, b: Usage | undefined): Usage =>
  b === undefined
    ? a
    : { input: Math.max(a.input, b.input), output: Math.max(a.output, b.output), cached: Math.max(a.cached, b.cached) };

/** The sum over all models; null if none is named. */
function modelsIn(modelUsage: Fields): Usage | null {
  let sum: Usage | null = null;
  for (const each of Object.values(modelUsage).map(fields)) {
    const [input, output] = [count(each.inputTokens), count(each.outputTokens)];
    if (input === null && output === null) continue;
    sum = plus(sum ?? { input: 0, output: 0, cached: 0 }, {
      input: (input ?? 0) + (count(each.cacheCreationInputTokens) ?? 0),
      output: output ?? 0,
      cached: count(each.cacheReadInputTokens) ?? 0,
    });
  }
  return sum;
}

function retryNote(event: Fields): string {
  const status = count(event.error_status);
  const which = `${count(event.attempt) ?? '?'} of ${count(event.max_retries) ?? '?'}`;
  return `waits for its provider${status === null ? '' : ` (HTTP ${status})`}, try ${which}`;
}

function faultOf(event: Fields): StatedFault | null {
  const subtype = text(event.subtype);
  const stated = text(event.result) || list(event.errors).map(text).join('; ') || subtype;
  if (/max_turns|max_budget/.test(subtype)) return { outcome: 'budget', text: stated };
  // A refusal is reported as an error, too.
  if (text(event.stop_reason) === 'refusal') return { outcome: 'refused', text: stated };
  const isError = event.is_error === true || subtype.startsWith('error');
  return isError ? crash(stated, httpStatus(event.api_error_status), text(event.api_error)) : null;
}
