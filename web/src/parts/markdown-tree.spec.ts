import fc from 'fast-check';

import { markdownTree } from './markdown-tree.js';
import { pathFrom } from './paths.js';
import { linesOf } from './text-lines.js';
import { webAddress } from './web-address.js';

const levelsOf = (text: string): number[] => [...markdownTree(text, 3)!.levels.values()];

describe('Markdown of agents', () => {
  it('dashboard: headings follow each other without a gap, below those of the page', () => {
    expect(levelsOf('# a\n\n### b\n\n## c\n\n#### d\n\n# e')).toEqual([3, 4, 4, 5, 3]);
    expect(levelsOf('###### deep\n\n# high')).toEqual([3, 3]);
  });

  it('dashboard: no heading skips a level, whatever the text', () => {
    const depths = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(depths, (all) => {
        const levels = levelsOf(all.map((depth) => `${'#'.repeat(depth)} x`).join('\n\n'));
        for (const [i, level] of levels.entries()) {
          expect(level).toBeLessThanOrEqual(i === 0 ? 3 : levels[i - 1]! + 1);
          expect(level).toBeGreaterThanOrEqual(3);
        }
      }),
    );
  });

  it('dashboard: links lead to the web alone', () => {
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'JaVaScRiPt:x',
      '/runs',
      '',
      'vbscript:x',
    ])
      expect([url, webAddress(url)]).toEqual([url, null]);
    expect(webAddress('https://example.org/a b')).toBe('https://example.org/a%20b');
  });

  it('dashboard: a text that is too long or too nested is not read as Markdown', () => {
    expect(markdownTree('a'.repeat(60_001), 3)).toBeNull();
    expect(markdownTree('*a_'.repeat(2_000), 3)).toBeNull();
    expect(markdownTree('![a](\n'.repeat(1_400), 3)).toBeNull();
    expect(markdownTree('| a |\n'.repeat(1_501), 3)).toBeNull();
    expect(markdownTree(`${'>'.repeat(50_000)} x`, 3)).toBeNull();
    expect(markdownTree(`${'- '.repeat(5_000)}x`, 3)).toBeNull();
  });

  it('dashboard: data before the text are no heading', () => {
    const { front, root } = markdownTree('---\nkind: a\n---\n\n# b', 3)!;
    expect([front, root.children.map(({ type }) => type)]).toEqual(['kind: a\n', ['heading']]);
    expect(markdownTree('---\n\nno data', 3)!.front).toBeNull();
  });

  it('dashboard: links between documents stay below their folder', () => {
    expect(pathFrom('incident/README.md', '../phases/phase%2001.md#x')).toBe('phases/phase 01.md');
    expect(pathFrom('a.md', './b.md')).toBe('b.md');
    for (const url of ['../../a', '/etc/passwd', 'javascript:x', 'https://example.org', '#top', '', '..'])
      expect([url, pathFrom('incident/README.md', url)]).toEqual([url, null]);
    expect(pathFrom('a.md', '%')).toBe('%');
  });

  it('dashboard: any text gives a tree, tables with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => markdownTree(text, 3) !== undefined),
    );
    expect(markdownTree('| a | b |\n| - | -: |\n| 1 | 2 |', 3)!.root.children.map(({ type }) => type)).toEqual([
      'table',
    ]);
  });
});

describe('Lines of a text', () => {
  it('dashboard: no line is longer than its bound, and no character is lost', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ maxLength: 5_000 }).map((line) => line.replace(/[\r\n]/g, '')),
          { minLength: 1, maxLength: 4 },
        ),
        (lines) => {
          const found = linesOf(lines.join('\n'));
          expect(found.every((line) => line.length <= 2_000)).toBe(true);
          expect(found.join('')).toBe(lines.join(''));
        },
      ),
    );
    expect(linesOf('a\r\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('')).toEqual(['']);
  });
});
