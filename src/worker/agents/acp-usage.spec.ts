import { AcpUsage } from './acp-usage.js';

const update = (fields: object) => ({
  jsonrpc: '2.0',
  method: 'session/update',
  params: { sessionId: 's', update: fields },
});
const used = (size: number) => update({ sessionUpdate: 'usage_update', used: size, size: 200_000 });
const tool = (id: number) =>
  update({ sessionUpdate: 'tool_call', toolCallId: `t${id}`, kind: 'edit', status: 'in_progress' });
const toolEnd = (id: number) =>
  update({ sessionUpdate: 'tool_call_update', toolCallId: `t${id}`, status: 'completed' });
const end = (more: object) => ({ jsonrpc: '2.0', id: 2, result: { stopReason: 'end_turn', ...more } });
const calls = [1, 2, 3, 4].flatMap((id) => [tool(id), toolEnd(id), used(1_450)]);

function tokensOf(...messages: readonly Readonly<Record<string, unknown>>[]) {
  const usage = new AcpUsage();
  for (const message of messages) usage.see(message);
  return usage.tokens();
}

describe('B1: tokens over ACP, in every way in which agents report them', () => {
  it.each([
    [
      'the cache apart',
      { usage: { inputTokens: 5_000, outputTokens: 250, cachedReadTokens: 2_000, totalTokens: 7_250 } },
    ],
    [
      'the cache inside',
      { usage: { inputTokens: 7_000, outputTokens: 250, cachedReadTokens: 2_000, totalTokens: 7_250 } },
    ],
    [
      'thoughts inside',
      {
        usage: {
          inputTokens: 5_000,
          outputTokens: 250,
          thoughtTokens: 50,
          cachedReadTokens: 2_000,
          totalTokens: 7_250,
        },
      },
    ],
    [
      'thoughts apart',
      {
        usage: {
          inputTokens: 5_000,
          outputTokens: 200,
          thoughtTokens: 50,
          cachedReadTokens: 2_000,
          totalTokens: 7_250,
        },
      },
    ],
    ['a quota', { _meta: { quota: { token_count: { input_tokens: 5_000, output_tokens: 250 } } } }],
    [
      'a quota with its cache',
      {
        _meta: {
          quota: {
            token_count: { inputTokens: 5_000, cachedInputTokens: 2_000, outputTokens: 250, totalTokens: 7_250 },
          },
        },
      },
    ],
    [
      'a quota by models',
      {
        _meta: {
          quota: {
            model_usage: [
              { token_count: { input_tokens: 4_000, output_tokens: 200 } },
              { token_count: { input_tokens: 1_000, output_tokens: 50 } },
            ],
          },
        },
      },
    ],
  ])('%s', (_, result) => expect(tokensOf(...calls, end(result))).toMatchObject({ total: 5_250, source: 'reported' }));

  it('an exact figure of the end takes the place of what was derived, also if it is lower', () => {
    const usage = { inputTokens: 7_000, outputTokens: 250, cachedReadTokens: 2_000, totalTokens: 7_250 };
    expect(tokensOf(used(10_951), ...calls)).toMatchObject({ source: 'derived' });
    expect(tokensOf(used(10_951), ...calls, end({ usage }))).toMatchObject({ total: 5_250, source: 'reported' });
  });

  it('the size of the context is added up over the calls of the model, and is an estimate', () => {
    expect(tokensOf(...calls)).toEqual({ total: 4 * 1_450, source: 'derived' });
    const twice = [1, 2].flatMap((id) => [used(1_401), tool(id), used(1_450), toolEnd(id)]);
    expect(tokensOf(...twice)).toEqual({ total: 2_900, source: 'derived' });
  });

  it('a count of the last message alone is one for every call, and is an estimate', () => {
    const usage = { inputTokens: 1_000, outputTokens: 50, totalTokens: 1_450, cachedReadTokens: 400 };
    const tools = [1, 2, 3, 4].flatMap((id) => [tool(id), toolEnd(id)]);
    expect(tokensOf(...tools, used(1_400), end({ usage }))).toEqual({ total: 5_250, source: 'derived' });
    expect(tokensOf(used(1_400), end({ usage }))).toMatchObject({ total: 1_050, source: 'reported' });
  });

  it('the pieces of a message may report what their call used', () => {
    const piece = update({
      sessionUpdate: 'agent_message_chunk',
      content: { type: 'text', text: '' },
      _meta: { usage: { inputTokens: 1_400, cachedReadTokens: 400, outputTokens: 50, totalTokens: 1_450 } },
    });
    expect(tokensOf(piece, piece, end({ usage: null }))).toMatchObject({ total: 2_100, source: 'reported' });
  });

  it('nothing is unknown, never zero', () => {
    expect(tokensOf(end({}), { result: null }, { params: { update: 5 } }, end({ usage: 'x', _meta: [] }))).toEqual({
      total: null,
      source: 'absent',
    });
  });
});
