/**
 * The page at GET /graphql: GraphiQL from this server's own files, with the tour as tabs and the examples in a panel.
 * It holds no script of its own, only a data block, so that its content security policy allows scripts from this server
 * alone.
 */
import { createHash } from 'node:crypto';

import { PACKAGE_VERSION } from '../../common/package-root.js';
import { assetAddress } from './files.js';
import { type ExampleOperation, readChapters, readOperations, TOUR_FOLDER } from './operations.js';

const STYLES = ['graphiql.css', 'playground.css'];
const SCRIPTS = [
  'react.js',
  'react-dom.js',
  'graphiql.js',
  'graphql-ws.js',
  'playground-story.js',
  'playground-panels.js',
  'playground.js',
];

let page: Promise<string> | null = null;

/** The page's HTML, put together once. */
export async function playgroundPage(): Promise<string> {
  page ??= render();
  return page.catch((error: unknown) => {
    page = null;
    throw error;
  });
}

async function render(): Promise<string> {
  const displayed = (operations: readonly ExampleOperation[]) =>
    operations.map(({ query, variables }) => ({ query, variables }));
  const tour = displayed(await readOperations(TOUR_FOLDER));
  const chapters = (await readChapters()).map(({ title, operations }) => ({
    title,
    operations: displayed(operations),
  }));
  const edition = createHash('sha256')
    .update(JSON.stringify([tour, chapters]))
    .digest('hex')
    .slice(0, 8);
  const config = { version: PACKAGE_VERSION, edition, tour, chapters };
  const styles = await Promise.all(
    STYLES.map(async (name) => `<link rel="stylesheet" href="${await assetAddress(name)}" />`),
  );
  const scripts = await Promise.all(
    SCRIPTS.map(async (name) => `<script defer src="${await assetAddress(name)}"></script>`),
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Autopack playground</title>
    <link rel="icon" type="image/svg+xml" href="${await assetAddress('favicon.svg')}" />
    ${styles.join('\n    ')}
  </head>
  <body>
    <div id="playground">Loading the playground …<noscript> It needs JavaScript. The API is at this address: POST /graphql.</noscript></div>
    <script type="application/json" id="playground-config">${dataBlock(config)}</script>
    ${scripts.join('\n    ')}
  </body>
</html>
`;
}

/** JSON that cannot end its script element. */
function dataBlock(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
