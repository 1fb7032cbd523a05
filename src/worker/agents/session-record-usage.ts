/** What a line of a session's records says of tokens (B1): each call of the model once, however often the record is written again. */
import { type AgentTokens, noTokens } from './contract/agent.js';
import { count, type Fields, fields, text } from './profiles/output-profile.js';
import {
  anthropicUsage,
  higher,
  inclusiveUsage,
  piUsage,
  plus,
  tokensOf,
  type Usage,
  UsageSum,
} from './profiles/usage-sum.js';
import type { RecordFormat } from './session-record-files.js';

const OPENAI_NAMES = ['input_tokens', 'cached_input_tokens', 'output_tokens'] as const;
const COPILOT_NAMES = ['inputTokens', 'cacheReadTokens', 'outputTokens'] as const;

export class RecordUsage {
  private readonly calls = new UsageSum();
  /** By file: what its program says that the whole thread used. */
  private readonly wholes = new Map<string, Usage>();

  /** Files with a record of each call: their sum needs no total. */
  private readonly recorded = new Set<string>();

  /** What a session says that it used together with those that it started. */
  private inclusive: AgentTokens = noTokens;

  constructor(private readonly format: RecordFormat) {}

  /** `file` distinguishes threads. */
  read(event: Fields, file: string): void {
    switch (this.format) {
      case 'claude':
        return this.claude(event);
      case 'codex':
        return this.codex(event, file);
      case 'gemini':
        return this.gemini(event);
      case 'copilot':
        return this.copilot(event, file);
      case 'pi':
        return this.pi(event);
      case 'droid':
        return this.droid(event, file);
    }
  }

  tokens(): AgentTokens {
    const calls = this.calls.tokens();
    if (this.wholes.size === 0) return calls;
    const whole = higher(tokensOf([...this.wholes.values()].reduce((sum, each) => plus(sum, each))), this.inclusive);
    return (whole.total ?? 0) > (calls.total ?? 0) ? whole : calls.total === null ? noTokens : calls;
  }

  private claude(event: Fields): void {
    const message = fields(event.message);
    const usage = event.type === 'assistant' && message.model !== '<synthetic>' ? anthropicUsage(message.usage) : null;
    if (usage) this.calls.set(text(message.id) || text(event.uuid), usage);
  }

  /** `token_usage_record` behind each answer, `token_count` behind what follows it; older versions write the second alone. */
  private codex(event: Fields, file: string): void {
    const payload = fields(event.payload);
    if (event.type === 'token_usage_record') {
      const usage = inclusiveUsage(fields(payload.usage), OPENAI_NAMES);
      if (usage)
        this.calls.set(text(payload.response_id) || `${text(payload.turn_id)} ${text(event.timestamp)}`, usage);
      this.wholes.delete(file);
      this.recorded.add(file);
    }
    if (event.type === 'event_msg' && payload.type === 'token_count' && !this.recorded.has(file)) {
      const usage = inclusiveUsage(fields(fields(payload.info).total_token_usage), OPENAI_NAMES);
      if (usage) this.wholes.set(file, usage);
    }
  }

  /** Input includes what a cache served; what was thought and what tools were prompted with stand apart. */
  private gemini(event: Fields): void {
    const tokens = fields(event.tokens);
    const [all, output] = [count(tokens.input), count(tokens.output)];
    if (event.type !== 'gemini' || (all === null && output === null)) return;
    const cached = Math.min(count(tokens.cached) ?? 0, all ?? 0);
    const input = (all ?? 0) - cached + (count(tokens.tool) ?? 0);
    this.calls.set(text(event.id), { input, output: (output ?? 0) + (count(tokens.thoughts) ?? 0), cached });
  }

  /** A session's own usage, and that with the sessions that it started. */
  private droid(event: Fields, file: string): void {
    const own = droidUsage(event.tokenUsage);
    if (own) this.wholes.set(file, own);
    this.inclusive = higher(this.inclusive, tokensIn(droidUsage(event.inclusiveTokenUsage)));
  }

  private pi(event: Fields): void {
    const message = fields(event.message);
    const usage = event.type === 'message' && message.role === 'assistant' ? piUsage(message.usage) : null;
    if (usage) this.calls.set(text(message.responseId) || text(event.id), usage);
  }

  private copilot(event: Fields, file: string): void {
    const data = fields(event.data);
    if (event.type === 'session.usage_record') {
      const usage = inclusiveUsage(fields(data.usage), COPILOT_NAMES);
      if (usage) this.calls.set(text(event.id), usage);
    }
    if (event.type !== 'session.shutdown') return;
    const models = Object.values(fields(data.modelMetrics)).map((each) =>
      inclusiveUsage(fields(fields(each).usage), COPILOT_NAMES),
    );
    const known = models.filter((each) => each !== null);
    if (known.length > 0)
      this.wholes.set(
        file,
        known.reduce((sum, each) => plus(sum, each)),
      );
  }
}

const tokensIn = (usage: Usage | null): AgentTokens => (usage === null ? noTokens : tokensOf(usage));

/** Cached input is reported beside the input, and thoughts are reported beside the output. */
function droidUsage(value: unknown): Usage | null {
  const usage = fields(value);
  const [input, output] = [count(usage.inputTokens), count(usage.outputTokens)];
  if (input === null && output === null) return null;
  return {
    input: (input ?? 0) + (count(usage.cacheCreationTokens) ?? 0),
    output: (output ?? 0) + (count(usage.thinkingTokens) ?? 0),
    cached: count(usage.cacheReadTokens) ?? 0,
  };
}
