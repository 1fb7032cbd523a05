/** `npm run documents` in a checkout of its own: what it writes, what it refuses, and which mistakes the typecheck finds with it. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const patience = 120_000;
const TYPES = 'src/cli/graphql/documents.generated.ts';
const SCHEMA = `type Query { shop(id: ID!): Shop }
type Shop { name: String!, kind: Kind!, rooms: [Room!]! }
type Room { doors: Int, colour: String }
enum Kind { BOOKS FOOD }
`;
const ROOM = 'export const ROOM = gql(`fragment Room on Room { doors colour }`);';
const USER = `import { gql } from './gql.js';
import type { ResultOf, VariablesOf } from '../../common/typed-document.js';
${ROOM}
export const SHOP = gql('query Shop($id: ID!) { shop(id: $id) { name kind rooms { ...Room } } }', ROOM);
export const nameOf = ({ shop }: ResultOf<typeof SHOP>): string => shop?.name ?? '';
export const doorsOf = ({ shop }: ResultOf<typeof SHOP>): number => shop?.rooms[0]?.doors ?? 0;
export const isFood = ({ shop }: ResultOf<typeof SHOP>): boolean => shop?.kind === 'FOOD';
export const variables: VariablesOf<typeof SHOP> = { id: 'a' };
`;
const USER_ERRORS = `export const isDrink = ({ shop }: ResultOf<typeof SHOP>): boolean => shop?.kind === 'DRINK';
export const wrong: VariablesOf<typeof SHOP> = { id: 1 };
export const BARE = gql('query Shop($id: ID!) { shop(id: $id) { name kind rooms { ...Room } } }');
`;
let root: string;

const write = (name: string, text: string): Promise<void> => writeFile(join(root, name), text);
const user = (text: string): Promise<void> => write('src/cli/graphql/user.ts', text);

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) =>
    execFile(process.execPath, args, { cwd: root }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}
/** What `npm run documents` has written in the beginning. */
const written = new Map<string, string>();
const documents = (...args: readonly string[]) => run('scripts/documents.mjs', ...args);
/** What the typecheck complains of. */
const faults = async (): Promise<string> =>
  (await run('node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false')).out;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'autopack-documents-')));
  for (const folder of ['scripts', 'src/cli/graphql', 'src/client', 'operations', 'test/support/api', 'bench'])
    await mkdir(join(root, folder), { recursive: true });
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  const copied = [
    'scripts/documents.mjs',
    'scripts/options.mjs',
    'src/common/typed-document.ts',
    'src/cli/graphql/gql.ts',
    '.prettierrc.json',
    'package.json',
  ];
  for (const name of copied) await cp(join(repository, name), join(root, name));
  // Without the browser's library, which would be most of what the typecheck reads.
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023'],
    types: [],
  };
  await write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }));
  await write('schema.graphql', SCHEMA);
  await write('operations/01-look.graphql', '# A shop.\nquery LookAtShop($id: ID!) { shop(id: $id) { kind } }\n');
  await write('test/read.ts', "const READ = gql('{ shop(id: 1) { rooms { ...Room } } }', ROOM);\n");
  await user(USER);
  expect(await documents()).toEqual({ code: 0, out: '', err: '' });
  for (const name of await readdir(root, { recursive: true }))
    if (/(documents\.json|\.generated\.ts)$/.test(name)) written.set(name, await readFile(join(root, name), 'utf8'));
}, patience);
/** Schema, documents and what is written from them as they are in the beginning, whatever the test before has done to them. */
beforeEach(async () => {
  await user(USER);
  await write('schema.graphql', SCHEMA);
  for (const [name, text] of written) await write(name, text);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test(
  'an operation of the examples becomes a method of the client, with its types and without its comment',
  async () => {
    const methods = await readFile(join(root, 'src/client/operations.generated.ts'), 'utf8');
    expect(methods).toContain(
      "lookAtShop: { kind: 'query'; field: 'shop'; result: LookAtShopQuery; variables: LookAtShopQueryVariables }",
    );
    expect(methods).toContain('query LookAtShop($id: ID!) {');
    expect(methods).not.toContain('# A shop.');
    await write('operations/02-look.graphql', 'query LookAtShop($id: ID!) { shop(id: $id) { colour } }');
    const { code, err } = await documents('--check');
    expect(code).toBe(1);
    expect(err).toMatch(/02-look\.graphql: (LookAtShop is the name|Cannot query field)/);
    await rm(join(root, 'operations/02-look.graphql'));
  },
  patience,
);

test(
  'documents get narrow types of variables and result, and what is current stays as it is',
  async () => {
    expect(await documents('--check')).toEqual({ code: 0, out: '', err: '' });
    await user(`${USER}${USER_ERRORS}`);
    const found = (await faults()).trimEnd().split('\n');
    expect(found).toEqual([
      expect.stringMatching(/^src.cli.graphql.user\.ts\(9,.*have no overlap/),
      expect.stringMatching(/^src.cli.graphql.user\.ts\(10,.*'number' is not assignable to type 'string'/),
      expect.stringMatching(/^src.cli.graphql.user\.ts\(11,.*Expected 2 arguments, but got 1/),
    ]);
  },
  patience,
);

test('the documents of tests may spread a fragment of the sources, and have types of their own', async () => {
  const text = await readFile(join(root, 'test/support/api/documents.generated.ts'), 'utf8');
  expect(text).toMatch(/'\{ shop\(id: 1\) \{ rooms \{ \.\.\.Room \} \} \}': \{\n\s+result: Unnamed_[0-9a-f]{10}Query;/);
  expect(text).toContain("fragments: ['Room']");
});

test(
  'a document that cannot be typed is refused with its place, and nothing is written',
  async () => {
    const before = await readFile(join(root, TYPES), 'utf8');
    const lines = [
      ['const A = gql(`query A { shop(id: "${1}") { name } }`);', 'gql takes one literal text'],
      ["const B = gql('query B {');", 'Syntax Error'],
      ["const C = gql('query C { __typename } query D { __typename }');", 'gql takes one operation or fragment'],
      ["const E = gql('query Shop { __typename }');", 'Shop is the name of the document at'],
      ["const F = gql('query F { shop(id: 1) { ...Elsewhere } }');", 'Unknown fragment "Elsewhere"'],
    ];
    await user(USER + lines.map(([line]) => `${line}\n`).join(''));
    const { code, err } = await documents();
    expect(code).toBe(1);
    for (const [i, [, fault]] of lines.entries()) expect(err).toContain(`src/cli/graphql/user.ts:${i + 9}: ${fault}`);
    expect(await readFile(join(root, TYPES), 'utf8')).toBe(before);
  },
  patience,
);

test(
  'a field that the schema renames is reported with the place of the document; it and its readers fail the typecheck',
  async () => {
    await write('schema.graphql', SCHEMA.replace('name: String!', 'title: String!'));
    const place = 'src/cli/graphql/user.ts:4: Cannot query field "name" on type "Shop".';
    expect(await documents('--check')).toEqual({ code: 1, out: '', err: expect.stringContaining(place) });
    await user(USER.replace('{ name kind', '{ title kind'));
    expect(await faults()).toMatch(/user\.ts\(4,.*This document has no types yet: run \\?"npm run documents\\?"/);
    expect(await documents('--check')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Run "npm run documents"'),
    });
    expect(await documents()).toMatchObject({ code: 0 });
    expect(await faults()).toMatch(/user\.ts\(5,.*Property 'name' does not exist/);
  },
  patience,
);
