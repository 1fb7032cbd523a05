/**
 * Names of characters in Markdown, as `&amp;`. In place of a package that lets the browser read them as HTML, which the policy forbids (A8): vite.config.mjs leads there. A name
 * that is not here stays as it is written.
 */
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™', sect: '§' },
  ...{ hellip: '…', mdash: '—', ndash: '–', bull: '•', middot: '·', laquo: '«', raquo: '»', deg: '°', plusmn: '±' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', larr: '←', rarr: '→', times: '×', le: '≤', ge: '≥', ne: '≠' },
};

export const decodeNamedCharacterReference = (name: string): string | false =>
  Object.hasOwn(NAMED, name) ? NAMED[name]! : false;
