/**
 * What transport removes from a patch or adds to it without meaning: every caller that gives a patch to git passes it
 * through here first.
 */

/**
 * With the end of its last line, which models and shells take away, and without a byte order mark; of text, or of bytes
 * as characters.
 */
export function wholePatch(text: string): string {
  const unmarked = text.replace(/^(\ufeff|\u00ef\u00bb\u00bf)/, '');
  return unmarked.endsWith('\n') ? unmarked : `${unmarked}\n`;
}
