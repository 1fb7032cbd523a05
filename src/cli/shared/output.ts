/**
 * What a command prints. For people: lines on standard output. With --json: one document, on one line, on standard output, and everything
 * else on standard error, so that `autopack … --json | jq` always works.
 */
import { stripVTControlCharacters } from 'node:util';

const CODES = { green: 32, red: 31, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
const USUAL_COLUMNS = 80;
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

  /** How wide a line may be: the terminal, else COLUMNS, else 80. */
  get columns(): number {
    return this.people.columns || Number(/^[1-9]\d{0,3}$/.exec(process.env.COLUMNS ?? '')?.[0] ?? USUAL_COLUMNS);
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

  /** Colour is for terminals. NO_COLOR turns it off, FORCE_COLOR on, and a FORCE_COLOR of 0 off; NO_COLOR goes before. */
  private get isColoured(): boolean {
    const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
    if (NO_COLOR) return false;
    if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return this.people.isTTY === true && TERM !== 'dumb';
  }

  paint(paint: Paint, text: string): string {
    return this.isColoured ? `\u001b[${CODES[paint]}m${text}\u001b[0m` : text;
  }
}

/** Text from outside as one harmless line: no control characters, nothing that changes the direction of reading (I4). */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu,
    ' ',
  );
}
