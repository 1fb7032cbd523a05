/** Characters of a title at most. */
export const TITLE_LENGTH = 200;

/** The first line of a text that has words in it, without the signs of a Markdown heading; null: there is none. A longer one ends with an ellipsis. */
export function titleOf(text: string | null): string | null {
  const line = text
    ?.split('\n')
    .map((each) => each.replace(/^#+ +/, '').trim())
    .find((each) => each !== '');
  if (line === undefined) return null;
  const signs = [...line];
  return signs.length <= TITLE_LENGTH ? line : `${signs.slice(0, TITLE_LENGTH - 1).join('')}…`;
}
