import { lazy, Suspense } from 'react';

import { PlainText } from './plain-text.js';

const View = lazy(() => import('./markdown-view.js'));

interface MarkdownParts {
  /** Any text; it may come from an agent. */
  readonly text: string;
  /** The level of its highest headings: one below that of the heading above it. */
  readonly top?: number;
}

/** Text that is written as Markdown: tables too, no HTML, links to the web alone. Until its code is there, and where it is too long, the text is displayed as it is written. */
export const Markdown = ({ text, top = 3 }: MarkdownParts) => (
  <Suspense fallback={<PlainText text={text} />}>
    <View text={text} top={top} />
  </Suspense>
);
