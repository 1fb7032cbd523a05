/**
 * What an agent has used, from all that reports it (B1): its own output, the records of its session, and, where both say nothing, an estimate. While it
 * runs, what is reported exactly is passed on as such; what is only derived ends the work, but is never charged by a heartbeat: a charge only grows, and
 * the exact figure of the end may be lower.
 */
import { type AgentTask, type AgentTokens, noTokens } from './contract/agent.js';

/** Of English and of code, roughly. */
const BYTES_PER_TOKEN = 4;
/** More output than this says more about a noisy command than about a model. */
const MOST_OUTPUT_BYTES = 1_048_576;

export class TokenAccount {
  private output: AgentTokens = noTokens;
  private recorded: AgentTokens = noTokens;
  private exact = 0;
  private derived = 0;

  /** `hasRecords`: its program keeps records; they know better than a figure that does not report what a cache served. */
  constructor(
    private readonly task: Pick<AgentTask, 'brief' | 'onTokens'>,
    private readonly hasRecords = false,
  ) {}

  /** As its output says now. */
  fromOutput(tokens: AgentTokens): void {
    this.output = tokens;
    this.pass(this.isRough(tokens) ? { ...tokens, source: 'derived' } : tokens);
  }

  /** As the records of its session say now. */
  fromRecords(tokens: AgentTokens): void {
    this.recorded = tokens;
    this.pass(tokens);
  }

  /** What is charged in the end. `estimate`: if nothing was reported, a figure is made from the size of what was said. */
  final(estimate: boolean, outputBytes: number): AgentTokens {
    const { output, recorded } = this;
    if (output.source === 'reported' && recorded.source === 'reported') {
      // A figure that does not report what a cache served counts that too. Else the larger one has seen more calls.
      const complete = output.cached !== undefined && (output.total ?? 0) >= (recorded.total ?? 0);
      return complete ? output : withCost(recorded, output);
    }
    // Its program keeps records, and they were not there: what a cache served stays in the figure.
    if (output.source === 'reported') return this.isRough(output) ? { ...output, source: 'derived' } : output;
    if (recorded.source === 'reported') return withCost(recorded, output);
    if (output.source === 'derived' || !estimate) return output;
    const bytes = Buffer.byteLength(this.task.brief) + Math.min(outputBytes, MOST_OUTPUT_BYTES);
    return { total: Math.max(1, Math.ceil(bytes / BYTES_PER_TOKEN)), source: 'derived' };
  }

  private isRough({ cached, source }: AgentTokens): boolean {
    return this.hasRecords && cached === undefined && source === 'reported';
  }

  private pass({ total, source }: AgentTokens): void {
    if (total === null) return;
    if (source === 'reported' && total > this.exact) {
      this.exact = total;
      this.task.onTokens(total, false);
    }
    // Where records report each call exactly, a guess must not end the work before them.
    if (source === 'derived' && !this.hasRecords && this.exact === 0 && total > this.derived) {
      this.derived = total;
      this.task.onTokens(total, true);
    }
  }
}

const withCost = (tokens: AgentTokens, { cost }: AgentTokens): AgentTokens =>
  cost === undefined ? tokens : { ...tokens, cost };
