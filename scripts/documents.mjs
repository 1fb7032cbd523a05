/**
 * `npm run documents`: writes the types of every GraphQL document that the code holds, from `schema.graphql`. With `--check` it only says what is not current.
 *
 * A document is the text of a call `gql('…')`. It is beside its caller, as one literal, and is sent unchanged; only its types are generated. The
 * documents of `src` and those of the tests have a file of types each.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse, validate, visit } from 'graphql';
import prettier from 'prettier';
import ts from 'typescript';

const SCHEMA = 'schema.graphql';
const OUTPUTS = [
  { file: 'src/cli/graphql/documents.generated.ts', folders: ['src'] },
  { file: 'test/support/api/documents.generated.ts', folders: ['test', 'bench'], fragmentsOf: ['src'] },
];
/** What the server trusts of its own; see src/graphql/trusted-documents.ts. */
const TRUSTED = 'trusted-documents.json';
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

for (const { file, folders, fragmentsOf = [] } of OUTPUTS) {
  const own = documentsIn(folders);
  const borrowed = documentsIn(fragmentsOf).filter(({ definition }) => definition.kind === 'FragmentDefinition');
  checkNames([...borrowed, ...own]);
  checkAgainstSchema(own, borrowed);
  if (faults.length > 0) continue;
  const text = await typesOf(own, borrowed, file);
  keep(file, text);
}
if (faults.length === 0) keep(TRUSTED, `${JSON.stringify(trustedDocuments(documentsIn(['src'])), null, 2)}\n`);
for (const fault of faults) console.error(fault);
if (process.argv.includes('--check') && stale) console.error('Run "npm run documents" and commit what it writes.');
process.exitCode = faults.length > 0 || (stale && process.argv.includes('--check')) ? 1 : 0;

function keep(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  stale = true;
  if (process.argv.includes('--check')) console.error(`${file} is not what ${SCHEMA} and the documents give.`);
  else writeFileSync(file, text);
}

/** Every operation with the fragments that it needs, as it is sent, by its hash: what a server that runs trusted documents only knows by itself. */
function trustedDocuments(documents) {
  const fragments = fragmentsByName(documents);
  const texts = documents
    .filter(({ definition }) => definition.kind === 'OperationDefinition')
    .map(({ text, definition }) =>
      [text, ...[...spreadsOf(definition, fragments, true)].map((name) => fragments.get(name).text)].join('\n'),
    );
  const entries = texts.map((text) => [`sha256:${createHash('sha256').update(text).digest('hex')}`, text]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
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

async function typesOf(documents, borrowed, file) {
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
  const entries = [...used, ...sorted].map(({ text, name, definition }) => {
    const spreads = [...spreadsOf(definition, fragments)].map((spread) => JSON.stringify(spread)).join(', ');
    const kind = KINDS[definition.operation];
    const known = kind
      ? `result: ${name}${kind}; variables: ${name}${kind}Variables`
      : `fragment: ${JSON.stringify(name)}`;
    return `${JSON.stringify(text)}: { ${known}; fragments: [${spreads}] };`;
  });
  const about = '/** Documents by their text. */';
  const text = `${HEAD}\n\n${types}\n\n${about}\nexport interface Documents {\n${entries.join('\n')}\n}\n`;
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}
