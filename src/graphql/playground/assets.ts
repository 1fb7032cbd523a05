/** Where the files of the playground lie, and which of them are served: beside this code, in `src` and, copied by the build, in `dist`. */
export const ASSET_NAMES = [
  'react.js',
  'react-dom.js',
  'graphiql.js',
  'graphiql.css',
  'graphql-ws.js',
  'playground-story.js',
  'playground-panels.js',
  'playground.js',
  'playground.css',
  'favicon.svg',
  'LICENSES.md',
];

export const ASSET_FOLDER = new URL('./assets/', import.meta.url);
