/**
 * The description of a tier or phase: its blocks as they are written, without keys, rules and comments. What plain Markdown cannot carry
 * is in one fenced block that says so: ```` ```text description ```` takes its lines as they are, ```` ```json description ```` is a JSON string.
 */
import type { Block } from './plan-blocks.js';
import type { PlanProblems } from './plan-problems.js';
import { jsonString, trimBlanks } from './plan-text.js';

export const DESCRIPTION_BLOCK = /^(text|json)[ \t]{1,9}description$/i;

export class PlanDescription {
  /** Of its first block; 0 while there is none. */
  line = 0;
  private readonly pieces: string[][] = [];
  private exact: string | undefined;
  private isOpen = false;

  add(block: Block, problems: PlanProblems): void {
    const form = block.kind === 'fence' ? DESCRIPTION_BLOCK.exec(block.info)?.[1]?.toLowerCase() : undefined;
    if (block.kind === 'fence' && form !== undefined)
      this.addExact(form, block.line, block.content.join('\n'), problems);
    else if (block.kind !== 'gap') this.addSource(block, problems);
    this.isOpen = block.kind !== 'gap' && form === undefined;
  }

  /** A key list stood here: what follows is a piece of its own. */
  interrupt(): void {
    this.isOpen = false;
  }

  /** Null: there is none. */
  text(): string | null {
    if (this.exact !== undefined) return this.exact;
    const text = this.pieces.map(trimmed).filter((piece) => piece !== '');
    return text.length === 0 ? null : text.join('\n\n');
  }

  private addExact(form: string, line: number, content: string, problems: PlanProblems): void {
    if (this.exact !== undefined || this.pieces.length > 0) this.mixed(line, problems);
    const value = form === 'json' ? jsonString(content.trim()) : content;
    if (value === undefined)
      problems.add(
        line,
        'a json description block holds one JSON string: write e.g. "first line\\nsecond line" in double quotes',
      );
    this.exact = value ?? '';
    this.line ||= line;
  }

  private addSource({ source, line }: Block, problems: PlanProblems): void {
    const isBlank = source.every((text) => trimBlanks(text) === '');
    if (isBlank && this.pieces.length === 0) return;
    if (this.exact !== undefined && !isBlank) this.mixed(line, problems);
    this.line ||= line;
    if (!this.isOpen || this.pieces.length === 0) this.pieces.push([]);
    const piece = this.pieces.at(-1)!;
    for (const text of source) piece.push(text);
  }

  private mixed(line: number, problems: PlanProblems): void {
    problems.add(
      line,
      'this description is partly in a description block and partly outside of it: put all of it into one block, or none',
    );
  }
}

/** Without the blank lines around it, the blanks behind it, and an indentation that means nothing. */
function trimmed(lines: readonly string[]): string {
  const first = lines.findIndex((line) => trimBlanks(line) !== '');
  if (first === -1) return '';
  return lines
    .slice(first)
    .join('\n')
    .trimEnd()
    .replace(/^ {1,3}(?! )/, '');
}
