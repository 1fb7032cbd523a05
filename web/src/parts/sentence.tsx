import { Fragment } from 'react';

import { sentencePieces } from './sentence-pieces.js';
import { Instant } from './time.js';
import { visibleText } from './visible-text.js';

/** A sentence of the server. Its instants are displayed as all others are: in the reader's time zone. */
export const Sentence = ({ children }: { readonly children: string }) => (
  <bdi>
    {sentencePieces(children).map((piece, index) =>
      index % 2 === 1 ? <Instant key={index} at={piece} /> : <Fragment key={index}>{visibleText(piece)}</Fragment>,
    )}
  </bdi>
);
