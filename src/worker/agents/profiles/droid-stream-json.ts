/**
 * `droid exec -o stream-json`: messages and tools as they come, without figures; `completion` at the end with the usage of the whole talk, in which what a
 * cache served is reported separately. A failure is an `error`, and there is no `completion` then.
 */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import { crash, type Fields, type OutputProfile, text } from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';
import { anthropicUsage, tokensOf } from './usage-sum.js';

export function droidStreamJson(): OutputProfile {
  const talk = new Talk();
  let tokens: AgentTokens = noTokens;

  function onEvent(event: Fields): void {
    switch (event.type) {
      case 'message':
        if (event.role !== 'assistant') break;
        talk.says(event.text);
        talk.worked = true;
        talk.fault = null;
        break;
      case 'tool_call':
        talk.uses(text(event.toolName) || text(event.toolId));
        talk.fault = null;
        break;
      case 'error':
        // The last one only says that there was one.
        talk.fault ??= crash(text(event.message) || 'an error without words', null);
        break;
      case 'completion': {
        talk.finished = true;
        talk.says(event.finalText);
        const usage = anthropicUsage(event.usage);
        if (usage) tokens = tokensOf(usage);
        break;
      }
      default:
        break;
    }
  }

  return jsonProfile(talk, onEvent, () => ({ tokens }));
}
