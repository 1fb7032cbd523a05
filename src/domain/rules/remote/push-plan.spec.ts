import { faultOfWords } from './push-faults.js';
import { pauseAfterPush } from './push-pauses.js';
import { type RefThere, stepOf } from './push-plan.js';

const there = (more: Partial<RefThere>): RefThere => ({
  ...{ wanted: 'w', pushed: null, found: null, isBehind: null, isContained: false, kind: 'branch' },
  ...more,
});

describe('M3: what is done about a ref', () => {
  it.each<[string, Partial<RefThere>, object]>([
    ['new', {}, { step: 'push', expected: null }],
    ['there already', { found: 'w' }, { step: 'there' }],
    ['deleted there', { pushed: 'p' }, { step: 'push', expected: null }],
    ['as it was pushed', { found: 'p', pushed: 'p', isBehind: false }, { step: 'push', expected: 'p' }],
    ['behind, pushed by a server that died', { found: 'x', isBehind: true }, { step: 'push', expected: 'x' }],
    ['moved by somebody', { found: 'x', pushed: 'p', isBehind: false }, { step: 'conflict' }],
    ['at a commit that is not known here', { found: 'x', pushed: 'p' }, { step: 'conflict' }],
    ['a tag of somebody', { found: 'x', kind: 'tag', isBehind: true }, { step: 'conflict' }],
    ['a target behind', { found: 'x', kind: 'target', isBehind: true }, { step: 'push', expected: 'x' }],
    ['a target ahead', { found: 'x', kind: 'target', isBehind: false, isContained: true }, { step: 'there' }],
    ['a target elsewhere', { found: 'p', pushed: 'p', kind: 'target', isBehind: false }, { step: 'conflict' }],
  ])('M3: %s', (_, more, step) => expect(stepOf(there(more))).toEqual(step));

  it('M3: pauses grow from seconds to a quarter of an hour, and never end', () => {
    const pauses = Array.from({ length: 40 }, (_, i) => pauseAfterPush(i + 1, 0));
    expect([pauses[0], pauses.at(-1)]).toEqual([2_000, 900_000]);
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
    expect(pauseAfterPush(99, 1)).toBe(720_000);
  });

  it.each([
    ["could not read Username for 'https://h': terminal prompts disabled", 'CREDENTIALS'],
    ["Authentication failed for 'https://h/x'", 'CREDENTIALS'],
    ['git@h: Permission denied (publickey).', 'CREDENTIALS'],
    ['Host key verification failed.; Could not read from remote repository.', 'UNTRUSTED'],
    ['SSL certificate problem: self-signed certificate', 'UNTRUSTED'],
    ["unable to access 'http://h/': Could not resolve host: h", 'UNREACHABLE'],
    ["unable to access 'http://h/': The requested URL returned error: 502", 'UNREACHABLE'],
    ["repository 'http://h/x/' not found", 'NOT_FOUND'],
    ["'/x' does not appear to be a git repository", 'NOT_FOUND'],
    ["transport 'file' not allowed", 'CONFIGURATION'],
    ['git push was stopped: it took longer than 60 seconds.', 'TIMEOUT'],
    ['unable to update url base from redirection', 'REDIRECT'],
    ['something else', 'OTHER'],
    ["unable to access 'https://tls.example/redirect/ssl-tools.git/': Could not resolve host: x", 'UNREACHABLE'],
    ["repository 'https://h.example/timed-out.git/' not found", 'NOT_FOUND'],
  ])('M3: %j is %s', (words, fault) => expect(faultOfWords(words)).toBe(fault));
});
