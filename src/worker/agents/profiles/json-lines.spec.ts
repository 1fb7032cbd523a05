import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { JsonLines } from './json-lines.js';
import type { Fields } from './output-profile.js';

const read = (text: string, cut: number, maxLength?: number): { events: Fields[]; unreadable: number } => {
  const events: Fields[] = [];
  const lines = new JsonLines((event) => events.push(event), maxLength);
  for (let i = 0; i < text.length; i += cut) lines.read(text.slice(i, i + cut));
  return { events, unreadable: lines.unreadableLines };
};

/** What is left after the garbage is gone. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('A5: lines of JSON', () => {
  it.each([1, 3, 1_000])('are read however the text is cut (%s characters)', (cut) => {
    expect(read('{"a":1}\r\n\n  \n{"b":"x\\ny"}\nnot json\n[1]\n5\nnull\n{"c":', cut)).toEqual({
      events: [{ a: 1 }, { b: 'x\ny' }],
      unreadable: 4,
    });
  });

  it('that are too long are passed over and forgotten, and the next one is read', () => {
    expect(read(`{"a":"${'x'.repeat(100)}"}\n{"b":2}\n`, 10, 50)).toEqual({ events: [{ b: 2 }], unreadable: 1 });
  });

  it('an endless line does not pile up in memory', () => {
    const lines = new JsonLines(() => undefined, 1_000);
    const piece = Buffer.alloc(65_536, 'x');
    const before = heapInUse();
    for (let i = 0; i < 4_000; i += 1) lines.read(piece.toString('latin1'));
    expect(heapInUse() - before).toBeLessThan(100_000_000);
    lines.read('\n');
    expect(lines.unreadableLines).toBe(1);
  });
});
