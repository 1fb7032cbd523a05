/**
 * `opencode run --format json`: each `step_finish` carries the usage of its step alone, so steps are added up; input is reported without the cache. No event
 * says that the talk is over; a last step that ended for its tool calls was to be followed by another one, which never came.
 */
import {
  count,
  crash,
  crashOfLogin,
  type Fields,
  fields,
  httpStatus,
  type OutputProfile,
  type StatedFault,
  text,
} from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { costIn, UsageSum } from './usage-sum.js';

const REJECTED = /rejected permission|permission (was )?(rejected|denied)/i;

export function opencodeJson(): OutputProfile {
  const talk = new Talk();
  const steps = new UsageSum();
  let cost: number | undefined;
  let last: string | null = null;
  let rejected = false;
  let unnamed = 0;

  function onEvent(event: Fields): void {
    const part = fields(event.part);
    if (event.type === 'text') {
      talk.says(part.text);
      talk.worked = true;
    }
    if (event.type === 'tool_use') {
      talk.uses(text(part.tool));
      rejected = REJECTED.test(text(fields(part.state).error));
    }
    if (event.type === 'step_finish') readStep(part);
    if (event.type === 'error') talk.fault = faultOf(fields(event.error));
  }

  function readStep(part: Fields): void {
    last = text(part.reason) || null;
    const tokens = fields(part.tokens);
    const [input, output] = [count(tokens.input), count(tokens.output)];
    if (input === null && output === null) return;
    const cache = fields(tokens.cache);
    steps.set(text(part.id) || `step ${(unnamed += 1)}`, {
      input: (input ?? 0) + (count(cache.write) ?? 0),
      output: (output ?? 0) + (count(tokens.reasoning) ?? 0),
      cached: count(cache.read) ?? 0,
    });
    cost = (cost ?? 0) + (costIn(part.cost) ?? 0);
  }

  function unfinished(): string | null {
    if (last === 'length') return 'The answer of the agent was cut at the length that its model may write.';
    if (last !== 'tool-calls') return null;
    return rejected
      ? 'The turn of the agent ended when its own program rejected a permission that it asked for.'
      : 'The turn of the agent ended in the middle: its last step was to be followed by another one.';
  }

  return jsonProfile(talk, onEvent, () => ({ tokens: steps.tokens(cost), unfinished: unfinished() }));
}

/** The status of its provider's answer is in a field of its own. */
function faultOf(error: Fields): StatedFault {
  const data = fields(error.data);
  const stated = text(data.message) || text(error.message) || text(error.name) || 'an error without words';
  return text(error.name) === 'ProviderAuthError' ? crashOfLogin(stated) : crash(stated, httpStatus(data.statusCode));
}
