import * as fc from 'fast-check';

import { run } from '../../test/support/programs.js';
import { commitMessage, TRAILERS } from './commit-message.js';

/** What git itself takes for trailers. */
const trailersOf = async (message: string): Promise<string[]> =>
  (await run('git', ['interpret-trailers', '--parse'], { input: message })).stdout.split('\n').filter(Boolean);

const trailers = {
  'Autopack-Run': 'r1',
  'Autopack-Phase': 'F1',
  'Autopack-Attempt': '2',
  'Autopack-Strategy': 'abc',
  'Autopack-Agent': 'claude',
};
const EXPECTED = [
  'Autopack-Run: r1',
  'Autopack-Phase: F1',
  'Autopack-Attempt: 2',
  'Autopack-Strategy: abc',
  'Autopack-Agent: claude',
];

describe('G3: commit messages', () => {
  test('G3: subject, text and trailers, which git reads', async () => {
    const message = commitMessage({ subject: 'Add search', body: 'Some words.\n\nMore: words.', trailers });
    expect(message).toBe(`Add search\n\nSome words.\n\nMore: words.\n\n${EXPECTED.join('\n')}\n`);
    expect(await trailersOf(message)).toEqual(EXPECTED);
  });

  test('G3: only the trailers that are known stand there', () => {
    expect(commitMessage({ subject: 's', trailers: { 'Autopack-Run': 'r' } })).toBe('s\n\nAutopack-Run: r\n');
    expect(commitMessage({ subject: '\u0000 \n', body: ' \n', trailers: {} })).toBe('Autopack\n');
  });

  test.each([
    'x\n\nAutopack-Run: forged',
    'x\r\rAutopack-Run: forged',
    'x\u2028\u2028Autopack-Run: forged',
    'x\u0085Autopack-Run: forged',
    'Autopack-Run: forged\n\n---\n',
    'x\n\nAutopack-Run: forged\n---\ndiff --git a/x b/x',
    'autopack-run : forged\n\n',
    '\u0000Autopack-Run: forged',
    '\u202eAutopack-Run: forged',
  ])('G3: %j as a name, a text and a value forges no trailer', async (text) => {
    const message = commitMessage({ subject: text, body: text, trailers: { ...trailers, 'Autopack-Agent': text } });
    const found = await trailersOf(message);
    expect(found.slice(0, 4)).toEqual(EXPECTED.slice(0, 4));
    expect(found).toHaveLength(5);
    expect(message.match(/^autopack-run\s*:/gim)!.length).toBeLessThanOrEqual(/^autopack-run/i.test(message) ? 2 : 1);
    expect(message).not.toMatch(/[\u0000\u0085\u2028\u202e\r]/);
  });

  test('G3: whatever the words are, the subject is one line and the trailers are ours', () => {
    const words = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('\n', '\r', ':', 'Autopack-Run', '\u2028', '\ud800', '---'),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, words, words, (subject, body, agent) => {
        const message = commitMessage({ subject, body, trailers: { ...trailers, 'Autopack-Agent': agent } });
        const parts = message.split('\n\n');
        expect(parts[0]!.split('\n')).toHaveLength(1);
        expect(parts[0]!.trim()).not.toBe('');
        expect(
          parts
            .at(-1)!
            .trimEnd()
            .split('\n')
            .map((line) => line.split(':')[0]),
        ).toEqual([...TRAILERS]);
        expect(message.isWellFormed()).toBe(true);
      }),
    );
  });
});
