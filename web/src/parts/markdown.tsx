import { lazy, Suspense } from 'react';

import { PlainText } from './plain-text.js';

const View = lazy(() => import('./markdown-view.js'));

interface MarkdownParts {
  /** Any text; it may come from an agent. */
  readonly text: string;
  /** The level of its highest headings: one below that of the heading above it. */
  readonly top?: number;
  /** Where an address leads that is none of the web: one below /ui; null: nowhere. */
  readonly linkTo?: (url: string) => string | null;
}

/** Text that is written as Markdown: tables too, no HTML, links to the web alone. Until its code is there, and where it is too long, the text is displayed as it is written. */
export const Markdown = ({ text, top = 3, linkTo }: MarkdownParts) => (
  <Suspense fallback={<PlainText text={text} />}>
    <View text={text} top={top} linkTo={linkTo} />
  </Suspense>
);
