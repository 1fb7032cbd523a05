/**
 * Tokens over ACP. The stable protocol tells the size of the context only, which is less than what was spent: a lower bound, marked as derived.
 * Some agents add counts to the answer of a prompt (a draft of the protocol); whether these are of the turn or of the session does not matter
 * to us, because there is one turn.
 */
import { noTokens, type AgentTokens } from './agent.js';
import { count, fields, type Fields } from './profiles/output-profile.js';

export class AcpUsage {
  private counted: AgentTokens | null = null;
  private context = 0;
  private cost: number | undefined;

  /** Any message of the peer. */
  see(message: Fields): void {
    const update = fields(fields(message.params).update);
    if (update.sessionUpdate === 'usage_update') {
      this.context = Math.max(this.context, count(update.used) ?? 0);
      const { amount, currency } = fields(update.cost);
      if (typeof amount === 'number' && amount >= 0 && currency === 'USD') this.cost = amount;
    }
    const result = fields(message.result);
    if (typeof result.stopReason === 'string') this.counted = countsIn(fields(result.usage)) ?? this.counted;
  }

  tokens(): AgentTokens {
    const cost = this.cost === undefined ? {} : { cost: this.cost };
    if (this.counted !== null) return { ...this.counted, ...cost };
    return this.context > 0 ? { total: this.context, source: 'derived', ...cost } : { ...noTokens, ...cost };
  }
}

function countsIn(usage: Fields): AgentTokens | null {
  const [input, output, total] = [count(usage.inputTokens), count(usage.outputTokens), count(usage.totalTokens)];
  const cached = count(usage.cachedReadTokens) ?? 0;
  if (input === null && output === null) return total === null ? null : { total: Math.max(0, total - cached), source: 'reported', cached };
  const parts = {
    input: (input ?? 0) + (count(usage.cachedWriteTokens) ?? 0),
    output: (output ?? 0) + (count(usage.thoughtTokens) ?? 0),
    cached,
  };
  return { total: parts.input + parts.output, source: 'reported', ...parts };
}
