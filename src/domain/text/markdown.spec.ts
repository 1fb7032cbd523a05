import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';

import { cut, fenced, inline, inlineCode, table } from './markdown.js';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<!-- <b> -->',
  '# heading',
  '- item',
  '1. item',
  '---',
  '> quote',
  '`code` ``` more',
  '**bold** _it_ ~~gone~~',
  '[link](javascript:alert(1)) ![image](x)',
  'https://evil.example www.evil.example me@evil.example @team',
  '| a | b |',
  'back\\slash \\| \\` \\',
  '&lt; &#x3c; &amp;',
  '    indented',
  'tab\tand trailing blank ',
];
const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'`|\\*_<>[]()#-+~!&:.@ \n\r\ta1w') }),
);

/** What a reader sees of one line of Markdown, and the kinds of nodes in it. */
function seen(markdown: string): { text: string; kinds: string[] } {
  const root = fromMarkdown(markdown);
  const kinds = root.children.flatMap((block) => [
    block.type,
    ...('children' in block ? block.children.map((node) => node.type) : []),
  ]);
  const text = root.children.flatMap((block) =>
    'children' in block ? block.children.map((node) => ('value' in node ? node.value : '')) : [],
  );
  return { text: text.join(''), kinds };
}

describe('text in a line', () => {
  it.each(HOSTILE)('%j is rendered as text', (text) => {
    expect(seen(inline(text))).toEqual({ text: text.replace(/\s+/g, ' ').trim(), kinds: ['paragraph', 'text'] });
  });

  it('any text is one line of text, without what moves the cursor or the reading direction', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = inline(text);
        expect(line).not.toMatch(harmful);
        expect(line).not.toContain('\n');
        if (line !== '') expect(seen(line).kinds).toEqual(['paragraph', 'text']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('turns a right-to-left override and escape sequences into visible marks, and keeps right-to-left letters', () => {
    expect(inline('\u202egnp.exe \u001b[31m שלום')).toBe('\ufffdgnp.exe \ufffd\\[31m שלום');
  });

  it('holds no bare pipe, so that it stays in its table cell', () => {
    fc.assert(
      fc.property(anyText, (text) => expect(inline(text).replace(/\\[\\|]/g, '')).not.toContain('|')),
      { numRuns: 1_000 },
    );
  });
});

describe('code in a line', () => {
  it.each(['src/**/*.ts', '`', '``a`` b', '\\', '<b>', '* x', ''])('%j is rendered as code', (text) => {
    const { kinds, text: value } = seen(inlineCode(text));
    if (text !== '') expect({ kinds, value }).toEqual({ kinds: ['paragraph', 'inlineCode'], value: text });
  });
});

describe('text in full', () => {
  it.each([...HOSTILE, '```\nout of the fence\n```', '~~~', '````` five', 'a\n\n---\n\nb', '', 'שלום\n\n'])(
    '%j is one block of code',
    (text) => {
      const root = fromMarkdown(fenced(text));
      expect(root.children.map((node) => node.type)).toEqual(['code']);
      expect(root.children[0]).toMatchObject({ value: text });
    },
  );

  it('any text is one block of code', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fenced(text)).not.toMatch(harmful);
        expect(fromMarkdown(fenced(text)).children.map((node) => node.type)).toEqual(['code']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes 10,000 characters', () => {
    for (const unit of ['a', '`', '\n', '*', '<'])
      expect(fromMarkdown(fenced(unit.repeat(10_000))).children.map((node) => node.type)).toEqual(['code']);
  });
});

it('a table has a row per line and a rule under its head', () => {
  expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});

describe('I4: a text that is cut', () => {
  it('I4: is whole up to its length in characters, and marked beyond it', () => {
    expect([cut('abc', 3), cut('abcd', 3), cut('😀😀😀', 3), cut('😀😀', 1)]).toEqual([
      'abc',
      'abc […]',
      '😀😀😀',
      '😀 […]',
    ]);
  });
});
