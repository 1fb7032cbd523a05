/**
 * The blocks of a plan at its left edge: headings, lists, fenced code, gaps (rules and comments), and everything else
 * as text. It follows CommonMark where a person writes a plan, and reports what Markdown would read in another way than
 * it looks. Nothing inside a line is read here.
 *
 * Why not remark: it takes 10 to 15 µs a character, more for many small blocks (100 KB of headings and lists: 1.4 to
 * 6.6 s), and a megabyte of `>` does not end. This takes one pass, whatever the text holds. A spec compares its
 * headings with remark's.
 */
import { asSeen, oddCharacter } from '../../text/input-text.js';
import { claimOf } from './key-claims.js';
import { headingText } from './plan-heading.js';
import { BULLET, type Bullet, bulletOf, indentOf, isBlank, TAB } from './plan-lines.js';
import { displayed, type PlanProblems } from './plan-problems.js';
import { trimBlanks } from './plan-text.js';
import { lookFault, withPlainStart } from './seen-line.js';

interface BlockPlace {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Its lines as they are written. */
  readonly source: readonly string[];
}
export interface HeadingBlock extends BlockPlace {
  readonly kind: 'heading';
  readonly level: number;
  readonly text: string;
  /** Made a heading by the line of dashes below it. */
  readonly isUnderlined: boolean;
}
export interface ListBlock extends BlockPlace {
  readonly kind: 'list';
  readonly isOrdered: boolean;
  /** Text follows without a blank line: Markdown would take it into the last item. */
  readonly runsOn: boolean;
  /** Its lines, with a plain bullet in place of an odd one before a key. */
  readonly seen: readonly string[];
}
export interface FenceBlock extends BlockPlace {
  readonly kind: 'fence';
  readonly info: string;
  readonly content: readonly string[];
}
export interface OtherBlock extends BlockPlace {
  readonly kind: 'text' | 'gap';
}
export type Block = HeadingBlock | ListBlock | FenceBlock | OtherBlock;

const ATX = /^[ \t]*(#{1,6})(?=[ \t]|$)/;
const GLUED = /^(#{2,3})([^#\s].*)$/;
const FENCE = /^[ \t]*(`{3,}|~{3,})(.*)$/;
const RAW_HTML = /^[ \t]*<(pre|script|style|textarea)(?=[\s>]|$)/i;
const RAW_HTML_END = /<\/(?:pre|script|style|textarea)>/i;
const HTML = /^[ \t]*<\/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)/;
/** Openings of a line that keep a line of dashes below it from making it a heading. */
const NO_TITLE = /^[ \t]*(?:[>|<]|\[[^\]]{1,200}\]:)/;

const isKeyLike = (text: string): boolean => claimOf(text, 'edge') !== undefined;
const isRule = (line: string): boolean => /^(?:-{3,}|\*{3,}|_{3,})$/.test(line.replace(/[ \t]/g, ''));

export class BlockScanner {
  private readonly blocks: Block[] = [];
  private at: number;
  private text: string[] = [];
  /** Lines of the paragraph that is open, and whether dashes below could make a heading of it. */
  private open = 0;
  private mayBeTitle = false;
  /** The lines as they look, as far as that makes blocks of them. */
  private readonly lines: readonly string[];

  constructor(
    private readonly raw: readonly string[],
    private readonly problems: PlanProblems,
    from = 0,
  ) {
    this.at = from;
    this.lines = raw.map((line) => withPlainStart(line, isKeyLike));
  }

  scan(): Block[] {
    while (this.at < this.lines.length) this.next(this.lines[this.at]!);
    this.endText();
    return this.blocks;
  }

  private next(line: string): void {
    if (isBlank(line)) {
      this.open = 0;
      this.keep();
    } else if (indentOf(line) >= TAB) this.keep({ isIndented: true });
    else if (!this.heading(line) && !this.fence(line) && !this.gap(line) && !this.list(line) && !this.html(line))
      this.paragraph(line);
  }

  private heading(line: string): boolean {
    if (this.open > 0 && /^(?:=+|-+)$/.test(trimBlanks(line)) && this.underline(line)) return true;
    const marks = ATX.exec(line);
    if (!marks) return false;
    // Whether Markdown takes an indented one into a list above it depends on too much.
    if (/^[ \t]/.test(line)) {
      this.problems.add(
        this.at + 1,
        `a heading begins at the left edge: remove the blanks in front of ${displayed(trimBlanks(line))}`,
      );
    }
    this.add(
      { kind: 'heading', level: marks[1]!.length, text: headingText(line.slice(marks[0].length)), isUnderlined: false },
      1,
    );
    return true;
  }

  /** A line of dashes below text. True if it is used up. */
  private underline(line: string): boolean {
    if (this.open > 1) {
      this.problems.add(
        this.at + 1,
        `Markdown may make one heading of the lines above this line of ${displayed(trimBlanks(line)[0]!)}: leave a blank line above it, or write the heading as "## …"`,
      );
      this.keep();
      return true;
    }
    if (!this.mayBeTitle) return false;
    const title = this.text.pop()!;
    this.at--;
    const level = line.includes('=') ? 1 : 2;
    this.add({ kind: 'heading', level, text: headingText(title), isUnderlined: true }, 2);
    return true;
  }

  private fence(line: string): boolean {
    const opening = FENCE.exec(line);
    if (!opening || (opening[1]!.startsWith('`') && opening[2]!.includes('`'))) return false;
    const [marks, indent] = [opening[1]!, indentOf(line)];
    const closes = (other: string): boolean => {
      const text = trimBlanks(other);
      return (
        text[0] === marks[0] &&
        text.length >= marks.length &&
        indentOf(other) < TAB &&
        text === marks[0]!.repeat(text.length)
      );
    };
    let end = this.at + 1;
    while (end < this.lines.length && !closes(this.raw[end]!)) {
      if (closes(this.lines[end]!)) {
        this.problems.add(
          end + 1,
          `this line looks like the end of a code block, and holds ${oddCharacter(this.raw[end]!)}: remove it`,
        );
      }
      end++;
    }
    if (end === this.lines.length)
      this.problems.add(
        this.at + 1,
        `this code block is never closed: write a line ${displayed(marks).slice(1, -1)} below it`,
      );
    const content = this.raw.slice(this.at + 1, end).map((inner) => inner.slice(Math.min(indent, indentOf(inner))));
    this.add({ kind: 'fence', info: trimBlanks(opening[2]!), content }, end + 1 - this.at);
    return true;
  }

  /** A rule, or a comment that begins a line. What follows the comment on its last line is text. */
  private gap(line: string): boolean {
    if (isRule(line)) {
      this.add({ kind: 'gap' }, 1);
      return true;
    }
    if (!trimBlanks(line).startsWith('<!--')) return false;
    let [end, from] = [this.at, line.indexOf('<!--')];
    for (;;) {
      let close = this.lines[end]!.indexOf('-->', from + 2);
      while (close === -1 && ++end < this.lines.length) {
        close = this.lines[end]!.indexOf('-->');
        if (close === -1 && asSeen(this.raw[end]!).includes('-->')) {
          this.problems.add(
            end + 1,
            `this line looks like the end of a comment, and holds ${oddCharacter(this.raw[end]!)}: write a plain -->`,
          );
        }
      }
      if (close === -1) {
        this.problems.add(this.at + 1, 'this comment is never closed: write --> behind it');
        this.add({ kind: 'gap' }, this.lines.length - this.at);
        return true;
      }
      from = close + 3;
      while (this.lines[end]![from] === ' ' || this.lines[end]![from] === '\t') from++;
      if (!this.lines[end]!.startsWith('<!--', from)) break;
    }
    const rest = this.lines[end]!.slice(from);
    this.add({ kind: 'gap' }, end + (rest === '' ? 1 : 0) - this.at);
    if (rest !== '') this.keep({ line: rest });
    return true;
  }

  private list(line: string): boolean {
    const first = bulletOf(line);
    if (!first) return false;
    const isOrdered = /\d/.test(line.slice(0, line.indexOf(first.marker)));
    // In a paragraph an empty bullet is text, and so is a number but 1.
    if (this.open > 0 && (first.text === '' || (isOrdered && !/^[ \t]*0*1[.)]/.test(line)))) return false;
    let [end, last, content] = [this.at + 1, this.at, this.contentOf(first, this.at)];
    for (; end < this.lines.length; end++) {
      const other = this.lines[end]!;
      if (isBlank(other)) continue;
      const indent = indentOf(other);
      const bullet = indent < content && indent < TAB && !isRule(other) ? bulletOf(other) : undefined;
      if (indent < content && bullet?.marker !== first.marker) break;
      if (bullet) content = this.contentOf(bullet, end);
      last = end;
    }
    const follower = last + 1 < this.lines.length ? this.lines[last + 1]! : '';
    const runsOn = !isBlank(follower) && !startsBlock(follower);
    this.add({ kind: 'list', isOrdered, runsOn, seen: this.lines.slice(this.at, last + 1) }, last + 1 - this.at);
    if (runsOn) this.open = 1;
    return true;
  }

  /** An item that begins with a blank line is empty: nothing below belongs to it. */
  private contentOf({ text, content }: Bullet, at: number): number {
    return text === '' && isBlank(this.lines[at + 1] ?? '') ? Infinity : content;
  }

  /** Raw HTML is text in which Markdown sees no heading: until its closing tag, or until a blank line. */
  private html(line: string): boolean {
    const raw = RAW_HTML.exec(line);
    if (!raw && !HTML.test(line)) return false;
    let end = this.at;
    if (raw) {
      while (end < this.lines.length && !RAW_HTML_END.test(this.lines[end]!)) end++;
      if (end === this.lines.length)
        this.problems.add(this.at + 1, `this <${raw[1]}> is never closed: write </${raw[1]}> below it`);
      else end++;
    } else {
      for (end++; end < this.lines.length && !isBlank(this.lines[end]!); end++) {
        if (ATX.test(this.lines[end]!))
          this.problems.add(end + 1, 'a heading right below HTML is not read: put a blank line above it');
      }
    }
    while (this.at < end) this.keep();
    this.open = 0;
    return true;
  }

  private paragraph(line: string): void {
    const glued = GLUED.exec(trimBlanks(line));
    if (glued)
      this.problems.add(
        this.at + 1,
        `a heading needs a blank: write "${glued[1]} ${displayed(glued[2]!).slice(1, -1)}"`,
      );
    if (this.open === 0) this.mayBeTitle = !NO_TITLE.test(line);
    // An indented line may belong to a list above it: no title, and no plain text above a rule.
    this.open += /^[ \t]/.test(line) ? 2 : 1;
    this.keep();
  }

  private keep({ line = this.raw[this.at]!, isIndented = false } = {}): void {
    if (isIndented && this.open > 0) this.open++;
    this.checkLook(this.at);
    this.text.push(line);
    this.at++;
  }

  private checkLook(at: number): void {
    const fault = lookFault(this.raw[at]!, isKeyLike);
    if (fault !== null) this.problems.add(at + 1, fault);
  }

  private add(block: DistributiveOmit<Block, keyof BlockPlace>, lines: number): void {
    this.endText();
    const source = this.raw.slice(this.at, this.at + lines);
    if (block.kind === 'list' || block.kind === 'heading') source.forEach((_, i) => this.checkLook(this.at + i));
    this.blocks.push({ ...block, line: this.at + 1, source });
    this.at += lines;
    [this.open, this.mayBeTitle] = [0, false];
  }

  private endText(): void {
    if (this.text.length > 0)
      this.blocks.push({ kind: 'text', line: this.at + 1 - this.text.length, source: this.text });
    this.text = [];
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const startsBlock = (line: string): boolean =>
  indentOf(line) < TAB &&
  (ATX.test(line) || FENCE.test(line) || isRule(line) || BULLET.test(line) || /^[ \t]*(?:>|<!--)/.test(line));
