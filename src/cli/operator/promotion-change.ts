/** A pull request or merge request in words. */
import { printable } from '../shared/output.js';

export interface DisplayedChange {
  readonly forge: string;
  readonly number: number | null;
  readonly url: string | null;
  readonly state: string;
  readonly draft: boolean | null;
  readonly base: string;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export function changeWords(
  { number, url, state, draft, base, problem }: DisplayedChange,
  checks?: string | null,
): string {
  const what = number === null ? 'to be opened' : `${draft ? 'draft ' : ''}#${number} ${state}`;
  const parts = [
    `${what}, for ${base}`,
    checks ? `checks ${checks}` : null,
    url,
    problem && `${problem.code}: ${problem.message}`,
  ];
  return printable(parts.filter((part) => part !== null).join('  '));
}
