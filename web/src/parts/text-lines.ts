/** A text in lines, for lists that display only those on the screen. */

/** Characters of one line; longer ones are broken, so that one line alone cannot hold the page up. */
const LONGEST = 2_000;

export function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line.length <= LONGEST) lines.push(line);
    else for (let from = 0; from < line.length; from += LONGEST) lines.push(line.slice(from, from + LONGEST));
  }
  // A file ends with the end of its last line.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}
