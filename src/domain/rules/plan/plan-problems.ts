/**
 * What is wrong with a plan's text, reported so that its author can mend it: where, what, and what to write instead.
 */

export interface PlanProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, where it is known. */
  readonly column?: number;
  readonly message: string;
}

/** More than anybody mends in one go. */
const MOST_PROBLEMS = 50;

export class PlanProblems {
  private readonly all: PlanProblem[] = [];

  add(line: number, message: string, column?: number): void {
    const last = this.all.at(-1);
    if (last?.line === line && last.message === message) return;
    this.all.push(column === undefined ? { line, message } : { line, column, message });
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** Further problems are not displayed, and need no suggestion, which takes time to find. */
  get isFull(): boolean {
    return this.all.length >= MOST_PROBLEMS;
  }

  /** In the order of the document; the first 50, then one entry that counts the rest. */
  list(): PlanProblem[] {
    const sorted = this.all.toSorted((a, b) => a.line - b.line);
    if (sorted.length <= MOST_PROBLEMS) return sorted;
    const rest = sorted.slice(MOST_PROBLEMS);
    return [
      ...sorted.slice(0, MOST_PROBLEMS),
      { line: rest[0]!.line, message: `and ${rest.length} more problems from here on` },
    ];
  }
}

const DISPLAYED_LENGTH = 60;

/** The author's own words inside a message: short, whatever they are. */
export function displayed(text: string): string {
  const characters = Array.from(text.slice(0, 2 * DISPLAYED_LENGTH + 2));
  return `"${characters.length > DISPLAYED_LENGTH ? `${characters.slice(0, DISPLAYED_LENGTH).join('')}…` : text}"`;
}
