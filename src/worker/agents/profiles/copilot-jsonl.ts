/**
 * `copilot --output-format json`: an event for each message, tool and error, and a `result` at the end, which holds no tokens: these stand in the
 * program's own records of the session (session-records.ts).
 */
import { noTokens } from '../contract/agent.js';
import {
  count,
  crash,
  type Fields,
  fields,
  httpStatus,
  type OutputProfile,
  type StatedFault,
  text,
} from './output-profile.js';
import { jsonProfile, Talk } from './talk.js';

export function copilotJsonl(): OutputProfile {
  const talk = new Talk();
  let exitCode: number | null = null;

  function onEvent(event: Fields): void {
    const data = fields(event.data);
    switch (event.type) {
      case 'assistant.message':
        talk.says(data.content);
        talk.worked = true;
        // What an error before it spoiled was overcome.
        talk.fault = null;
        break;
      case 'tool.execution_start':
        talk.uses(text(data.toolName));
        break;
      case 'session.error':
        talk.fault = faultOf(data);
        break;
      case 'result':
        talk.finished = true;
        exitCode = count(event.exitCode);
        break;
      default:
        break;
    }
  }

  function fault(): StatedFault | null {
    if (talk.fault !== null || exitCode === null || exitCode === 0) return talk.fault;
    return { outcome: 'crashed', text: talk.lastWords ?? `it ended with exit code ${exitCode}` };
  }

  return jsonProfile(talk, onEvent, () => ({ tokens: noTokens, fault: fault() }));
}

function faultOf(data: Fields): StatedFault {
  const message = text(data.message) || text(data.errorType) || 'an error without words';
  return crash(message, httpStatus(data.statusCode), text(data.errorType));
}
