/**
 * `claude -p --output-format stream-json --verbose`: a line for each message, and one `result` at the end. Three traps: `is_error` may be true
 * with subtype `success` and exit code 0; the same message comes in several lines, each with its usage so far; the process may stay after the result.
 */
import { noTokens, type AgentTokens } from '../agent.js';
import { JsonLines } from './json-lines.js';
import {
  closingOf,
  count,
  crash,
  fields,
  httpStatus,
  list,
  noteOf,
  text,
  type Fields,
  type OutputProfile,
  type SaidFault,
} from './output-profile.js';

interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
}

/** Messages that are counted one by one; a session with more is counted by its result. */
const MAX_MESSAGES = 10_000;

export function claudeStreamJson(): OutputProfile {
  const perMessage = new Map<string, Usage>();
  let sum: Usage = { input: 0, output: 0, cached: 0 };
  let whole: AgentTokens | null = null;
  let finished = false;
  let fault: SaidFault | null = null;
  let note: string | null = null;
  let closing: string | null = null;

  const lines = new JsonLines((event) => {
    if (event.type === 'assistant') readMessage(fields(event.message));
    if (event.type === 'result') readResult(event);
  });

  function readMessage(message: Fields): void {
    const usage = usageOf(message.usage);
    const id = text(message.id) || `message ${perMessage.size}`;
    if (usage && (perMessage.has(id) || perMessage.size < MAX_MESSAGES)) {
      sum = plus(plus(sum, usage, 1), perMessage.get(id), -1);
      perMessage.set(id, usage);
    }
    for (const part of list(message.content).map(fields)) {
      if (part.type === 'text') {
        note = noteOf(part.text) ?? note;
        closing = closingOf(part.text) ?? closing;
      }
      if (part.type === 'tool_use') note = noteOf(`uses ${text(part.name)}`) ?? note;
    }
  }

  function readResult(event: Fields): void {
    finished = true;
    const usage = usageOf(event.usage);
    const cost = event.total_cost_usd;
    if (usage) whole = tokensOf(usage, typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? cost : undefined);
    fault = faultOf(event);
    closing = closingOf(event.result) ?? closing;
  }

  function tokens(): AgentTokens {
    const counted = perMessage.size > 0 ? tokensOf(sum) : noTokens;
    // The result may count the last turn alone: what was seen before stays.
    return whole !== null && (whole.total ?? 0) >= (counted.total ?? 0) ? whole : counted;
  }

  return {
    read: (part) => lines.read(part),
    seen: () => ({ tokens: tokens(), finished, fault, note, closing, unreadableLines: lines.unreadableLines }),
  };
}

function usageOf(value: unknown): Usage | null {
  const usage = fields(value);
  const input = count(usage.input_tokens);
  const output = count(usage.output_tokens);
  if (input === null && output === null) return null;
  return {
    input: (input ?? 0) + (count(usage.cache_creation_input_tokens) ?? 0),
    output: output ?? 0,
    cached: count(usage.cache_read_input_tokens) ?? 0,
  };
}

const plus = (a: Usage, b: Usage | undefined, times: 1 | -1): Usage => ({
  input: a.input + times * (b?.input ?? 0),
  output: a.output + times * (b?.output ?? 0),
  cached: a.cached + times * (b?.cached ?? 0),
});

const tokensOf = ({ input, output, cached }: Usage, cost?: number): AgentTokens => ({
  total: input + output,
  source: 'reported',
  input,
  output,
  cached,
  ...(cost === undefined ? {} : { cost }),
});

function faultOf(event: Fields): SaidFault | null {
  const subtype = text(event.subtype);
  const said = text(event.result) || list(event.errors).map(text).join('; ') || subtype;
  if (/max_turns|max_budget/.test(subtype)) return { outcome: 'budget', text: said };
  // A refusal is told as an error, too.
  if (text(event.stop_reason) === 'refusal') return { outcome: 'refused', text: said };
  const isError = event.is_error === true || subtype.startsWith('error');
  return isError ? crash(said, httpStatus(event.api_error_status)) : null;
}
