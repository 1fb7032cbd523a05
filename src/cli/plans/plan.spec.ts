import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import { Output } from '../shared/output.js';
import { planCheck, planFormat } from './plan.js';

const GOOD = '# Shop\n\n## T1: Foundation\n### F1: Begin\n- Category: docs\n### F2: Go on\n## Search\n### F3: End\n';
const CANONICAL =
  '# Shop\n\n## T1: Foundation\n\n### F1: Begin\n\n- Category: docs\n\n### F2: Go on\n\n## T2: Search\n\n### F3: End\n';
const BAD = '## T1: Foundation\n### F1: Begin\n- Catgory: docs\n- Mode: fast\n';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'autopack-plan-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = join(folder, 'plan.md');
  await writeFile(file, content, { mode: 0o640 });
  return file;
}

/** What a command prints on standard output and on standard error. */
async function printed(
  json: boolean,
  command: (output: Output) => Promise<number>,
): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' };
  const streams = [
    ['out', process.stdout],
    ['err', process.stderr],
  ] as const;
  const writes = streams.map(([, stream]) => stream.write);
  for (const [name, stream] of streams)
    stream.write = (text: string | Uint8Array) => ((texts[name] += String(text)), true);
  try {
    const code = await command(new Output(json));
    return { code, ...texts };
  } finally {
    streams.forEach(([, stream], i) => (stream.write = writes[i]!));
  }
}
const check = (file: string, json = false) => printed(json, (output) => planCheck(output, { file }));
const format = (file: string, write = false, json = false) =>
  printed(json, (output) => planFormat(output, { file, write }));

describe('autopack plan check', () => {
  it('says what a plan holds', async () => {
    const { code, out } = await check(await fileOf(GOOD));
    expect(code).toBe(EXIT.ok);
    expect(out).toBe(
      `T1  Foundation: 2 phases\nT2  Search: 1 phase\nok  ${join(folder, 'plan.md')}: 2 tiers, 3 phases; one run\n`,
    );
  });

  it.each([
    ['scope: single_tier', GOOD, '2 linked runs, because its scope is single_tier'],
    ['max_phases: 1', GOOD, '3 linked runs, because a run takes at most 1 phase (max_phases)'],
    [
      'profile: normal',
      `## T1: a\n${'### b\n'.repeat(26)}`,
      '2 linked runs, because a run takes at most 25 phases (max_phases, by default)',
    ],
  ])('says how many runs it becomes with %s', async (line, text, answer) => {
    expect((await check(await fileOf(`---\n${line}\n---\n${text}`))).out).toContain(answer);
  });

  it('says what is wrong line by line, as editors read it, and fails', async () => {
    const file = await fileOf(BAD);
    const { code, out } = await check(file);
    expect(code).toBe(EXIT.wrong);
    expect(out.trimEnd().split('\n').map((line) => line.slice(0, file.length + 16))).toEqual([`${file}:3: "Catgory" is`, `${file}:4: Mode cannot `]); // prettier-ignore
  });

  it('has one JSON document for both answers', async () => {
    const good = await check(await fileOf(GOOD), true);
    expect(JSON.parse(good.out)).toEqual({
      ok: true,
      file: join(folder, 'plan.md'),
      tiers: [
        { tierId: 'T1', name: 'Foundation', phases: 2 },
        { tierId: 'T2', name: 'Search', phases: 1 },
      ],
      phases: 3,
      linkedRuns: 1,
      problems: [],
    });
    const bad = await check(await fileOf(BAD), true);
    expect(JSON.parse(bad.out)).toMatchObject({ ok: false, problems: [{ line: 3 }, { line: 4 }] });
    expect(bad.err).toContain('plan.md:3: ');
  });

  it('shows nothing of a plan that could draw on the terminal', async () => {
    const { out } = await check(await fileOf('## T1: a\u001b[31m\n### \u202eb\n- Mode: \u001b]0;x\u0007\n'));
    expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('refuses what is no file, no UTF-8 text, or too large', async () => {
    await expect(check(join(folder, 'none.md'))).rejects.toThrow(/none\.md cannot be read: ENOENT/);
    await expect(check(await fileOf(Buffer.from([0x23, 0xff])))).rejects.toThrow(
      'cannot be read: it is no UTF-8 text; save it as UTF-8',
    );
    await expect(check(await fileOf(Buffer.from([0x23, 0xc3])))).rejects.toThrow(
      'cannot be read: it is no UTF-8 text; save it as UTF-8',
    );
    const large = await check(await fileOf(`a${'é'.repeat(2_000_000)}`));
    expect(large.out).toContain(':1: the plan is larger than 1 MiB');
  });
});

describe('autopack plan format', () => {
  it('prints the canonical form and leaves the file alone', async () => {
    const file = await fileOf(GOOD);
    expect(await format(file)).toEqual({ code: EXIT.ok, out: CANONICAL, err: '' });
    expect(await readFile(file, 'utf8')).toBe(GOOD);
    expect(JSON.parse((await format(file, false, true)).out)).toEqual({
      ok: true,
      file,
      changed: true,
      written: false,
      text: CANONICAL,
      problems: [],
    });
  });

  it('writes it with --write, keeps the mode, leaves nothing else behind, and has nothing to do the next time', async () => {
    const file = await fileOf(GOOD);
    expect(JSON.parse((await format(file, true, true)).out)).toEqual({
      ok: true,
      file,
      changed: true,
      written: true,
      problems: [],
    });
    expect(await readFile(file, 'utf8')).toBe(CANONICAL);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['plan.md']);
    expect((await format(file, true)).out).toBe(`ok  ${file}: is in its canonical form\n`);
  });

  it('writes through a link and leaves it a link', async () => {
    const file = await fileOf(GOOD);
    await symlink(file, join(folder, 'link.md'));
    await format(join(folder, 'link.md'), true);
    expect(await readFile(file, 'utf8')).toBe(CANONICAL);
  });

  it('leaves a plan with problems alone', async () => {
    const file = await fileOf(BAD);
    const { code, out } = await format(file, true);
    expect({ code, lines: out.trimEnd().split('\n').length }).toEqual({ code: EXIT.wrong, lines: 2 });
    expect(await readFile(file, 'utf8')).toBe(BAD);
  });

  it('does not write standard input back', async () => {
    await expect(format('-', true)).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(format('-', true)).rejects.toThrow(CommandFailed);
  });
});
