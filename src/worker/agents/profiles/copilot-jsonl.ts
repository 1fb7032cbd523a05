/**
 * `copilot --output-format json`: an event for each message, tool and error, and a `result` at the end, which holds no tokens: these stand in the
 * program's own records of the session (session-records.ts).
 */
import { noTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import {
  count,
  crash,
  fields,
  httpStatus,
  noteOf,
  text,
  wordsOf,
  type Fields,
  type OutputProfile,
  type SaidFault,
} from './output-profile.js';

export function copilotJsonl(): OutputProfile {
  let finished = false;
  let exitCode: number | null = null;
  let said: SaidFault | null = null;
  let note: string | null = null;
  let lastWords: string | null = null;
  let worked = false;

  const lines = new JsonLines((event) => {
    const data = fields(event.data);
    switch (event.type) {
      case 'assistant.message':
        lastWords = wordsOf(data.content) ?? lastWords;
        note = noteOf(data.content) ?? note;
        worked = true;
        // What an error before it spoiled was overcome.
        said = null;
        break;
      case 'tool.execution_start':
        note = noteOf(`uses ${text(data.toolName)}`) ?? note;
        worked = true;
        break;
      case 'session.error':
        said = faultOf(data);
        break;
      case 'result':
        finished = true;
        exitCode = count(event.exitCode);
        break;
      default:
        break;
    }
  });

  const fault = (): SaidFault | null =>
    said ?? (exitCode !== null && exitCode !== 0 ? { outcome: 'crashed', text: lastWords ?? `it ended with exit code ${exitCode}` } : null);
  return {
    read: (part) => lines.read(part),
    seen: () => ({
      tokens: noTokens,
      finished,
      fault: fault(),
      unfinished: null,
      lastWords,
      worked,
      note,
      unreadableLines: lines.unreadableLines,
    }),
  };
}

function faultOf(data: Fields): SaidFault {
  const message = text(data.message) || text(data.errorType) || 'an error without words';
  return crash(message, httpStatus(data.statusCode), text(data.errorType));
}
