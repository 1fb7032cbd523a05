/** What a terminal shows of what a program wrote: the lines, without colours. It knows what the pictures of the commands use. */

// ESC [ parameters, final byte; or a single character.
const PART = /\u001b\[([?\d;]*)([A-Za-z])|\r|\n|[^\u001b\r\n]+/gu;

export interface Screen {
  /** From the first line that was ever written on; none is scrolled away. */
  readonly lines: readonly string[];
  readonly isCursorHidden: boolean;
  /** Sequences that are not known here. */
  readonly unknown: readonly string[];
}

/** Every character takes one column, as those of the pictures do. */
export function screenOf(written: string): Screen {
  const lines: string[] = [''];
  const unknown: string[] = [];
  let [row, column, isCursorHidden] = [0, 0, false];
  for (const [part, parameters = '', final] of written.matchAll(PART)) {
    if (final === undefined) {
      if (part === '\r') column = 0;
      else if (part === '\n') {
        row += 1;
        lines[row] ??= '';
      } else {
        const before = (lines[row] ?? '').padEnd(column);
        lines[row] = before.slice(0, column) + part + before.slice(column + part.length);
        column += part.length;
      }
    } else if (final === 'A') row = Math.max(0, row - Number(parameters || 1));
    else if (final === 'J' && parameters === '0') {
      lines.length = row + 1;
      lines[row] = (lines[row] ?? '').slice(0, column);
    } else if (final === 'l' && parameters === '?25') isCursorHidden = true;
    else if (final === 'h' && parameters === '?25') isCursorHidden = false;
    else if (final !== 'm') unknown.push(part);
  }
  return { lines, isCursorHidden, unknown };
}
