import { later } from './later.js';
import { PlainText } from './plain-text.js';

interface MarkdownParts {
  /** Any text; it may come from an agent. */
  readonly text: string;
  /** The level of its highest headings: one below that of the heading above it. */
  readonly top?: number;
  /** Where an address leads that is none of the web: one below /ui; null: nowhere. */
  readonly linkTo?: (url: string) => string | null;
}

const View = later(
  () => import('./markdown-view.js'),
  ({ text }: Pick<MarkdownParts, 'text'>) => <PlainText text={text} />,
);

/** Text that is written as Markdown: tables too, no HTML, links to the web alone. Until its code is there, and where it is too long, the text is displayed as it is written. */
export const Markdown = ({ text, top = 3, linkTo }: MarkdownParts) => <View text={text} top={top} linkTo={linkTo} />;
