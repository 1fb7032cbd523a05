/** `opencode run --format json`: each `step_finish` carries the usage of its step alone, so steps are added up; input is told without the cache. */
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

export function opencodeJson(): OutputProfile {
  let tokens: AgentTokens = noTokens;
  let fault: SaidFault | null = null;
  let note: string | null = null;
  let closing: string | null = null;

  const lines = new JsonLines((event) => {
    const part = fields(event.part);
    if (event.type === 'text') {
      note = noteOf(part.text) ?? note;
      closing = closingOf(part.text) ?? closing;
    }
    if (event.type === 'tool_use') note = noteOf(`uses ${text(part.tool)}`) ?? note;
    if (event.type === 'step_finish') tokens = withStep(tokens, part);
    if (event.type === 'error') fault = faultOf(fields(event.error));
  });

  return {
    read: (piece) => lines.read(piece),
    // No event says that the talk is over.
    seen: () => ({ tokens, finished: false, fault, note, closing, unreadableLines: lines.unreadableLines }),
  };
}

function withStep(so: AgentTokens, part: Fields): AgentTokens {
  const step = fields(part.tokens);
  const [input, output] = [count(step.input), count(step.output)];
  if (input === null && output === null) return so;
  const cache = fields(step.cache);
  const sums = {
    input: (so.input ?? 0) + (input ?? 0) + (count(cache.write) ?? 0),
    output: (so.output ?? 0) + (output ?? 0) + (count(step.reasoning) ?? 0),
    cached: (so.cached ?? 0) + (count(cache.read) ?? 0),
  };
  const cost = typeof part.cost === 'number' && Number.isFinite(part.cost) ? part.cost : 0;
  return { total: sums.input + sums.output, source: 'reported', ...sums, cost: (so.cost ?? 0) + cost };
}

function faultOf(error: Fields): SaidFault {
  const status = text(error.name) === 'ProviderAuthError' ? 401 : httpStatus(fields(error.data).statusCode);
  return crash(saidBy(error), status);
}

const saidBy = (error: Fields): string =>
  text(fields(error.data).message) || text(error.message) || text(error.name) || 'an error without words';
