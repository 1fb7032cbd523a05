/**
 * `pi -p --mode json`: each message comes at its end with the usage of its own call, reported without what a cache served; the same message is repeated in
 * `turn_end` and `agent_end`, which are not counted. A failure of its provider is a message with `stopReason` "error", the exit code is 0, and the program
 * tries again by itself: only the last message counts.
 */
import { count, crash, type Fields, fields, list, type OutputProfile, text } from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { costIn, piUsage, UsageSum } from './usage-sum.js';

const UNFINISHED: Readonly<Record<string, string>> = {
  length: 'The answer of the agent was cut at the length that its model may write.',
  toolUse: 'The turn of the agent ended in the middle: its last answer asked for a tool.',
};

export function piJson(): OutputProfile {
  const talk = new Talk();
  const calls = new UsageSum();
  let cost: number | undefined;
  let last = '';
  let unnamed = 0;

  function onEvent(event: Fields): void {
    switch (event.type) {
      case 'message_end':
        readMessage(fields(event.message));
        break;
      case 'tool_execution_start':
        talk.uses(text(event.toolName));
        break;
      case 'agent_start':
        talk.finished = false;
        break;
      case 'agent_end':
        talk.finished = event.willRetry !== true;
        break;
      case 'auto_retry_start':
        talk.finished = false;
        talk.notes(`waits for its provider, try ${count(event.attempt) ?? '?'} of ${count(event.maxAttempts) ?? '?'}`);
        break;
      default:
        break;
    }
  }

  function readMessage(message: Fields): void {
    if (message.role !== 'assistant') return;
    readUsage(message);
    last = text(message.stopReason);
    const failed = last === 'error' || last === 'aborted';
    talk.fault = failed ? crash(text(message.errorMessage) || `it ended with "${last}"`, null) : null;
    for (const part of list(message.content).map(fields)) if (part.type === 'text') talk.says(part.text);
    if (!failed) talk.worked = true;
  }

  function readUsage(message: Fields): void {
    const usage = piUsage(message.usage);
    if (usage === null) return;
    calls.set(text(message.responseId) || `call ${(unnamed += 1)}`, usage);
    const price = costIn(fields(fields(message.usage).cost).total);
    if (price !== undefined) cost = (cost ?? 0) + price;
  }

  return jsonProfile(talk, onEvent, () => ({
    tokens: calls.tokens(cost),
    unfinished: talk.fault === null ? (UNFINISHED[last] ?? null) : null,
  }));
}
