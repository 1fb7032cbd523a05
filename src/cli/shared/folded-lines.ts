/** Long sentences for a terminal: cut between words, what follows the first line is set in. */

/** Lines of at most `columns` characters; a word that is longer (a path, an address) stays whole on a line of its own. */
export function foldedLines(text: string, columns: number, indent = '  '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line !== indent && [...line].length + 1 + [...word].length > columns) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' || line === indent ? line + word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
