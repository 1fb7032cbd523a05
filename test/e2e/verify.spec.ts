/** `npm run verify` in a checkout of its own: its steps write down that they ran, or run as they are. */
import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** Every statement's module is read, on a busy machine. */
const patience = 120_000;
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'autopack-verify-')));
  await cp(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

function verify(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; err: string }> {
  const options = { cwd: root, env: { PATH: process.env.PATH, HOME: root, ...env } };
  return new Promise((done) =>
    execFile(process.execPath, ['scripts/verify.mjs', ...args], options, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

describe('the steps', () => {
  const STEP = `const { appendFileSync } = process.getBuiltinModule('node:fs');
appendFileSync('calls', process.argv.slice(1).join(' ') + '\\n');
process.exit(process.argv.includes(process.env.FAILS) ? 3 : 0);
`;
  const names = async (): Promise<readonly string[]> =>
    /the steps are ([^.]+)\./.exec((await verify(['--only', 'none'])).err)![1]!.split(', ');
  const calls = async (): Promise<readonly string[]> =>
    (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n');

  beforeEach(async () => {
    await mkdir(join(root, 'node_modules/prettier/bin'), { recursive: true });
    const programs = ['run', 'check-lock', 'check-docs', 'conformance', 'package/lint'];
    for (const program of [...programs.map((name) => `scripts/${name}.mjs`), 'node_modules/prettier/bin/prettier.cjs'])
      await writeFile(join(root, program), STEP);
  });

  test('each runs when it is chosen alone, and all of them run when none is chosen', async () => {
    const all = await names();
    expect(all).toEqual(expect.arrayContaining(['types', 'sql', 'tests', 'conformance']));
    for (const name of all) {
      const { code, out } = await verify(['--only', name]);
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(new RegExp(`^(${name}: …\n)?ok  ${name} [^]*: 1 steps in`)),
      });
      expect(await calls()).toHaveLength(1);
      await rm(join(root, 'calls'));
    }
    const { code, out } = await verify([]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Everything holds: ${all.length} steps`) });
    expect(await calls()).toHaveLength(all.length);
  });

  test('the exit code of a step that fails is verify’s', async () => {
    expect(await verify([], { FAILS: 'sql' })).toMatchObject({ code: 3, err: expect.stringContaining('sql failed') });
  });

  test('a step that no lane runs makes it fail', async () => {
    const path = join(root, 'scripts/verify.mjs');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(`lane: 'short', name: 'sql'`, `name: 'sql'`));
    expect(await verify(['--only', 'sql', '--only', 'docs'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('No lane ran sql'),
    });
  });
});

test(
  'a statement of docs/sql that is not current makes it fail',
  async () => {
    for (const name of ['src', 'dist', 'node_modules', 'package.json', 'package-lock.json', '.swcrc'])
      await symlink(join(repository, name), join(root, name));
    await cp(join(repository, 'docs/sql'), join(root, 'docs/sql'), { recursive: true });
    expect(await verify(['--only', 'sql'])).toMatchObject({ code: 0 });
    const name = (await readdir(join(root, 'docs/sql'))).find((each) => each.endsWith('.sql'));
    await appendFile(join(root, 'docs/sql', name!), '-- changed\n');
    const { code, err } = await verify(['--only', 'sql']);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining(`docs/sql/${name} is not what the code gives`),
    });
  },
  patience,
);
