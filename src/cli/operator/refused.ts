/** What the server refused of a command: its sentences on standard error, its codes in the document of --json. */
import type { Refusal } from '../graphql/refusal.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';

export function refused(output: Output, errors: readonly Refusal[]): number {
  for (const error of errors) {
    output.complain(printable(error.message));
    if (error.__typename === 'PolicyError')
      for (const { code, message } of error.reasons) output.complain(`  ${code}: ${printable(message)}`);
  }
  output.document({ ok: false, errors });
  return EXIT.wrong;
}
