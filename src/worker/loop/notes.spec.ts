import { type AgentEnd, noTokens } from '../agents/contract/agent.js';
import { claimOf } from './builder-work.js';
import { failureOf, notesOf } from './notes.js';

const end = (more: Partial<AgentEnd>): AgentEnd => ({
  outcome: 'completed',
  tokens: noTokens,
  lastWords: null,
  errorOutput: null,
  remarks: [],
  log: '',
  result: null,
  resultFault: null,
  exitCode: 0,
  environmentFault: null,
  providerFault: null,
  leftBehind: 0,
  ...more,
});

describe('I4: notes that go with a result', () => {
  it('are cut to what the Supervisor takes, and hold no character that it refuses', () => {
    const long = notesOf('first', `a\u0000b\ud800`, 'x'.repeat(20_000));
    expect(long).toHaveLength(10_000);
    expect(long.startsWith('first\n\na\ufffdb\ufffd')).toBe(true);
    expect(notesOf(null, ' ', undefined, 'a', '')).toBe('a');
  });

  it('W8: say why an agent failed, with its exit code and its own words, never with its raw stream', () => {
    const log = `{"type":"result","cwd":"/home/somebody/tree"}`;
    const failure = failureOf(
      end({
        outcome: 'crashed',
        exitCode: 3,
        log,
        lastWords: 'the compiler is gone',
        errorOutput: 'no such file',
        remarks: ['Rejected: x (y).'],
      }),
    );
    expect(failure).toBe(
      'The agent broke off. Its exit code was 3.\n\nRejected: x (y).\n\nIts last words:\nthe compiler is gone\n\nOn standard error:\nno such file',
    );
    expect(failureOf(end({}))).toBeNull();
    expect(failureOf(end({ outcome: 'no_change' }))).toBeNull();
  });
});

describe('W8: what is claimed of a Builder’s work', () => {
  const diff = { patch: 'a patch', files: ['a'], changed: true, notes: [] };

  it('is success with the patch only if the agent was done', () => {
    expect(claimOf({ kind: 'ended', end: end({}), diff, diffFault: null })).toMatchObject({
      status: 'SUCCEEDED',
      patch: 'a patch',
    });
    for (const outcome of ['refused', 'budget', 'timeout', 'crashed', 'protocol_error'] as const) {
      expect(claimOf({ kind: 'ended', end: end({ outcome }), diff, diffFault: null })).toMatchObject({
        status: 'FAILED',
        patch: null,
      });
    }
  });

  it('W8: an agent without notes speaks by its last words; one that changed nothing, also by its standard error', () => {
    const did = (more: Partial<AgentEnd>) => claimOf({ kind: 'ended', end: end(more), diff, diffFault: null }).notes;
    const stated = { lastWords: 'It is done.', errorOutput: 'a warning' };
    expect(did(stated)).toBe('It is done.');
    expect(
      did({ ...stated, result: { role: 'BUILDER', status: 'SUCCEEDED', notes: 'noted', probes: [], issues: [] } }),
    ).toBe('noted');
    const unchanged = 'The agent changed nothing. Its last words:\nIt is done.\n\nOn standard error:\na warning';
    expect(did({ ...stated, outcome: 'no_change' })).toBe(unchanged);
    expect(did({ outcome: 'no_change' })).toBe('');
  });

  it('is failure where the changes cannot be passed on, with the reason', () => {
    const did = { kind: 'ended' as const, end: end({}), diff: null, diffFault: 'The patch is too large.' };
    expect(claimOf(did)).toMatchObject({ status: 'FAILED', patch: null, notes: 'The patch is too large.' });
  });
});
