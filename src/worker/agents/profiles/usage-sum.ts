/** Adding up what an agent's calls of its model used, each call once, however often it is reported. */
import { type AgentTokens, noTokens } from '../contract/agent.js';
import { count, type Fields, fields } from './output-profile.js';

/** `input` is what no cache served; `cached` is reported separately. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
}

/** How many calls are distinguished; later ones are added without a check for repetition. */
const MOST_CALLS = 20_000;

export class UsageSum {
  private readonly calls = new Map<string, Usage>();
  private sum: Usage = { input: 0, output: 0, cached: 0 };
  private isReported = false;

  /** What a call used, as it was reported last. */
  set(call: string, usage: Usage): void {
    const before = this.calls.get(call);
    this.sum = plus(plus(this.sum, usage, 1), before, -1);
    this.isReported = true;
    if (before || this.calls.size < MOST_CALLS) this.calls.set(call, usage);
  }

  /** What was reported of this call so far. */
  get(call: string): Usage | undefined {
    return this.calls.get(call);
  }

  tokens(cost?: number): AgentTokens {
    return this.isReported ? tokensOf(this.sum, cost) : noTokens;
  }
}

export const plus = (a: Usage, b: Usage | undefined, times: 1 | -1 = 1): Usage => ({
  input: a.input + times * (b?.input ?? 0),
  output: a.output + times * (b?.output ?? 0),
  cached: a.cached + times * (b?.cached ?? 0),
});

export const tokensOf = ({ input, output, cached }: Usage, cost?: number): AgentTokens => ({
  total: input + output,
  source: 'reported',
  input,
  output,
  cached,
  ...(cost === undefined ? {} : { cost }),
});

/** Totals only grow: the usage of a whole talk, said again, is not added. */
export const higher = (a: AgentTokens, b: AgentTokens): AgentTokens => ((b.total ?? -1) > (a.total ?? -1) ? b : a);

/** A price in US dollars, if it is one. */
export const costIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** As Anthropic reports it: what a cache served is reported beside the input, what was written into it too. */
export function anthropicUsage(value: unknown): Usage | null {
  const usage = fields(value);
  const [input, output] = [count(usage.input_tokens), count(usage.output_tokens)];
  if (input === null && output === null) return null;
  return {
    input: (input ?? 0) + (count(usage.cache_creation_input_tokens) ?? 0),
    output: output ?? 0,
    cached: count(usage.cache_read_input_tokens) ?? 0,
  };
}

/** As Pi reports it: what a cache served is reported beside the input. Null also where all is zero: of a call that failed nothing is known. */
export function piUsage(value: unknown): Usage | null {
  const usage = fields(value);
  const [input, output, cached] = [count(usage.input) ?? 0, count(usage.output) ?? 0, count(usage.cacheRead) ?? 0];
  const used = { input: input + (count(usage.cacheWrite) ?? 0), output, cached };
  return used.input + used.output + used.cached > 0 ? used : null;
}

/** As OpenAI reports it: the cached input is a part of the input. `names` are those of input, cached input and output. */
export function inclusiveUsage(usage: Fields, names: readonly [string, string, string]): Usage | null {
  const [all, cachedReported, output] = names.map((name) => count(usage[name]));
  if ((all ?? null) === null && (output ?? null) === null) return null;
  const cached = Math.min(cachedReported ?? 0, all ?? 0);
  return { input: (all ?? 0) - cached, output: output ?? 0, cached };
}
