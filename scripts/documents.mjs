/**
 * `npm run documents`: writes the types of every GraphQL document that the code holds, from `schema.graphql`. With `--check` it only says what is not current.
 *
 * A document is the text of a call `gql('…')`. It is beside its caller, as one literal, and is sent unchanged; only its types are generated. The
 * documents of `src`, those of the tools for agents and those of the tests have a file of types each.
 *
 * The dashboard holds its operations in files: each `NAME.graphql` of web/src/api/operations, with operations and fragments, becomes `NAME.generated.ts` beside it, with the
 * texts as they are sent, so that no parser is in the browser. Fragments may be spread in the other files too.
 *
 * The operations of the folder `operations` become the methods of `autopack/client`: their texts with the refusals of every command in one form, and their types.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse, print, stripIgnoredCharacters, validate, visit } from 'graphql';
import prettier from 'prettier';
import ts from 'typescript';
import { readOptions } from './options.mjs';

const USAGE = `npm run documents -- [options]
  --check            only says what is not current`;
const { values: options } = readOptions(USAGE, { options: { check: { type: 'boolean' } } });

const SCHEMA = 'schema.graphql';
const OUTPUTS = [
  { file: 'src/cli/graphql/documents.generated.ts', folders: ['src'], except: 'src/mcp/' },
  { file: 'src/mcp/tools/documents.generated.ts', folders: ['src/mcp'] },
  { file: 'test/support/api/documents.generated.ts', folders: ['test', 'bench'], fragmentsOf: ['src'] },
  { file: 'src/client/operations.generated.ts', methods: 'operations', fragmentsOf: ['src/cli/graphql'] },
];
/** What every method of the client says of a command that was refused, whatever its example selects. */
const REFUSAL = 'Refusal';
/** Examples that show a refusal, or the same field once more. */
const NO_METHODS = ['IllegalMove', 'RecordIssueAgain', 'OfferWork', 'OpenDraft', 'LinkedRuns'];
/** The operations of the dashboard; it imports nothing of src. */
const PAGES = 'web/src/api/operations';
/** What the server trusts of its own; see src/graphql/trusted-documents.ts. */
const TRUSTED = 'trusted-documents.json';
/** The same of the client's methods, for operators who let programs use it. */
const CLIENT = 'client-documents.json';
const HEAD = `/** Written by "npm run documents" from ${SCHEMA} and the documents of the code: don't edit it. */`;

/** Scalars as JSON carries them. What is in an object of JSON must be looked at before it is used. */
const SCALARS = {
  ID: 'string',
  DateTime: 'string',
  SafeInt: 'number',
  JSONObject: 'Readonly<Record<string, unknown>>',
};
const OPTIONS = {
  scalars: SCALARS,
  strictScalars: true,
  immutableTypes: true,
  skipTypename: true,
  arrayInputCoercion: false,
  enumType: 'string-literal',
  inlineFragmentTypes: 'combine',
  namingConvention: 'keep',
  disableDescriptions: true,
};
const KINDS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };

const schemaText = readFileSync(SCHEMA, 'utf8');
const schema = buildSchema(schemaText);
const faults = [];
const found = new Map();
let stale = false;

for (const { file, folders = [], except, methods, fragmentsOf = [] } of OUTPUTS) {
  if (!methods && !folders.some((folder) => existsSync(folder))) continue;
  const own = methods
    ? methodsIn(methods)
    : documentsIn(folders).filter(({ place }) => !except || !place.startsWith(except));
  const borrowed = documentsIn(fragmentsOf).filter(
    ({ definition, name }) => definition.kind === 'FragmentDefinition' && (!methods || name === REFUSAL),
  );
  checkNames([...borrowed, ...own]);
  checkAgainstSchema(own, borrowed);
  if (faults.length > 0) continue;
  const text = await typesOf(own, borrowed, file, methods ? methodsOf : entriesOf);
  keep(file, text);
  if (methods) keep(CLIENT, manifestOf([...borrowed, ...own]));
}
const ofPages = documentsOfPages();
checkNames(ofPages);
checkAgainstSchema(ofPages, []);
if (faults.length === 0) for (const file of new Set(ofPages.map((each) => each.file))) await keepPage(file, ofPages);
if (faults.length === 0)
  keep(TRUSTED, manifestText([...manifestEntries(documentsIn(['src'])), ...manifestEntries(ofPages)]));
for (const fault of faults) console.error(fault);
if (options.check && stale) console.error('Run "npm run documents" and commit what it writes.');
process.exitCode = faults.length > 0 || (stale && options.check) ? 1 : 0;

function keep(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  stale = true;
  if (options.check) console.error(`${file} is not what ${SCHEMA} and the documents give.`);
  else writeFileSync(file, text);
}

/** Every operation with the fragments that it needs, as it is sent, by its hash: for servers that run trusted documents only. */
function manifestOf(documents) {
  return manifestText(manifestEntries(documents));
}

function manifestEntries(documents) {
  const fragments = fragmentsByName(documents);
  const texts = documents
    .filter(({ definition }) => definition.kind === 'OperationDefinition')
    .map(({ text, definition }) =>
      [text, ...[...spreadsOf(definition, fragments, true)].map((name) => fragments.get(name).text)].join('\n'),
    );
  return texts.map((text) => [`sha256:${createHash('sha256').update(text).digest('hex')}`, text]);
}

function manifestText(entries) {
  const sorted = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

/** The documents of these folders, each text once, with its first place. */
function documentsIn(folders) {
  const documents = new Map();
  for (const folder of folders) {
    for (const path of sourcesIn(folder)) {
      for (const document of documentsOf(path))
        if (!documents.has(document.text)) documents.set(document.text, document);
    }
  }
  return [...documents.values()];
}

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.includes('/node_modules/'))
    .sort();
}

function documentsOf(path) {
  if (found.has(path)) return found.get(path);
  const source = readFileSync(path, 'utf8');
  const documents = [];
  found.set(path, documents);
  if (!/\bgql\(/.test(source)) return documents;
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const look = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'gql') {
      const place = `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      const [text] = node.arguments;
      if (text && ts.isStringLiteralLike(text)) documents.push(...documentAt(place, text.text));
      else faults.push(`${place}: gql takes one literal text; what other documents share is a fragment.`);
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return documents;
}

/** The document with its one definition; an operation without a name gets one from its text. */
function documentAt(place, text) {
  try {
    const { definitions } = parse(text, { noLocation: true });
    if (definitions.length !== 1) throw new Error('gql takes one operation or fragment.');
    const [definition] = definitions;
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
    const named = definition.name ? definition : { ...definition, name: { kind: 'Name', value: `Unnamed_${hash}` } };
    return [{ place, text, definition: named, name: named.name.value }];
  } catch (error) {
    faults.push(`${place}: ${error.message}`);
    return [];
  }
}

function checkNames(documents) {
  const places = new Map();
  for (const { name, place, definition } of documents) {
    const key = `${definition.kind} ${name}`;
    if (places.has(key)) faults.push(`${place}: ${name} is the name of the document at ${places.get(key)} too.`);
    places.set(key, place);
  }
}

/** Every document by itself, with the fragments that it needs, as the server gets it. */
function checkAgainstSchema(documents, borrowed) {
  const fragments = fragmentsByName([...borrowed, ...documents]);
  for (const { place, definition } of documents) {
    const needed = [...spreadsOf(definition, fragments, true)]
      .map((name) => fragments.get(name)?.definition)
      .filter(Boolean);
    const isFragment = definition.kind === 'FragmentDefinition';
    for (const { message, path } of validate(schema, { kind: 'Document', definitions: [definition, ...needed] })) {
      if (isFragment && message.endsWith('is never used.')) continue;
      faults.push(`${place}: ${message}${path ? ` (${path})` : ''}`);
    }
  }
}

function fragmentsByName(documents) {
  return new Map(
    documents
      .filter(({ definition }) => definition.kind === 'FragmentDefinition')
      .map((document) => [document.name, document]),
  );
}

/** Names of the fragments that it spreads, in their order; with `deep` also of those that these spread. */
function spreadsOf(definition, fragments, deep = false, names = new Set()) {
  visit(definition, {
    FragmentSpread: ({ name: { value } }) => {
      if (names.has(value)) return;
      names.add(value);
      if (deep && fragments.has(value)) spreadsOf(fragments.get(value).definition, fragments, true, names);
    },
  });
  return names;
}

/** The operations of a folder of examples, each with its refusals in the common form. */
function methodsIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .flatMap((name) => documentAt(`${folder}/${basename(name)}`, readFileSync(join(folder, name), 'utf8')))
    .filter(({ name }) => !NO_METHODS.includes(name))
    .map((document) => {
      const definition = withRefusals(document.definition);
      return { ...document, definition, text: print(definition) };
    });
}

function withRefusals(definition) {
  if (definition.operation !== 'mutation') return definition;
  const spread = { kind: 'FragmentSpread', name: { kind: 'Name', value: REFUSAL } };
  const selectionSet = { kind: 'SelectionSet', selections: [spread] };
  return visit(definition, {
    Field: (field, _key, _parent, _path, ancestors) =>
      field.name.value === 'errors' && ancestors.filter((each) => each.kind === 'Field').length === 1
        ? { ...field, selectionSet }
        : undefined,
  });
}

/**
 * The table of the client's methods. A mutation is called as its field and takes its input; anything else is called as its operation. `field`: the one field of the
 * answer, null if there are several.
 */
function methodsOf(documents, borrowed) {
  const rows = documents.map(({ name, text, definition }) => {
    const fields = definition.selectionSet.selections.map((selection) => selection.name.value);
    const isMutation = definition.operation === 'mutation';
    const method = isMutation ? fields[0] : name[0].toLowerCase() + name.slice(1);
    const full = isMutation ? `${text}\n${borrowed.map((each) => each.text).join('\n')}` : text;
    const types = `${name}${KINDS[definition.operation]}`;
    const field = fields.length === 1 ? fields[0] : null;
    return { method, full, kind: definition.operation, types, field };
  });
  const doubled = rows.filter(({ method }, i) => rows.findIndex((row) => row.method === method) !== i);
  for (const { method } of doubled) faults.push(`Two operations would become the method ${method}.`);
  const table = rows.map(
    ({ method, full, kind, field }) =>
      `${method}: { kind: ${JSON.stringify(kind)}, field: ${JSON.stringify(field)}, text: ${JSON.stringify(full)} },`,
  );
  const shapes = rows.map(
    ({ method, kind, types, field }) =>
      `${method}: { kind: ${JSON.stringify(kind)}; field: ${JSON.stringify(field)}; result: ${types}; variables: ${types}Variables };`,
  );
  return `/** What each method takes and answers. */
export interface Operations {\n${shapes.join('\n')}\n}

export interface Operation { readonly kind: 'query' | 'mutation' | 'subscription'; readonly field: string | null; readonly text: string }

/** What each method sends. */
export const OPERATIONS: { readonly [Name in keyof Operations]: Operation } = {\n${table.join('\n')}\n};\n`;
}

/** The documents of the dashboard, each definition by itself, as it is sent. */
function documentsOfPages() {
  if (!existsSync(PAGES)) return [];
  const files = readdirSync(PAGES).filter((name) => name.endsWith('.graphql'));
  return files.sort().flatMap((name) => {
    const file = `${PAGES}/${name}`;
    const text = readFileSync(file, 'utf8');
    try {
      return parse(text).definitions.flatMap(({ loc }) => {
        const own = text.slice(loc.start, loc.end);
        const line = text.slice(0, loc.start).split('\n').length;
        return documentAt(`${file}:${line}`, stripIgnoredCharacters(own)).map((document) => ({ ...document, file }));
      });
    } catch (error) {
      faults.push(`${file}: ${error.message}`);
      return [];
    }
  });
}

/** The types and texts of one file of the dashboard's operations. A fragment's type is named after it. */
async function keepPage(file, all) {
  const own = all.filter((document) => document.file === file);
  const borrowed = all.filter(
    ({ file: other, definition }) => other !== file && definition.kind === 'FragmentDefinition',
  );
  const output = file.replace(/\.graphql$/, '.generated.ts');
  keep(output, await typesOf(own, borrowed, output, (documents) => operationsOf(documents, fragmentsByName(all))));
}

function operationsOf(documents, fragments) {
  const rows = documents.flatMap(({ name, text, definition }) => {
    const kind = KINDS[definition.operation];
    if (!kind) return [];
    const texts = [text, ...[...spreadsOf(definition, fragments, true)].map((each) => fragments.get(each).text)];
    const types = `${name}${kind}`;
    return [
      `export const ${name}: Operation<${types}, ${types}Variables> = { name: ${JSON.stringify(name)}, text: ${JSON.stringify(texts.join('\n'))} };`,
    ];
  });
  return `import type { Operation } from '../operation.js';\n\n${rows.join('\n\n')}\n`;
}

function entriesOf(documents, used, fragments) {
  const entries = [...used, ...documents].map(({ text, name, definition }) => {
    const spreads = [...spreadsOf(definition, fragments)].map((spread) => JSON.stringify(spread)).join(', ');
    const kind = KINDS[definition.operation];
    const known = kind
      ? `result: ${name}${kind}; variables: ${name}${kind}Variables`
      : `fragment: ${JSON.stringify(name)}`;
    return `${JSON.stringify(text)}: { ${known}; fragments: [${spreads}] };`;
  });
  return `/** Documents by their text. */\nexport interface Documents {\n${entries.join('\n')}\n}\n`;
}

async function typesOf(documents, borrowed, file, tableOf) {
  const sorted = [...documents].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const fragments = fragmentsByName([...borrowed, ...documents]);
  const needed = new Set(documents.flatMap(({ definition }) => [...spreadsOf(definition, fragments, true)]));
  const used = borrowed.filter(({ name }) => needed.has(name));
  const types = await codegen({
    schema: parse(schemaText),
    documents: [...used, ...sorted].map(({ place, definition }) => ({
      location: place,
      document: { kind: 'Document', definitions: [definition] },
    })),
    filename: file,
    config: {},
    plugins: [{ operations: OPTIONS }],
    pluginMap: { operations },
  });
  const text = `${HEAD}\n\n${types}\n\n${tableOf(sorted, used, fragments)}`;
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}
