/** Cuts a stream of text into lines of JSON, in bounded memory. What is no object is counted and passed over. */
import type { Fields } from './output-profile.js';

/** Longer lines are passed over: a tool's whole output can stand in one line, and none that we need is near this. */
const LINE_MAX_LENGTH = 4_194_304;
/** Of what a program writes between its lines of JSON: enough for what it says when it cannot begin. */
const STRAY_LENGTH = 4_096;

export class JsonLines {
  private parts: string[] = [];
  private length = 0;
  private unreadable = 0;
  private strayText = '';

  constructor(
    private readonly onEvent: (event: Fields) => void,
    private readonly maxLength = LINE_MAX_LENGTH,
  ) {}

  get unreadableLines(): number {
    return this.unreadable;
  }

  /** The end of what came that is no JSON, as lines. */
  get stray(): string {
    return this.strayText;
  }

  /** The next piece, cut anywhere. A last line without its end is read when a line end is given. */
  read(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.add(text.slice(from, end));
      this.finish();
      from = end + 1;
    }
    this.add(text.slice(from));
  }

  private add(part: string): void {
    this.length += part.length;
    // What is too long is forgotten at once, and counted when the line ends.
    if (this.length > this.maxLength) this.parts = [];
    else if (part !== '') this.parts.push(part);
  }

  private finish(): void {
    const tooLong = this.length > this.maxLength;
    const line = this.parts.join('').trim();
    this.parts = [];
    this.length = 0;
    if (tooLong) this.unreadable += 1;
    else if (line !== '') this.parse(line);
  }

  private parse(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.unreadable += 1;
      // A line that was cut is no word of the program's.
      if (!/^[{[]/.test(line)) this.strayText = `${this.strayText}${line}\n`.slice(-STRAY_LENGTH);
      return;
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) this.onEvent(value as Fields);
    else this.unreadable += 1;
  }
}
