/** The rules of ARCHITECTURE.md as data: who may import whom, and what only some may do. Paths are relative to `src`. */

/** A room is a folder or a file directly below `src`. What a room may import besides itself. */
export interface Room {
  readonly name: string;
  readonly mayImport: readonly string[];
}

const BELOW_FEATURES = ['lifecycle', 'database', 'git', 'artefacts', 'domain', 'graphql', 'config', 'common'];

/** In their order: a feature may import from features to its left. */
export const FEATURES = [
  'runs',
  'tiers',
  'phases',
  'file-layout',
  'events',
  'output',
  'tokens',
  'projects',
  'drain',
  'issues',
  'strategy',
  'work',
  'git-adapter',
  'ci',
  'promotion',
  'views',
  'explain',
  'foresight',
  'archive',
  'traces',
  'webhooks',
  'remotes',
  'forges',
];

export const ROOMS: readonly Room[] = [
  {
    name: 'main.ts',
    mayImport: ['app.module.ts', 'auth', 'tokens', 'embedded-postgres', 'database', 'graphql', 'config', 'common'],
  },
  {
    name: 'cli',
    mayImport: ['main.ts', 'client', 'mcp', 'worker', 'artefacts', 'git', 'processes', 'domain', 'config', 'common'],
  },
  // Runs in browsers too.
  { name: 'client', mayImport: [] },
  { name: 'embedding', mayImport: ['main.ts', 'cli', 'worker', 'processes', 'config', 'common'] },
  {
    name: 'testing',
    mayImport: ['main.ts', 'client', 'lifecycle', 'embedded-postgres', 'database', 'processes', 'config', 'common'],
  },
  { name: 'worker', mayImport: ['git', 'processes', 'domain', 'config', 'common'] },
  { name: 'app.module.ts', mayImport: [...FEATURES, 'health', 'mcp', 'metrics', 'auth', 'pages', ...BELOW_FEATURES] },
  { name: 'app.resolvers.ts', mayImport: [...FEATURES, 'health', 'graphql'] },
  { name: 'print-schema.ts', mayImport: ['app.resolvers.ts', 'graphql'] },
  ...FEATURES.map((name, i) => ({ name, mayImport: [...FEATURES.slice(0, i), ...BELOW_FEATURES] })),
  { name: 'health', mayImport: ['auth', 'artefacts', 'database', 'graphql', 'config', 'common'] },
  {
    name: 'metrics',
    mayImport: ['events', 'file-layout', 'work', 'traces', 'lifecycle', 'database', 'config', 'common'],
  },
  { name: 'mcp', mayImport: ['events', 'graphql', 'domain', 'common'] },
  { name: 'auth', mayImport: ['graphql', 'pages', 'domain', 'config', 'common'] },
  { name: 'pages', mayImport: ['common'] },
  { name: 'lifecycle', mayImport: ['artefacts', 'database', 'domain', 'config', 'common'] },
  { name: 'database', mayImport: ['domain', 'config', 'common'] },
  { name: 'embedded-postgres', mayImport: ['processes'] },
  { name: 'artefacts', mayImport: ['domain', 'config', 'common'] },
  { name: 'git', mayImport: ['processes', 'domain', 'common'] },
  { name: 'processes', mayImport: ['common'] },
  { name: 'graphql', mayImport: ['pages', 'domain', 'config', 'common'] },
  { name: 'config', mayImport: ['domain', 'common'] },
  { name: 'common', mayImport: [] },
  { name: 'domain', mayImport: [] },
];

/** What a feature may take from a feature to its left, by the name of the file; modules import modules. */
export const SHARED_BY_FEATURES = [
  /\.model\.ts$/,
  /\.inputs\.ts$/,
  /\.payloads\.ts$/,
  /\.repository\.ts$/,
  /^run-target\.ts$/,
  /^remote-credentials\.ts$/,
  /^git-access\.ts$/,
  /^requested-plan\.ts$/,
  /^subscription-hub\.ts$/,
];

/** What rooms that are no features may take from one: the composition root everything, metrics what it counts, MCP the events that it follows. */
export const SHARED_WITH: Readonly<Record<string, readonly RegExp[]>> = {
  'app.module.ts': [
    /\.module\.ts$/,
    /^command-limits\.ts$/,
    /^places\.repository\.ts$/,
    /^stored-logins\.ts$/,
    /^operation-span\.ts$/,
    /^tracing\.token\.ts$/,
  ],
  'main.ts': [/^stored-logins\.ts$/, /^tokens\.repository\.ts$/],
  'app.resolvers.ts': [/\.resolver\.ts$/],
  mcp: [/\.module\.ts$/, /^event-streams\.ts$/],
  metrics: [
    /\.module\.ts$/,
    /^subscription-hub\.ts$/,
    /^layout-failures\.ts$/,
    /^work-notifier\.ts$/,
    /^trace-counts\.ts$/,
  ],
};

/**
 * The folders below `domain`, in their order: a file imports from its own layer and from those to its left. `text` knows no run,
 * `model` holds states, facts, events and vocabulary, `rules` judge by subject, `decisions` turn commands into changes, `foresight`
 * plays runs in memory by them, `replay` plays recorded runs again, `documents` render what people and workers read.
 */
export const DOMAIN_LAYERS = ['text', 'model', 'rules', 'decisions', 'foresight', 'replay', 'documents'];

/** Libraries without I/O, clock or chance. */
export const PURE_LIBRARIES = [
  'zod',
  'yaml',
  'canonicalize',
  'mdast-util-to-markdown',
  'mdast-util-frontmatter',
  'mdast-util-gfm-table',
  'mdast',
  'picomatch',
  'fast-xml-parser',
];

/** Modules of Node of which the domain may take these functions, and nothing else: they depend on their arguments alone. */
export const PURE_FUNCTIONS: Readonly<Record<string, readonly string[]>> = { 'node:crypto': ['createHash'] };

/** What the domain never touches, besides `Date.now`, `Math.random` and `new Date()`. */
export const IMPURE_GLOBALS = [
  'process',
  'performance',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'globalThis',
  'Intl',
];

/** What the package exports: the only files that pass on what others export. */
export const PACKAGE_ENTRIES = [/^client\/index\.ts$/, /^embedding\/(index|worker)\.ts$/, /^testing\/index\.ts$/];

/** Where SQL may stand. */
export const SQL_HOLDERS = [
  /^database\//,
  /^embedded-postgres\//,
  /^testing\/test-cluster\.ts$/,
  /^lifecycle\/.*\.store\.ts$/,
  /\.repository\.ts$/,
  /\.statements\.ts$/,
  /^events\/event-exchange\.ts$/,
  /^health\//,
];

/** Who may send SQL that no `statement` holds: what runs statements, migrations, the embedded database, the doctor. `listen` takes no parameter and no name. */
export const QUERIES_WITHOUT_NAME = [
  /^database\/(database|migrate|data-source)\.ts$/,
  /^database\/migrations\//,
  /^embedded-postgres\//,
  /^testing\/test-cluster\.ts$/,
  /^events\/event-exchange\.ts$/,
  /^cli\/doctor\/doctor-surroundings\.ts$/,
];

/**
 * Who may write to a disk: the artefact store below the runs root, the embedded database in its own folder, the schema printer, the doctor's
 * trial, a plan that is formatted, git below its own folders, workers in their workspaces, embedded and test servers in folders of their own.
 */
export const DISK_WRITERS = [
  /^artefacts\//,
  /^embedded-postgres\//,
  /^print-schema\.ts$/,
  /^cli\/doctor\/doctor-surroundings\.ts$/,
  /^cli\/plans\/plan\.ts$/,
  /^cli\/foresight\/simulate\.ts$/,
  /^git\//,
  /^processes\//,
  /^worker\//,
  /^embedding\/index\.ts$/,
  /^testing\/(suite|suite-folder|fresh-server)\.ts$/,
];

/** Who may start processes: all others go through it. */
export const PROCESS_STARTERS = [/^processes\/program\.ts$/];

/** Modules by which a process can be started. */
export const STARTING_MODULES =
  /^(node:)?(child_process|cluster)$|^(execa|cross-spawn|tinyexec|nano-spawn|zx|shelljs|node-pty)(\/|$)/;

/** Who may know where the runs root is: who makes the setting, who writes there, and who shows it. */
export const KNOW_RUNS_ROOT = [/^config\//, /^artefacts\//, /^health\/health\.service\.ts$/, /^cli\//];

/** Functions of `fs` that change a disk; `open` is one of them. */
export const WRITING_CALLS =
  /^(write|append|mk|rm|unlink|rename|copy|cp$|symlink|link|truncate|ch(mod|own)|utimes|open|create(WriteStream)|lchown|fchmod|promises$)/;

/**
 * One manner for all modules of the API: a class with one of these decorators stands in a file whose name ends as the table says.
 * What every module uses is abstract, or made by a function, and has no suffix.
 */
export const FILES_OF_DECORATORS: Readonly<Record<string, RegExp>> = {
  Module: /\.module\.ts$/,
  Resolver: /\.resolver\.ts$/,
  Controller: /\.controller\.ts$/,
  InputType: /\.inputs\.ts$/,
  ArgsType: /\.inputs\.ts$/,
  ObjectType: /\.(model|payloads)\.ts$/,
  InterfaceType: /\.model\.ts$/,
};

/** How the names of the classes end that a file exports, by the end of the file's name. */
export const CLASSES_OF_FILES: readonly (readonly [RegExp, RegExp])[] = [
  [/\.module\.ts$/, /Module$/],
  [/\.resolver\.ts$/, /Resolver$/],
  [/\.controller\.ts$/, /Controller$/],
  [/\.inputs\.ts$/, /(Input|Args|Filter)$/],
  [/\.model\.ts$/, /Model$/],
  [/\.payloads\.ts$/, /(Payload|Connection)$/],
  [/\.service\.ts$/, /Service$/],
  [/\.repository\.ts$/, /Repository$/],
  [/\.store\.ts$/, /Store$/],
  [/\.sweeper\.ts$/, /Sweeper$/],
];

/** Ends of file names that look like those of the table and are not. */
export const OTHER_SUFFIXES = /\.(models|input|args|payload|services|repositories|modules)\.ts$/;

/** What a resolver does not take but by type: commands, rows and files are its service's. */
export const BEHIND_SERVICES = ['lifecycle', 'database', 'artefacts', 'git', 'config'];

/** Modules whose folder has another name for a reason. */
export const MODULE_FOLDERS_APART = [/^graphql\//, /^config\//];

export const MOST_LINES = 300;
export const MOST_CONSTRUCTOR_PARAMETERS = 6;
/** Not ours to keep short. */
export const LONG_FILES = [/^graphql\/playground\/assets\//, /^database\/migrations\//, /\.generated\.ts$/];
