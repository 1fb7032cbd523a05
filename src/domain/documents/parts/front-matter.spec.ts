import fc from 'fast-check';
import { parse } from 'yaml';

import { frontMatter } from './front-matter.js';

/** The block between the first two fences, as a script cuts it out. */
const blockOf = (text: string): string => text.split(/^---$/m)[1]!;
const read = (value: string): unknown => (parse(blockOf(`${frontMatter({ value })}\n`)) as { value: unknown }).value;

describe('front matter', () => {
  it('shows our words without quotes, so that grep finds them', () => {
    const at = new Date('2026-03-01T08:00:00.000Z');
    expect(frontMatter({ state: 'GATE', run_version: 7, terminal: false, none: null, changed_at: at })).toBe(
      '---\nstate: GATE\nrun_version: 7\nterminal: false\nnone: null\nchanged_at: 2026-03-01T08:00:00.000Z\n---',
    );
  });

  it('shows budgets as used and limit', () => {
    const text = frontMatter({ budgets: [{ scope: 'TIER', name: 'token_cap', used: 3, limit: 12 }] });
    expect(parse(blockOf(text))).toEqual({ budgets: { token_cap: { used: 3, limit: 12 } } });
  });

  it.each([
    '---',
    'a\n---\nstate: DONE',
    'yes',
    'No',
    'null',
    '1.5',
    '0x10',
    '~',
    '',
    ' ',
    'a: b',
    '# c',
    '"q"',
    "'",
    '{x}',
    '- a',
    '&a',
    '*a',
    '!t',
  ])('reads %j back as it was', (value) => expect(read(value)).toBe(value));

  it('reads any text back as it was, in one line without anything hidden', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(value.isWellFormed());
        expect(read(value)).toBe(value);
        expect(frontMatter({ value }).split('\n')).toHaveLength(3);
        expect(frontMatter({ value })).not.toMatch(
          /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
