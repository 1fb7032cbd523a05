import type { List, Nodes, RootContent, Table } from 'mdast';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { Link } from 'wouter';

import styles from './markdown.module.css';
import { DEEPEST, type MarkdownTree, markdownTree } from './markdown-tree.js';
import { PlainText } from './plain-text.js';
import { Text } from './text.js';
import { webAddress } from './web-address.js';
import { WebLink } from './web-link.js';

/** Blocks and rows of a table that are displayed until one asks for more. */
const STEP = 100;

interface ViewParts {
  readonly text: string;
  readonly top: number;
  readonly linkTo?: ((url: string) => string | null) | undefined;
}

/** Leads from an address that is none of the web to one below /ui; null: nowhere. */
const LinkTo = createContext<(url: string) => string | null>(() => null);
const nowhere = (): null => null;

/** Markdown as elements. What it holds of HTML is displayed as text, pictures as their words; nothing is loaded from anywhere. */
export default function MarkdownView({ text, top, linkTo = nowhere }: ViewParts) {
  const tree = useMemo(() => markdownTree(text, top), [text, top]);
  if (tree === null) return <PlainText text={text} />;
  return (
    <LinkTo value={linkTo}>
      <div className={styles.markdown}>
        {tree.front === null ? null : (
          <details>
            <summary>Front matter</summary>
            <pre className={styles.front}>
              <Text>{tree.front.trimEnd()}</Text>
            </pre>
          </details>
        )}
        <Stepped items={tree.root.children} what="more of the text">
          {(child, index) => <Node key={index} node={child} tree={tree} depth={0} />}
        </Stepped>
      </div>
    </LinkTo>
  );
}

interface SteppedParts<Item> {
  readonly items: readonly Item[];
  readonly what: string;
  readonly children: (item: Item, index: number) => ReactNode;
}

function Stepped<Item>({ items, what, children }: SteppedParts<Item>) {
  const [limit, setLimit] = useState(STEP);
  return (
    <>
      {items.slice(0, limit).map(children)}
      {items.length > limit ? (
        <button type="button" onClick={() => setLimit(limit + STEP)}>
          Display {what}
        </button>
      ) : null}
    </>
  );
}

interface NodeParts {
  readonly node: Nodes;
  readonly tree: MarkdownTree;
  readonly depth: number;
}

function Node({ node, tree, depth }: NodeParts): ReactNode {
  const inside = (): ReactNode =>
    'children' in node
      ? (node.children as readonly RootContent[]).map((child, index) => (
          <Node key={index} node={child} tree={tree} depth={depth + 1} />
        ))
      : null;
  if (depth > DEEPEST) return <Text>{'value' in node ? node.value : ' … '}</Text>;
  switch (node.type) {
    case 'text':
      return <Text>{node.value}</Text>;
    case 'paragraph':
      return <p dir="auto">{inside()}</p>;
    case 'heading': {
      const Level = `h${tree.levels.get(node) ?? 6}` as 'h2';
      return <Level dir="auto">{inside()}</Level>;
    }
    case 'emphasis':
      return <em>{inside()}</em>;
    case 'strong':
      return <strong>{inside()}</strong>;
    case 'inlineCode':
      return (
        <code>
          <Text>{node.value}</Text>
        </code>
      );
    case 'code':
      return <PlainText text={node.value} />;
    case 'html':
      return (
        <code className="soft">
          <Text>{node.value}</Text>
        </code>
      );
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote>{inside()}</blockquote>;
    case 'list':
      return <Items list={node} tree={tree} depth={depth} />;
    case 'listItem':
      return <li>{inside()}</li>;
    case 'link':
      return <Leading url={node.url}>{inside()}</Leading>;
    case 'linkReference':
      return <Leading url={tree.definitions.get(node.identifier)?.url ?? ''}>{inside()}</Leading>;
    case 'image':
      return <Picture url={node.url} words={node.alt ?? ''} />;
    case 'imageReference':
      return <Picture url={tree.definitions.get(node.identifier)?.url ?? ''} words={node.alt ?? ''} />;
    case 'table':
      return <Rows table={node} tree={tree} depth={depth} />;
    default:
      return inside();
  }
}

/** A link where it leads to the web; elsewhere its words with the address behind them. */
function Leading({ url, children }: { readonly url: string; readonly children: ReactNode }) {
  const address = webAddress(url);
  const inside = useContext(LinkTo)(url);
  if (inside !== null) return <Link href={inside}>{children}</Link>;
  if (address === null)
    return (
      <>
        {children}
        {url === '' ? null : (
          <span className="soft">
            {' '}
            (<Text>{url}</Text>)
          </span>
        )}
      </>
    );
  return <WebLink url={address}>{children}</WebLink>;
}

const Picture = ({ url, words }: { readonly url: string; readonly words: string }) => (
  <Leading url={url}>
    Picture{words === '' ? '' : ': '}
    <Text>{words}</Text>
  </Leading>
);

function Items({ list: { ordered, start, children }, tree, depth }: { readonly list: List } & Omit<NodeParts, 'node'>) {
  const items = children
    .slice(0, STEP)
    .map((child, index) => <Node key={index} node={child} tree={tree} depth={depth} />);
  const more =
    children.length > STEP ? (
      <li className="soft">{children.length - STEP} more: the text as it is written has them.</li>
    ) : null;
  return ordered ? (
    <ol start={start ?? 1}>
      {items}
      {more}
    </ol>
  ) : (
    <ul>
      {items}
      {more}
    </ul>
  );
}

function Rows({ table: { children, align }, tree, depth }: { readonly table: Table } & Omit<NodeParts, 'node'>) {
  const [head, ...body] = children;
  const sideOf = (index: number) => (align?.[index] === 'right' ? '' : undefined);
  const inside = (cell: Table['children'][number]['children'][number]) =>
    cell.children.map((child, index) => <Node key={index} node={child} tree={tree} depth={depth + 1} />);
  return (
    <div className={styles.wide} tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) =>
              cell.children.length === 0 ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col" data-number={sideOf(index)}>
                  {inside(cell)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {body.slice(0, STEP).map((row, index) => (
            <tr key={index}>
              {row.children.map((cell, column) => (
                <td key={column} data-number={sideOf(column)}>
                  {inside(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {body.length > STEP ? (
        <p className="soft small">{body.length - STEP} more rows: the text as it is written has them.</p>
      ) : null}
    </div>
  );
}
