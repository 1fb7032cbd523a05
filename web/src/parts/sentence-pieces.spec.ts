import { sentencePieces } from './sentence-pieces.js';

describe('Sentences of the server', () => {
  it('dashboard: instants in a sentence are found, and nothing else of it is changed', () => {
    expect(sentencePieces('It pauses until 2026-11-30T13:46:07.483Z, or 2026-12-01T00:00:00Z.')).toEqual([
      'It pauses until ',
      '2026-11-30T13:46:07.483Z',
      ', or ',
      '2026-12-01T00:00:00Z',
      '.',
    ]);
  });

  it.each(['', 'Nothing is due.', 'At 2026-99-30T13:46:07Z.', '2026-11-30'])('dashboard: %j is text', (text) => {
    expect(sentencePieces(text)).toEqual([text]);
  });
});
