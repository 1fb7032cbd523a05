/** What the commands of an operator share: whom they ask, how an answer is printed, and what can be done next. */
import { GraphqlClient } from '../graphql/client.js';
import { CommandFailed } from '../shared/exit-codes.js';
import { foldedLines } from '../shared/folded-lines.js';
import { type Output, printable } from '../shared/output.js';
import { serverAddress, type ServerOptions } from '../shared/server-address.js';
import { tableOf } from '../shared/table.js';

const HASH_CHARACTERS = 7;
const FACT_WIDTH = 12;

export const clientOf = (options: ServerOptions): GraphqlClient => new GraphqlClient(serverAddress(options));

/** `--json` prints the answer of the API as it came, below `ok`. Otherwise the lines, and what can be done next on standard error. */
export function present(output: Output, answer: object, lines: readonly string[], next: readonly string[] = []): void {
  if (output.json) {
    output.document({ ok: true, ...answer });
    return;
  }
  for (const line of lines) output.line(line);
  nextSteps(output, next);
}

/** Standard error keeps pipes clean. With --json nothing is suggested. */
export function nextSteps(output: Output, steps: readonly string[]): void {
  if (output.json) return;
  for (const step of steps) output.complain(`next: ${step}`);
}

/** The value, or a failure that says what is not there. */
export function found<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new CommandFailed(`There is no ${printable(what)}.`);
  return value;
}

/** A table in the width that there is. */
export const fitted = (
  output: Output,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  flexible: readonly number[],
): string[] => {
  const [head, ...body] = tableOf(heading, rows, { columns: output.columns, flexible });
  return [output.paint('bold', head ?? ''), ...body];
};

/** Names and values, one below the other; long values are folded, a path that is longer stays whole. */
export const factLines = (output: Output, facts: readonly (readonly [name: string, value: string])[]): string[] =>
  facts.flatMap(([name, value]) =>
    foldedLines(`${name.padEnd(FACT_WIDTH)} ${printable(value)}`, output.columns, ' '.repeat(FACT_WIDTH + 1)),
  );

/** `2026-01-31 09:05` in UTC, as the server writes times; `-` for none. */
export const timeOf = (at: string | null | undefined): string => (at ? at.slice(0, 16).replace('T', ' ') : '-');

/** A span of time in its two largest units. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export const shortHash = (hash: string | null): string => hash?.slice(0, HASH_CHARACTERS) ?? '-';
