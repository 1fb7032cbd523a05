/**
 * `cline --json`: `usage` after each call, with sums that only grow, in which the input includes what a cache served; `run_result` at the end, whose
 * `aggregateUsage` counts the helpers that it started, too. The name of a failure is no help: `errorClass` is mostly "unknown".
 */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import {
  crash,
  crashOfLogin,
  type Fields,
  fields,
  type OutputProfile,
  type StatedFault,
  text,
} from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { costIn, higher, inclusiveUsage, tokensOf } from './usage-sum.js';

const TOTALS = ['totalInputTokens', 'totalCacheReadTokens', 'totalOutputTokens'] as const;
const WHOLE = ['inputTokens', 'cacheReadTokens', 'outputTokens'] as const;

export function clineJson(): OutputProfile {
  const talk = new Talk();
  let tokens: AgentTokens = noTokens;
  let cost: number | undefined;

  function onEvent(event: Fields): void {
    if (event.type === 'agent_event') readAgent(fields(event.event));
    if (event.type === 'run_result') readEnd(event);
    // It says here why it cannot begin, and again what an event named before.
    if (event.type === 'error') talk.fault ??= crash(text(event.message) || 'an error without words', null);
  }

  function readAgent(event: Fields): void {
    switch (event.type) {
      case 'usage':
        take(event, TOTALS, event.totalCost);
        break;
      case 'content_start':
        if (event.contentType === 'tool') talk.uses(text(event.toolName));
        // Another try went well.
        talk.fault = null;
        break;
      case 'content_end':
        if (event.contentType !== 'text') break;
        talk.says(event.text);
        talk.worked = true;
        break;
      case 'error':
        talk.fault = faultOf(event);
        break;
      default:
        break;
    }
  }

  function readEnd(event: Fields): void {
    talk.finished = true;
    take(fields(event.usage), WHOLE, fields(event.usage).totalCost);
    take(fields(event.aggregateUsage), WHOLE, fields(event.aggregateUsage).totalCost);
    const reason = text(event.finishReason);
    const stated = text(event.text);
    if (reason === 'completed') {
      talk.fault = null;
      talk.says(stated);
    } else if (/max.?(?:iterations|turns|tokens)|length/i.test(reason)) {
      talk.fault = { outcome: 'budget', text: stated || reason };
    } else {
      talk.fault ??= crash(stated || reason || 'it gives no reason', null);
    }
  }

  function take(usage: Fields, names: readonly [string, string, string], price: unknown): void {
    cost = costIn(price) ?? cost;
    const used = inclusiveUsage(usage, names);
    if (used !== null && used.input + used.output + used.cached > 0) tokens = higher(tokens, tokensOf(used));
  }

  return jsonProfile(talk, onEvent, () => ({
    tokens: cost === undefined || tokens.total === null ? tokens : { ...tokens, cost },
  }));
}

function faultOf(event: Fields): StatedFault {
  const stated = text(fields(event.error).message) || text(event.message) || 'an error without words';
  return event.errorClass === 'auth' ? crashOfLogin(stated) : crash(stated, null);
}
