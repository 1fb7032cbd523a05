/** What is wrong with a file, told as editors and compilers do: `file:line: message`; and what the server refused about it. */
import { EXIT } from '../exit-codes.js';
import type { Refusal } from '../graphql-client.js';
import { printable, type Output } from '../output.js';
import { shownFile } from './text-file.js';

export interface FileProblem {
  /** From 1; left out: it is not about a line. */
  readonly line?: number;
  readonly message: string;
}

/** Tells all of them, and that the command has failed. */
export function tellProblems(output: Output, file: string, problems: readonly FileProblem[]): number {
  for (const { line, message } of problems) {
    output.line(line === undefined ? printable(message) : `${shownFile(file)}:${line}: ${printable(message)}`);
  }
  output.document({ ok: false, file, problems });
  return EXIT.wrong;
}

/** A refusal with the line of the file that it is about; the server names that line in front of some messages too. */
export function refusalProblem({ code, message, line }: Refusal): FileProblem & { readonly code: string } {
  if (line == null) return { code, message };
  const repeated = `Line ${line}: `;
  return { code, line, message: message.startsWith(repeated) ? message.slice(repeated.length) : message };
}
