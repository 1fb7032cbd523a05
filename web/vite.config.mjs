/** How the dashboard is bundled: for `npm run build`, and for `npx vite web` beside a server on port 8000. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8000';

/**
 * Small modules that more than one screen loads later, and the screens of a project: together they are compressed better than apart. What is not listed has a file of its own
 * as soon as two screens share it.
 */
const PARTS =
  /src[\\/](parts[\\/](act|copy|field|figures|panel|plain-text|table|tabs|meter|markdown|text-lines|use-hash|forges|web-(link|address))|live[\\/]use-(live-run|run-data)|api[\\/]operations[\\/](run|project)\.generated|pages[\\/]run[\\/]audit-act|charts[\\/]spread[a-z-]*)\./;
const TOGETHER = [
  { name: 'parts', test: PARTS },
  { name: 'reading', test: /src[\\/](pages[\\/]run[\\/](events|event-[dsw]|document)|parts[\\/]paths)/ },
  {
    name: 'projects',
    test: /src[\\/](pages[\\/](project|foresight|backlog|workers)[\\/]|api[\\/]operations[\\/](foresight|backlog|workers)\.)/,
  },
];
/** Packages mark what a server must not run, and there is none here; how long plug-ins took is of no use. */
const NOT_REPORTED = ['MODULE_LEVEL_DIRECTIVE', 'PLUGIN_TIMINGS'];
/** A screen is named by its folder: `pages/run/page.tsx` is `run`. */
const nameOf = (module) => /pages\/([a-z-]+)\/page\.tsx$/.exec(module ?? '')?.[1];

export default defineConfig({
  base: '/ui/',
  // As published for browsers it sets innerHTML, which the policy forbids.
  resolve: {
    alias: {
      'decode-named-character-reference': fileURLToPath(new URL('src/parts/named-characters.ts', import.meta.url)),
    },
  },
  build: {
    // As old as `light-dark()`: colours of both schemes stay as they are written.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    assetsDir: 'assets',
    // The policy allows no inline content; every file has its address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: TOGETHER },
        chunkFileNames: ({ facadeModuleId, name }) => `assets/${nameOf(facadeModuleId) ?? name}-[hash].js`,
      },
      onLog: (level, log, handle) => !NOT_REPORTED.includes(log.code) && handle(level, log),
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly', generateScopedName: '[hash:base64:5]' } },
  // Host and Origin stay as the browser sends them: the server compares them.
  server: { proxy: { '/graphql': { target: SERVER, ws: true, changeOrigin: false } } },
});
