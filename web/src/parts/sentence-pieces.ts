/** An instant as sentences of the server have it. */
const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)/;

/** Text, instant, text, instant …: every second piece is an instant that exists. */
export function sentencePieces(text: string): string[] {
  const pieces: string[] = [''];
  for (const [index, piece] of text.split(INSTANT).entries()) {
    const isInstant = index % 2 === 1 && !Number.isNaN(Date.parse(piece));
    if (isInstant) pieces.push(piece, '');
    else pieces[pieces.length - 1] += piece;
  }
  return pieces;
}
