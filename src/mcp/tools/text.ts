/** Texts of the tools: lists, and pages that no context is filled by. */

/** Characters of a page. */
const PAGE = 20_000;

/** One page of a text, with its place. A page ends at the end of a line where there is one. */
export function pageOf(text: string, page: number): string {
  const pages = pagesOf(text);
  const wanted = pages[page - 1];
  if (wanted === undefined) return `There are ${pages.length} pages.`;
  return pages.length === 1 ? wanted : `${wanted}\n\n(page ${page} of ${pages.length})`;
}

function pagesOf(text: string): string[] {
  const pages: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PAGE, text.length);
    if (to < text.length) {
      const line = text.lastIndexOf('\n', to);
      if (line > from + PAGE / 2) to = line + 1;
      // A page ends between two characters, never within one.
      else if (/[\uD800-\uDBFF]/.test(text[to - 1]!)) to -= 1;
    }
    pages.push(text.slice(from, to));
    from = to;
  }
  return pages.length === 0 ? [''] : pages;
}

/** Lines of a list, or what is said of an empty one. */
export const listOf = (lines: readonly string[], none: string): string =>
  lines.length === 0 ? none : lines.map((line) => `- ${line}`).join('\n');

interface Reason {
  readonly code: string;
  readonly message: string;
}

export const reasonLines = (reasons: readonly Reason[]): string =>
  listOf(
    reasons.map(({ code, message }) => `${code}: ${message}`),
    'No reasons.',
  );

/** A fence that the text does not hold itself. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
