/**
 * What a command prints. For people: lines on standard output. With --json: one document, on one line, on standard output, and everything
 * else on standard error, so that `autopack … --json | jq` always works.
 */
import { stripVTControlCharacters } from 'node:util';

const CODES = { green: 32, red: 31, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
export type Paint = keyof typeof CODES;

export class Output {
  readonly people: NodeJS.WriteStream;

  constructor(readonly json: boolean) {
    this.people = json ? process.stderr : process.stdout;
  }

  /** Text can be drawn over: a terminal that understands more than plain lines. */
  get isTerminal(): boolean {
    return this.people.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  }

  line(text = ''): void {
    this.people.write(`${text}\n`);
  }

  /** A sentence about what went wrong; never on standard output. */
  complain(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** The one document of --json; without --json nothing. */
  document(value: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  paint(paint: Paint, text: string): string {
    const colours = this.people.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    return colours ? `\u001b[${CODES[paint]}m${text}\u001b[0m` : text;
  }
}

/** Text from outside as one harmless line: no control characters, nothing that changes the direction of reading (I4). */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu,
    ' ',
  );
}
