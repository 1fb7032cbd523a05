import { MOST_CHARACTERS, MOST_LINES, NO_OUTPUT, type OutputLines, withPiece } from './output-buffer.js';

const add = (before: OutputLines, text: string, from = before.to): OutputLines =>
  withPiece(before, { text, from, to: from + text.length, isLive: true });

describe('What an attempt prints', () => {
  it('dashboard: pieces join where lines are cut, and lines stay lines', () => {
    const output = ['one\ntw', 'o\n', 'three\n\nfive'].reduce((all, text) => add(all, text), NO_OUTPUT);
    expect(output.lines).toEqual(['one', 'two', 'three', '', 'five']);
    expect(add(output, '\n').lines).toEqual(['one', 'two', 'three', '', 'five', '']);
    expect(output.isCut).toBe(false);
  });

  it('dashboard: what is known already is not added again; an end is', () => {
    const output = add(NO_OUTPUT, 'one\n');
    expect(withPiece(output, { text: 'one\n', from: 0, to: 4, isLive: false })).toEqual({ ...output, isLive: false });
  });

  it('dashboard: what is missing between two pieces leaves a mark', () => {
    const output = add(add(NO_OUTPUT, 'one\nhalf'), 'later\n', 900);
    expect(output.lines).toEqual(['one', 'half', '[output is left out here]', 'later', '']);
    expect([output.isCut, add(NO_OUTPUT, 'x', 50).isCut]).toEqual([true, true]);
    expect(add(NO_OUTPUT, 'x', 50).lines).toEqual(['x']);
  });

  it('dashboard: memory has a bound, and numbers of lines stay', () => {
    let output = NO_OUTPUT;
    for (let piece = 0; piece < 120; piece += 1)
      output = add(output, Array.from({ length: 100 }, (_, line) => `${piece * 100 + line}\n`).join(''));
    expect(output.lines.length).toBeLessThanOrEqual(MOST_LINES);
    expect(output.lines[0]).toBe(String(output.first));
    expect(output.first + output.lines.length).toBe(12_001);
    for (let piece = 0; piece < 10; piece += 1) output = add(output, `${'x'.repeat(65_000)}\n`);
    expect(output.lines.join('\n').length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });
});
