/** A picture on a terminal that is drawn over in place, below what was there before. The cursor is hidden meanwhile. */
import type { Output, Paint } from './output.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** The picture keeps to the terminal: the last column stays empty, and so does the row of the cursor. */
const USUAL_ROWS = 24;

export class LivePicture {
  private drawn = 0;
  private picture = '';
  private isHidden = false;
  private readonly restore = (): void => void this.output.people.write(SHOW_CURSOR);

  constructor(private readonly output: Output) {}

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, people } = this.output;
    return { columns: Math.max(1, columns - 1), rows: Math.max(1, (people.rows || USUAL_ROWS) - 1) };
  }

  draw(lines: readonly (readonly [text: string, paint: Paint | null])[]): void {
    const painted = lines.map(([text, paint]) => (paint === null ? text : this.output.paint(paint, text)));
    const picture = painted.join('\n');
    if (picture === this.picture) return;
    // A second signal ends the process at once: the cursor comes back then, too.
    if (!this.isHidden) process.once('exit', this.restore);
    // One write, so that no half of a picture is seen.
    this.output.people.write(`${this.isHidden ? '' : HIDE_CURSOR}${this.over()}${picture}\n`);
    this.isHidden = true;
    this.picture = picture;
    this.drawn = painted.length;
  }

  /** A message above the picture, which follows below. */
  aside(text: string, paint: Paint = 'yellow'): void {
    this.output.people.write(`${this.over()}${this.output.paint(paint, text)}\n`);
    this.drawn = 0;
    this.picture = '';
  }

  /** The terminal is as it was; the last picture stays. */
  end(): void {
    if (!this.isHidden) return;
    this.isHidden = false;
    process.off('exit', this.restore);
    this.restore();
  }

  /** Up to the first line of the picture; what stands there and below is cleared. */
  private over(): string {
    return this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[0J` : '\u001b[0J';
  }
}
