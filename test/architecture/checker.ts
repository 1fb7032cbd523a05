/** Reads sources as the compiler does and finds what breaks the rules of arrows.ts. */
import { posix } from 'node:path';

import ts from 'typescript';

import * as house from './arrows.js';

export const RULES = [
  'rooms',
  'features-share',
  'module-manner',
  'domain-is-pure',
  'no-cycles',
  'no-folder-cycles',
  'domain-layers',
  'entities-by-type',
  'no-forward-ref',
  'no-barrels',
  'no-save',
  'few-parameters',
  'short-files',
  'sql-in-its-place',
  'sql-by-name',
  'columns-by-name',
  'disk-writers',
  'runs-root',
  'process-starters',
  'imports-resolve',
] as const;
export type Rule = (typeof RULES)[number];

export interface Finding {
  readonly rule: Rule;
  readonly file: string;
  readonly what: string;
}

interface Import {
  readonly target: string;
  /** The file it names, relative to `src`; null for a package. */
  readonly file: string | null;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const matches = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));
const roomOf = (path: string): string => path.split('/', 1)[0]!;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What in these files (by path relative to `src`) breaks a rule. */
export function check(files: ReadonlyMap<string, string>): Finding[] {
  const sources = [...files].map(([path, text]) => read(path, text));
  const found: Finding[] = [];
  for (const source of sources) {
    const report = (rule: Rule, what: string) => void found.push({ rule, file: source.path, what });
    checkImports(source, files, report);
    checkShape(source, report);
    checkManner(source, report);
    visit(source.tree, (node) => checkNode(source, node, report));
  }
  return [...found, ...cycles(sources), ...folderCycles(sources)];
}

type Report = (rule: Rule, what: string) => void;

function read(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, names: readonly string[]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const target = specifier.text;
    const file = target.startsWith('.')
      ? posix.normalize(posix.join(posix.dirname(path), target)).replace(/\.js$/, '.ts')
      : null;
    imports.push({ target, file, typeOnly, names });
  };
  visit(tree, (node) => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, isTypeOnly(node.importClause), namesOf(node.importClause));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly, ['*']);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true, ['*']);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false, ['*']);
  });
  return { path, text, tree, imports };
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  const named = clause.namedBindings;
  const allTypes =
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly);
  return clause.isTypeOnly || allTypes;
}

function namesOf(clause: ts.ImportClause | undefined): string[] {
  const named = clause?.namedBindings;
  const whole = clause?.name || (named && ts.isNamespaceImport(named)) ? ['*'] : [];
  return [
    ...whole,
    ...(named && ts.isNamedImports(named)
      ? named.elements.filter((e) => !e.isTypeOnly).map((e) => (e.propertyName ?? e.name).text)
      : []),
  ];
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function checkImports({ path, imports }: Source, files: ReadonlyMap<string, string>, report: Report): void {
  const room = house.ROOMS.find(({ name }) => name === roomOf(path));
  if (!room) return report('rooms', `${roomOf(path)} is no room of the house`);
  for (const { target, file, typeOnly, names } of imports) {
    if (file === null) {
      const isPure = names.length > 0 && names.every((name) => house.PURE_FUNCTIONS[target]?.includes(name));
      if (room.name === 'domain' && !isPure && !house.PURE_LIBRARIES.includes(target))
        report('domain-is-pure', `imports ${target}`);
      const writes = names.filter((name) => name === '*' || house.WRITING_CALLS.test(name));
      const toDisk = /^(node:)?fs(\/promises)?$|^write-file-atomic$/.test(target) && !typeOnly && writes.length > 0;
      if (house.STARTING_MODULES.test(target) && !matches(house.PROCESS_STARTERS, path))
        report('process-starters', `imports ${target}`);
      if (toDisk && !matches(house.DISK_WRITERS, path))
        report('disk-writers', `imports ${writes.join(', ')} of ${target}`);
      continue;
    }
    const to = roomOf(file);
    if (!files.has(file) && !file.endsWith('.json')) report('imports-resolve', `imports ${target}, which is not there`);
    if (to !== room.name && !room.mayImport.includes(to)) report('rooms', `imports ${file}`);
    else if (to !== room.name && house.FEATURES.includes(to) && !mayShare(room.name, path, file))
      report('features-share', `imports ${file}`);
    if (room.name === 'domain' && to === 'domain') checkLayers(path, file, report);
    if (path.endsWith('.entity.ts') && file.endsWith('.entity.ts') && !typeOnly)
      report('entities-by-type', `imports ${file} for more than its type`);
  }
}

/** The layers of the domain, one way: a file imports from its own layer and from those to its left. */
function checkLayers(path: string, file: string, report: Report): void {
  const [from, to] = [path, file].map((each) => house.DOMAIN_LAYERS.indexOf(each.split('/', 2)[1]!)) as [
    number,
    number,
  ];
  if (from < 0) report('domain-layers', 'is in no layer of the domain');
  else if (to > from) report('domain-layers', `imports ${file}`);
}

function mayShare(room: string, path: string, file: string): boolean {
  if (!house.FEATURES.includes(room)) return matches(house.SHARED_WITH[room] ?? [], nameOf(file));
  if (path.endsWith('.module.ts')) return file.endsWith('.module.ts');
  return matches(house.SHARED_BY_FEATURES, nameOf(file));
}

function checkShape({ path, text, tree }: Source, report: Report): void {
  const lines = text.trimEnd().split('\n').length;
  if (lines > house.MOST_LINES && !matches(house.LONG_FILES, path)) report('short-files', `has ${lines} lines`);
  if (matches(house.PACKAGE_ENTRIES, path)) return;
  const statements = tree.statements.filter((statement) => !ts.isImportDeclaration(statement));
  const passesOn = statements.length > 0 && statements.every((statement) => ts.isExportDeclaration(statement));
  const everything = statements.some((statement) => ts.isExportDeclaration(statement) && !statement.exportClause);
  if (nameOf(path) === 'index.ts' || passesOn || everything) report('no-barrels', 'passes on what other files export');
}

/** The manner of a module of the API: each kind of class has its file, and a resolver leaves commands and rows to its service. */
function checkManner({ path, tree, imports }: Source, report: Report): void {
  const say = (what: string) => report('module-manner', what);
  if (house.OTHER_SUFFIXES.test(path)) say('has a suffix that no other module has');
  const folder = posix.basename(posix.dirname(path));
  const apart = matches(house.MODULE_FOLDERS_APART, path);
  if (path.endsWith('.module.ts') && path !== 'app.module.ts' && !apart && nameOf(path) !== `${folder}.module.ts`)
    say('is not named after its folder');
  const ending = house.CLASSES_OF_FILES.find(([file]) => file.test(path))?.[1];
  for (const statement of tree.statements.filter(ts.isClassDeclaration)) {
    const name = statement.name?.text ?? '';
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported && ending && !ending.test(name)) say(`exports ${name}`);
    const isAbstract = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
    for (const decorator of ts.getDecorators(statement) ?? []) {
      const called = ts.isCallExpression(decorator.expression) ? decorator.expression.expression.getText() : '';
      const file = house.FILES_OF_DECORATORS[called];
      if (file && !isAbstract && !file.test(path)) say(`holds ${name}, a class with @${called}`);
    }
  }
  if (!path.endsWith('.resolver.ts')) return;
  for (const { file, typeOnly, names } of imports) {
    if (file === null || typeOnly || names.length === 0) continue;
    if (house.BEHIND_SERVICES.includes(roomOf(file))) say(`imports ${file}, which is its service's`);
    if (file.endsWith('.resolver.ts')) say(`imports another resolver, ${file}`);
  }
}

const SQL =
  /^\s*((select|SELECT)\s|(insert|INSERT)\s+(into|INTO)\s|(update|UPDATE)\s+\S+\s+(\w+\s+)?(set|SET)\s|(delete|DELETE)\s+(from|FROM)\s|(with|WITH)\s+(recursive\s+)?\w+\s+(as|AS)\s|(listen|notify)\s|(create|alter|drop|truncate|CREATE|ALTER|DROP|TRUNCATE)\s+(or\s|table|index|function|database|unique|TABLE|INDEX|FUNCTION|DATABASE))/;

/** Rows whose columns nobody named: a column that the code does not know would be written as null. */
const WHOLE_ROWS = /jsonb?_populate_record|\binsert\s+into\s+\w+\s+(select|values|with)\b/i;

function checkNode({ path }: Source, node: ts.Node, report: Report): void {
  if (ts.isIdentifier(node) && node.text === 'forwardRef') report('no-forward-ref', 'names forwardRef');
  if (ts.isIdentifier(node) && node.text === 'runsRoot' && !matches(house.KNOW_RUNS_ROOT, path))
    report('runs-root', 'knows the runs root');
  if (
    ts.isStringLiteralLike(node) &&
    /^(node:)?child_process$/.test(node.text) &&
    !matches(house.PROCESS_STARTERS, path)
  )
    report('process-starters', `names ${node.text}`);
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'save'
  ) {
    report('no-save', `calls ${node.expression.getText()}()`);
  }
  if (ts.isConstructorDeclaration(node) && node.parameters.length > house.MOST_CONSTRUCTOR_PARAMETERS) {
    report('few-parameters', `has a constructor with ${node.parameters.length} parameters`);
  }
  const text = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateHead(node) ? node.text : null;
  if (text !== null && SQL.test(text) && !matches(house.SQL_HOLDERS, path))
    report('sql-in-its-place', `holds "${text.trim().slice(0, 40)}"`);
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'query'
  ) {
    if (!matches(house.QUERIES_WITHOUT_NAME, path)) report('sql-by-name', `calls ${node.expression.getText()}()`);
  }
  const part =
    ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
  if (part && WHOLE_ROWS.test(node.text) && !path.startsWith('database/migrations/'))
    report('columns-by-name', `takes rows whole`);
  if (roomOf(path) === 'domain') checkPurity(node, report);
}

function checkPurity(node: ts.Node, report: Report): void {
  const text = node.getText();
  if (ts.isPropertyAccessExpression(node) && (text === 'Date.now' || text === 'Math.random'))
    report('domain-is-pure', `calls ${text}`);
  const dateOfNow = (ts.isNewExpression(node) && (node.arguments?.length ?? 0) === 0) || ts.isCallExpression(node);
  if (dateOfNow && node.expression.getText() === 'Date') report('domain-is-pure', `reads the clock by ${text}`);
  if (!ts.isIdentifier(node) || !house.IMPURE_GLOBALS.includes(node.text)) return;
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isPropertySignature(parent);
  if (!isName) report('domain-is-pure', `uses ${node.text}`);
}

/** Files that import each other in a circle, types included; entities may know each other's types. */
function cycles(sources: readonly Source[]): Finding[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const found: Finding[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      const circle = [...trail.slice(trail.indexOf(path)), path];
      found.push({ rule: 'no-cycles', file: path, what: circle.join(' → ') });
      return;
    }
    if (done.has(path)) return;
    for (const { file, typeOnly } of byPath.get(path)?.imports ?? []) {
      const betweenEntities = typeOnly && path.endsWith('.entity.ts') && file?.endsWith('.entity.ts');
      if (file !== null && byPath.has(file) && !betweenEntities) walk(file, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}

/** Folders that import from each other in a circle, types included: neither can be read, tested or moved without the other. */
function folderCycles(sources: readonly Source[]): Finding[] {
  const imports = new Map<string, Map<string, string>>();
  for (const { path, imports: all } of sources) {
    for (const { file } of all) {
      const [from, to] = [posix.dirname(path), file === null ? '' : posix.dirname(file)];
      if (file === null || from === to) continue;
      if (!imports.has(from)) imports.set(from, new Map());
      imports.get(from)!.set(to, `${path} → ${file}`);
    }
  }
  const reached = new Map([...imports.keys()].map((folder) => [folder, reachable(folder, imports)]));
  const found: Finding[] = [];
  for (const [folder, behind] of reached) {
    if (!behind.has(folder)) continue;
    const circle = [...behind].filter((other) => reached.get(other)?.has(folder));
    const parts = circle.flatMap((to) => imports.get(folder)!.get(to) ?? []);
    found.push({ rule: 'no-folder-cycles', file: folder, what: `is in a circle by ${parts.join(', ')}` });
  }
  return found;
}

/** The folders that a folder imports from, directly or through others; itself only if it is in a circle. */
function reachable(start: string, imports: ReadonlyMap<string, ReadonlyMap<string, string>>): Set<string> {
  const seen = new Set<string>();
  const next = [start];
  while (next.length > 0) {
    for (const folder of imports.get(next.pop()!)?.keys() ?? []) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      next.push(folder);
    }
  }
  return seen;
}
