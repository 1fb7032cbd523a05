/** Checks as `doctor` and `project check` print them: one line each as it is made, and all of them in the document of --json. */
import { type Output, printable } from './output.js';

export interface Check {
  readonly name: string;
  /** `note`: worth knowing, nothing wrong. */
  readonly result: 'ok' | 'failed' | 'note';
  readonly detail: string | null;
}

export class Checks {
  readonly all: Check[] = [];

  constructor(private readonly output: Output) {}

  get failed(): number {
    return this.all.filter((check) => check.result === 'failed').length;
  }

  ok(name: string, detail: string | null = null): void {
    this.add({ name, result: 'ok', detail });
  }

  fail(name: string, detail: string): void {
    this.add({ name, result: 'failed', detail });
  }

  note(name: string, detail: string): void {
    this.add({ name, result: 'note', detail });
  }

  private add(check: Check): void {
    this.all.push(check);
    const word = this.output.paint(
      check.result === 'ok' ? 'green' : check.result === 'failed' ? 'red' : 'yellow',
      check.result.padEnd(6),
    );
    this.output.line(`${word}  ${printable(check.name)}${check.detail === null ? '' : `: ${printable(check.detail)}`}`);
  }
}
