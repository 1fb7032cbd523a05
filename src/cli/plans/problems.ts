/** What is wrong with a file, reported as editors and compilers do: `file:line: message`; and what the server refused about it. */
import type { Refusal } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { displayedFile } from './text-file.js';

export interface FileProblem {
  /** From 1; left out: it is not about a line. */
  readonly line?: number;
  readonly message: string;
}

/** Reports all of them, and that the command has failed. */
export function reportProblems(output: Output, file: string, problems: readonly FileProblem[]): number {
  for (const { line, message } of problems) {
    output.line(line === undefined ? printable(message) : `${displayedFile(file)}:${line}: ${printable(message)}`);
  }
  output.document({ ok: false, file, problems });
  return EXIT.wrong;
}

/** A refusal with the line of the file that it is about, else the line of its path; the server names its line in front of some messages too. */
export function refusalProblem(
  refusal: Refusal,
  lineOf: (path: readonly string[]) => number | undefined = () => undefined,
): FileProblem & { readonly code: string } {
  const { code, message } = refusal;
  const line = (refusal.__typename === 'InputError' ? refusal.line : null) ?? lineOf(refusal.path ?? []);
  if (line === undefined) return { code, message };
  const repeated = `Line ${line}: `;
  return { code, line, message: message.startsWith(repeated) ? message.slice(repeated.length) : message };
}
