/**
 * Tokens over ACP. The stable protocol reports the size of the context only; what is derived from it, by adding it up over the calls of the model, is an
 * estimate. Most agents add counts to the answer of a prompt, each in its own way: `usage` (a draft of the protocol), `_meta.quota.token_count`, or
 * `_meta.usage` at the pieces of a message. Whether the input counts what a cache served is seen from the total.
 */
import { type AgentTokens, noTokens } from './contract/agent.js';
import { count, type Fields, fields, list } from './profiles/output-profile.js';
import { plus, tokensOf, type Usage, UsageSum } from './profiles/usage-sum.js';

export class AcpUsage {
  private counted: AgentTokens | null = null;
  private readonly pieces = new UsageSum();
  private unnamed = 0;
  /** Sizes of the context: of the calls that are over, and of the one that runs. */
  private before = 0;
  private context = 0;
  private last = 0;
  private tools = 0;
  private cost: number | undefined;

  /** Any message of the peer. */
  see(message: Fields): void {
    const update = fields(fields(message.params).update);
    if (update.sessionUpdate !== undefined) this.seeUpdate(update);
    const result = fields(message.result);
    if (typeof result.stopReason === 'string') this.seeEnd(result);
  }

  tokens(): AgentTokens {
    const cost = this.cost === undefined ? {} : { cost: this.cost };
    if (this.counted !== null) return { ...this.counted, ...cost };
    const pieces = this.pieces.tokens(this.cost);
    if (pieces.total !== null) return pieces;
    const derived = this.before + this.context;
    return derived > 0 ? { total: derived, source: 'derived', ...cost } : { ...noTokens, ...cost };
  }

  private seeUpdate(update: Fields): void {
    switch (update.sessionUpdate) {
      case 'usage_update': {
        const used = count(update.used) ?? 0;
        this.context = Math.max(this.context, used);
        this.last = used;
        const { amount, currency } = fields(update.cost);
        if (typeof amount === 'number' && amount >= 0 && currency === 'USD') this.cost = amount;
        break;
      }
      case 'tool_call':
        this.tools += 1;
        if (update.status === 'completed' || update.status === 'failed') this.nextCall();
        break;
      case 'tool_call_update':
        if (update.status === 'completed' || update.status === 'failed') this.nextCall();
        break;
      default: {
        const usage = usageIn(fields(fields(update._meta).usage));
        if (usage) this.pieces.set(`piece ${(this.unnamed += 1)}`, usage.usage);
      }
    }
  }

  /** A tool has answered: its model is called again, with all of its context. */
  private nextCall(): void {
    this.before += this.context;
    this.context = 0;
  }

  private seeEnd(result: Fields): void {
    const quota = fields(fields(result._meta).quota);
    const reported =
      usageIn(fields(result.usage)) ?? usageIn(fields(quota.token_count)) ?? sumOf(list(quota.model_usage));
    if (reported === null) {
      const total = count(fields(result.usage).totalTokens);
      if (total !== null) {
        const cached = count(fields(result.usage).cachedReadTokens) ?? 0;
        this.counted = { total: Math.max(0, total - cached), source: 'reported', cached };
      }
      return;
    }
    const all = reported.usage.input + reported.usage.output + reported.usage.cached;
    // A count that is that of the context, although tools were used, is of the last call alone.
    const isOfLastCall =
      this.tools > 0 && this.last > 0 && (all === this.last || all - reported.usage.output === this.last);
    this.counted = isOfLastCall ? timesCalls(reported.usage, this.tools + 1) : withCache(reported);
  }
}

interface Reported {
  readonly usage: Usage;
  /** Whether the cached input is reported. */
  readonly reportsCache: boolean;
}

/** An estimate: every call like the last one. */
const timesCalls = ({ input, output }: Usage, calls: number): AgentTokens => ({
  total: (input + output) * calls,
  source: 'derived',
});

function withCache({ usage, reportsCache: reportsCache }: Reported): AgentTokens {
  const { cached: _cached, ...tokens } = tokensOf(usage);
  return reportsCache ? tokensOf(usage) : tokens;
}

function usageIn(reported: Fields): Reported | null {
  const named = (...names: readonly string[]): number | null =>
    names.map((name) => count(reported[name])).find((value) => value !== null) ?? null;
  const [input, output] = [named('inputTokens', 'input_tokens'), named('outputTokens', 'output_tokens')];
  if (input === null && output === null) return null;
  const total = named('totalTokens', 'total_tokens');
  const cachedReported = named(
    'cachedReadTokens',
    'cachedInputTokens',
    'cached_input_tokens',
    'cached_read_tokens',
    'cachedTokens',
  );
  const cached = cachedReported ?? 0;
  const written = named('cachedWriteTokens', 'cacheWriteInputTokens') ?? 0;
  const thought = named('thoughtTokens', 'reasoningOutputTokens', 'thoughtsTokens') ?? 0;
  const [all, out] = [input ?? 0, output ?? 0];
  const reportsCache = cachedReported !== null;
  // The total reports what is inside: input + output alone hold the cache and the thoughts; else what is missing is reported separately.
  if (
    total !== null &&
    (total === all + out || (total === all + out + thought && total !== all + out + cached + written))
  ) {
    const inside = Math.min(cached, all);
    return { usage: { input: all - inside, output: total - all, cached: inside }, reportsCache: reportsCache };
  }
  const thoughtInside = total !== null && total === all + cached + written + out;
  return {
    usage: { input: all + written, output: out + (thoughtInside ? 0 : thought), cached },
    reportsCache: reportsCache,
  };
}

function sumOf(models: readonly unknown[]): Reported | null {
  const known = models.map((each) => usageIn(fields(fields(each).token_count))).filter((each) => each !== null);
  if (known.length === 0) return null;
  return {
    usage: known.map(({ usage }) => usage).reduce((sum, each) => plus(sum, each)),
    reportsCache: known.every((each) => each.reportsCache),
  };
}
