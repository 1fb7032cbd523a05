/**
 * The streams of known agents, as far as our readers of them go: small likenesses for dry runs and tests, not copies of the real programs.
 * Their bad habits are played too: Claude exits with 0 after an error, Codex counts the whole thread in every turn.
 */
import type { AgentOutput } from './agent-output.js';

export const STREAMS = ['plain', 'claude', 'codex', 'gemini', 'opencode'] as const;
export type StreamName = (typeof STREAMS)[number];

type Write = (text: string) => void;
type Failed = Parameters<AgentOutput['end']>[0];

interface StreamFormat {
  /** How it begins. */
  readonly opening: readonly object[];
  stated(text: string): readonly object[];
  used(total: number, before: number): readonly object[];
  ended(failed: Failed, total: number): { readonly events: readonly object[]; readonly exitCode: number };
}

export function streamOutput(name: StreamName, write: Write): AgentOutput {
  if (name === 'plain') return plainOutput(write);
  const format = STREAM_FORMATS[name]();
  const emit = (events: readonly object[]): void => events.forEach((event) => write(`${JSON.stringify(event)}\n`));
  let total = 0;
  emit(format.opening);
  return {
    say: async (text) => emit(format.stated(text)),
    tokens: async (now) => {
      emit(format.used(now, total));
      total = now;
    },
    ask: async () => 'unasked',
    raw: write,
    end: async (failed) => {
      const { events, exitCode } = format.ended(failed, total);
      emit(events);
      return exitCode;
    },
  };
}

function plainOutput(write: Write): AgentOutput {
  return {
    say: async (text) => write(`${text}\n`),
    tokens: async () => undefined,
    ask: async () => 'unasked',
    raw: write,
    end: async (failed) => {
      if (failed) write(`${failed.as}: ${failed.text}\n`);
      return failed ? 1 : 0;
    },
  };
}

const STREAM_FORMATS: Readonly<Record<Exclude<StreamName, 'plain'>, () => StreamFormat>> = {
  claude() {
    let messages = 0;
    const message = (content: readonly object[], output?: number): object => ({
      type: 'assistant',
      session_id: 'scripted',
      message: {
        id: `message-${(messages += 1)}`,
        role: 'assistant',
        content,
        ...(output === undefined ? {} : { usage: { input_tokens: 0, output_tokens: output } }),
      },
    });
    const subtypes = { error: 'success', limit: 'error_max_turns', refusal: 'success' } as const;
    return {
      opening: [{ type: 'system', subtype: 'init', session_id: 'scripted', model: 'scripted' }],
      stated: (text) => [message([{ type: 'text', text }])],
      used: (total, before) => [message([], Math.max(0, total - before))],
      ended: (failed, total) => ({
        exitCode: 0,
        events: [
          {
            type: 'result',
            subtype: failed ? subtypes[failed.as] : 'success',
            is_error: failed !== null && failed.as !== 'refusal',
            ...(failed?.as === 'refusal' ? { stop_reason: 'refusal' } : {}),
            session_id: 'scripted',
            result: failed?.text ?? 'done',
            ...(total > 0 ? { total_cost_usd: 0, usage: { input_tokens: 0, output_tokens: total } } : {}),
          },
        ],
      }),
    };
  },
  codex() {
    let items = 0;
    const usage = (total: number): object => ({ input_tokens: 0, cached_input_tokens: 0, output_tokens: total });
    return {
      opening: [{ type: 'thread.started', thread_id: 'scripted' }, { type: 'turn.started' }],
      stated: (text) => [{ type: 'item.completed', item: { id: `item_${(items += 1)}`, type: 'agent_message', text } }],
      used: (total) => [{ type: 'turn.completed', usage: usage(total) }, { type: 'turn.started' }],
      ended: (failed, total) =>
        failed
          ? { events: [{ type: 'turn.failed', error: { message: failed.text } }], exitCode: 1 }
          : { events: [{ type: 'turn.completed', ...(total > 0 ? { usage: usage(total) } : {}) }], exitCode: 0 },
    };
  },
  gemini() {
    return {
      opening: [{ type: 'init', session_id: 'scripted', model: 'scripted' }],
      stated: (text) => [{ type: 'message', role: 'assistant', content: text, delta: true }],
      used: () => [],
      ended: (failed, total) => ({
        exitCode: failed ? (failed.as === 'limit' ? 53 : 1) : 0,
        events: [
          {
            type: 'result',
            status: failed ? 'error' : 'success',
            ...(failed
              ? { error: { type: failed.as === 'limit' ? 'FatalTurnLimitedError' : 'Error', message: failed.text } }
              : {}),
            ...(total > 0 ? { stats: { total_tokens: total, input_tokens: 0, output_tokens: total, cached: 0 } } : {}),
          },
        ],
      }),
    };
  },
  opencode() {
    return {
      opening: [{ type: 'step_start', part: { type: 'step-start' } }],
      stated: (text) => [{ type: 'text', part: { type: 'text', text } }],
      used: (total, before) => [
        {
          type: 'step_finish',
          part: { type: 'step-finish', cost: 0, tokens: { input: 0, output: Math.max(0, total - before) } },
        },
      ],
      ended: (failed) => ({
        events: failed ? [{ type: 'error', error: { name: 'Error', data: { message: failed.text } } }] : [],
        exitCode: failed ? 1 : 0,
      }),
    };
  },
};
