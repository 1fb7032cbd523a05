/**
 * What is wanted of a patch, in words; and the other formats that programs and models write, recognised so that a
 * refusal can name them.
 */

export const WANTED = 'a unified diff as `git diff --binary` writes it';
/** Independent of the user's own configuration. */
export const REMEDY = 'Make it with `git -c diff.noprefix=false -c diff.mnemonicPrefix=false diff --binary`.';

const FORMS: readonly (readonly [is: RegExp, name: string])[] = [
  [/^\*\*\* (Begin Patch|(Update|Add|Delete) File: )/m, 'a patch in the form of Codex ("*** Begin Patch")'],
  [/^[ \t]*(<{5,9} ?(SEARCH|ORIGINAL)|-{5,9} SEARCH)[ \t]*$/m, 'blocks to search and replace ("<<<<<<< SEARCH")'],
  [/^<{7}( |$)/m, 'a text with conflict marks ("<<<<<<<")'],
  [/^diff --(cc|combined) /m, 'a combined diff of a merge ("diff --cc")'],
  [/^\*{15}$|^\*\*\* .+\n--- /m, 'a context diff ("*** x", "--- y")'],
  [/^(\d+(,\d+)?[acd]\d+(,\d+)?$\n[<>] )/m, 'a plain diff without context ("< x", "> y")'],
  [/^\d+(,\d+)?[acd]$/m, 'an ed script'],
  [/^\s*(```\w*\s*)?[[{]\s*("|\{|\[|\]|\})/, 'JSON'],
  [/^>* ?[ \t>]+(diff --git |--- )/m, 'an indented or quoted text'],
  [/\u001b\[/, 'a text with the colours of a terminal'],
  [
    /^@@/m,
    'a diff whose headers are missing or damaged ("diff --git a/… b/…", "--- a/…", "+++ b/…", "@@ -1,2 +1,2 @@")',
  ],
];

/** Why a text in which no file is named is no patch. Line ends are those of Unix. */
export function noPatch(text: string): string {
  const form = FORMS.find(([is]) => is.test(text))?.[1];
  return `${form ? `It is ${form}, and not` : 'It names no file in the way of a patch. What is wanted is'} ${WANTED}.`;
}
