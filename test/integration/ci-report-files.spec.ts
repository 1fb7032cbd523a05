/** The report files that the steps of CI write (V5). */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readReport } from '../../src/domain/rules/ci/reports/read-report.js';
import type { CiOutcome } from '../../src/worker/ci/ci-order.js';
import { judgeReported as judgeTry } from '../support/domain/ci-reports.js';
import { ci, commit, root, shell } from './ci.fixture.js';

describe('V5: report files', () => {
  const junit = (name: string): string =>
    `<testsuite name="${name}" tests="1"><testcase classname="c" name="${name}"/></testsuite>`;

  it('V5: are found by their glob, also of the step that fails, in the order of their paths', async () => {
    const id = commit({});
    const write = (path: string, name: string): string =>
      `mkdir -p $(dirname ${path}); echo '${junit(name)}' > ${path};`;
    const script =
      write('out/b/TEST-2.xml', 'two') +
      write('out/a/TEST-1.xml', 'one') +
      write('out/a/other.txt', 'no') +
      write('.hidden/TEST-3.xml', 'three');
    const outcome = await ci(id, [
      shell(script, { report: '**/TEST-*.xml', name: 'unit' }),
      shell(`${write('out/a/TEST-9.xml', 'nine')} exit 1`, { report: 'out/{a,b}/*.xml', name: 'more' }),
    ]);
    expect(outcome.reportFiles.map(({ step, path, cut }) => [step, path, cut])).toEqual([
      ['unit', '.hidden/TEST-3.xml', false],
      ['unit', 'out/a/TEST-1.xml', false],
      ['unit', 'out/b/TEST-2.xml', false],
      ['more', 'out/a/TEST-9.xml', false],
    ]);
    expect(outcome.reports.map((text) => /name="(\w+)"/.exec(text)![1])).toEqual(['three', 'one', 'two', 'nine']);
    expect(outcome.verdict).toBe('RED');
  });

  it('V5: that are committed are no reports of the step, until it writes them again', async () => {
    const id = commit({ 'r/green.xml': junit('green') });
    expect((await ci(id, [shell('true', { report: 'r/*.xml' })])).reports).toEqual([]);
    expect((await ci(id, [shell('true', { report: 'r/green.xml' })])).reports).toEqual([]);
    expect(
      (await ci(id, [shell('cat r/green.xml > n; cat n > r/green.xml', { report: 'r/*.xml' })])).reports,
    ).toHaveLength(1);
  });

  it('V5: outside the checkout are not read: symlinks, folders that are symlinks, pipes, devices, sockets', async () => {
    const id = commit({});
    writeFileSync(join(root, 'outside.xml'), junit('outside'));
    const script = `mkdir r; ln -s /etc/passwd r/passwd.xml; ln -s ${root}/outside.xml r/o.xml; ln -s ${root} r/sub; mkfifo r/pipe.xml; ln -s ${root} base; ln -s r/o.xml single.xml`;
    for (const report of [
      'r/**',
      '**/*.xml',
      'base/*.xml',
      'base/outside.xml',
      'r/sub/outside.xml',
      'single.xml',
      'r/pipe.xml',
    ]) {
      expect(await ci(id, [shell(script, { report })])).toMatchObject({
        verdict: 'GREEN',
        reports: [],
        reportFiles: [],
      });
    }
  });

  it('V5: a glob that is none, or that leads out of the checkout, is refused', async () => {
    for (const report of ['../*.xml', '/etc/passwd', 'a/../../b', '+(a)']) {
      const summary = expect.stringContaining('The report glob of step "test" must not');
      expect(await ci(commit({}), [shell('true', { report })])).toMatchObject({ verdict: 'ENVIRONMENT', summary });
    }
  });

  const written = (program: string): string => `node -e '${program.replaceAll('"', '\\"')}'`.replaceAll('\\"', '"');

  it('V5: of more than 1 MiB are summarised, with every test counted and every failure in full', async () => {
    const script = written(`
      const out = "<system-out>" + "x".repeat(200) + "</system-out>";
      let text = "<testsuites><testsuite name=\\"s\\" tests=\\"20001\\" failures=\\"1\\">";
      for (let i = 0; i < 20000; i += 1) text += "<testcase classname=\\"ä\\" name=\\"" + i + "\\">" + out + "</testcase>";
      text += "<testcase classname=\\"c\\" name=\\"last\\"><failure>in " + process.cwd() + "/a.js</failure></testcase></testsuite></testsuites>";
      require("fs").writeFileSync("r.xml", text);
    `);
    const outcome = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(outcome.reportFiles).toEqual([
      { step: 'test', path: 'r.xml', bytes: expect.any(Number), cut: false, condensed: true },
    ]);
    expect(outcome.reportFiles[0]!.bytes).toBeGreaterThan(3_000_000);
    expect(Buffer.byteLength(outcome.reports[0]!)).toBeLessThan(200_000);
    expect(outcome.summary).toBe('The step passed. Of 1 of 1 reports the tests that passed are counted together.');
    const reported = { verdict: 'GREEN' as const, reports: outcome.reports, steps: outcome.evidence, tests: null };
    const facts = { baselineTests: 20_001, expectsReport: true, promises: ['test'] };
    const judged = judgeTry(reported, { ...facts, failedBefore: ['s::ä::19999', 's::ä::20000'] });
    expect(judged).toMatchObject({ verdict: 'RED', executed: 20_001, passedAgain: ['s::ä::19999'] });
    expect(judged.failed).toEqual([{ testId: 's::c::last', file: null, message: 'in a.js' }]);
  });

  it('V5: of more than 1 MiB that cannot be summarised are cut there and marked, and are read as cut', async () => {
    const script = written(`
      require("fs").writeFileSync("r.xml", "<!DOCTYPE a><testsuite>" + "<testcase classname=\\"ä\\" name=\\"n\\"/>".repeat(50000) + "</testsuite>");
    `);
    const outcome = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(outcome.reportFiles).toEqual([
      { step: 'test', path: 'r.xml', bytes: expect.any(Number), cut: true, condensed: false },
    ]);
    const bytes = Buffer.byteLength(outcome.reports[0]!);
    expect(bytes <= 1_048_576 && bytes > 1_048_570).toBe(true);
    expect(outcome.reports[0]).not.toContain('\ufffd');
    expect(readReport(outcome.reports[0]!)).toEqual({ fault: 'has a document type, which is refused' });
    expect(outcome.summary).toBe('The step passed. Of 1 of 1 reports only the first 1048576 bytes were kept.');
    expect(leftOut(outcome)).toEqual([
      'r.xml is longer than 1048576 bytes; the rest was cut off (it cannot be condensed: it has a document type, which is refused)',
    ]);
  });

  it('V5: too many, or too much together, are left out with a word of it', async () => {
    const script = 'mkdir r; for i in 1 2 3 4 5; do head -c 30000 /dev/zero | tr "\\0" "x" > r/$i.xml; done';
    const few = await ci(commit({}), [shell(script, { report: 'r/*' })], { limits: { reports: 2 } });
    expect(few.reportFiles.map(({ path }) => path)).toEqual(['r/1.xml', 'r/2.xml']);
    expect(few.summary).toBe(
      'The step passed. 3 reports were left out: r/3.xml of step "test", r/4.xml of step "test", r/5.xml of step "test".',
    );
    const small = await ci(commit({}), [shell(script, { report: 'r/*' })], { limits: { allReportsBytes: 100_000 } });
    expect(small.reports).toHaveLength(3);
  });

  const leftOut = ({ evidence }: CiOutcome): (string | null)[] =>
    evidence.flatMap(({ files }) => files.filter(({ why }) => why !== null).map(({ path, why }) => `${path} ${why}`));
  const write = (path: string, name: string): string => `echo '${junit(name)}' > ${path}; `;

  it('V8: what is left out is reported with its step, its path and the reason', async () => {
    const three = `mkdir r; ${['a', 'b', 'c'].map((name) => write(`r/${name}.xml`, name)).join('')}`;
    const step = shell(three, { report: 'r/*.xml', name: 'unit' });
    const id = commit({});
    const few = await ci(id, [step], { limits: { reports: 2 } });
    expect(leftOut(few)).toEqual(['r/c.xml was left out: there are more than 2 reports']);
    expect(few.evidence[0]).toMatchObject({
      name: 'unit',
      files: [{ report: 0 }, { report: 1 }, { report: null }],
      more: 0,
      hint: null,
    });
    expect(leftOut(await ci(id, [step], { limits: { allReportsBytes: 300 } }))).toContainEqual(
      expect.stringContaining('have more than 300 bytes'),
    );
    expect(leftOut(await ci(id, [step], { limits: { reportBytes: 40 } }))).toContainEqual(
      expect.stringContaining('is longer than 40 bytes'),
    );
    expect(leftOut(await ci(id, [step], { limits: { reportEntries: 2 } }))).toContainEqual(
      expect.stringContaining('in the first 2 files and folders only'),
    );
    const many = shell(`mkdir r; for i in $(seq 1 40); do cp /dev/null r/$i.xml; done`, { report: 'r/*.xml' });
    expect((await ci(id, [many], { limits: { reports: 1 } })).evidence).toMatchObject([{ more: 19 }]);
  });

  it('V8: symlinks, pipes and what cannot be read are reported where they match, unless they lead to what is read anyway', async () => {
    writeFileSync(join(root, 'outside.xml'), junit('outside'));
    const id = commit({ 'kept.txt': '' });
    const script = `mkdir r; ${write('r/a.xml', 'a')} ln -s ${root}/outside.xml r/o.xml; ln -s a.xml r/same.xml; ln -s nowhere r/gone.xml; mkfifo r/pipe.xml; ln -s ${root} r/sub`;
    const outcome = await ci(id, [shell(script, { report: 'r/*.xml' })]);
    expect(leftOut(outcome).sort()).toEqual([
      'r/o.xml is a symlink, which is not followed',
      'r/pipe.xml is no plain file',
    ]);
    expect(outcome.reports).toHaveLength(1);
  });

  it('V8: each step has its own: what a step before it wrote and it did not, is not its report', async () => {
    const id = commit({ 'r/green.xml': junit('green') });
    const outcome = await ci(id, [
      shell(write('r/a.xml', 'a'), { report: 'r/*.xml', name: 'unit' }),
      shell('true', { report: 'r/*.xml', name: 'e2e' }),
      shell(write('r/a.xml', 'b'), { report: 'r/a.xml', name: 'again' }),
      shell('true', { name: 'lint' }),
    ]);
    expect(outcome.evidence).toMatchObject([
      { name: 'unit', files: [{ path: 'r/a.xml', report: 0, why: null }], hint: null },
      { name: 'e2e', files: [], hint: 'r/a.xml, r/green.xml existed before the step and were not written again' },
      { name: 'again', files: [{ path: 'r/a.xml', report: 1 }], hint: null },
    ]);
    expect(outcome.reports.map((text) => /name="(\w+)"/.exec(text)![1])).toEqual(['a', 'b']);
  });

  it.each([
    ['through a symlink', 'bazel-testlogs/**/*.xml', 'leads through the symlink bazel-testlogs, which is not followed'],
    ['below a symlink', '**/test.xml', 'symlinks are not followed: bazel-testlogs'],
    [
      'below node_modules',
      '**/deep.xml',
      'outside of node_modules and .git, which are searched only if the glob names them: node_modules/x/deep.xml',
    ],
    ['of a folder that is not there', 'build/out/*.xml', 'leads into the folder build, which is not there'],
    ['below a file', 'plain.txt/*.xml', 'leads through plain.txt, which is no folder'],
    ['that is a folder', 'out', 'out is a folder; for its files write "out/**"'],
    ['that matches nothing', 'out/*.json', 'no file matches the report glob "out/*.json"'],
  ])('V2: the reason is reported where there is no report %s', async (_, report, hint) => {
    mkdirSync(join(root, 'logs'), { recursive: true });
    const script = `ln -s ${root}/logs bazel-testlogs; echo x > bazel-testlogs/test.xml; mkdir -p out node_modules/x; touch plain.txt; ${write('node_modules/x/deep.xml', 'a')}`;
    const { evidence } = await ci(commit({}), [shell(script, { report })]);
    expect(evidence).toMatchObject([{ files: [], hint: expect.stringContaining(hint) }]);
  });

  it('V2: a glob that names node_modules is followed into it, wherever it is', async () => {
    const script = `mkdir -p p/a/node_modules/x; ${write('p/a/node_modules/x/r.xml', 'a')}`;
    expect((await ci(commit({}), [shell(script, { report: 'p/*/node_modules/x/*.xml' })])).reports).toHaveLength(1);
  });

  it('V5: odd bytes and other encodings are read', async () => {
    const script = `node -e '
      const fs = require("fs");
      const suite = (name, more) => "<testsuite><testcase name=\\"" + name + "\\"><system-out>" + more + "</system-out></testcase></testsuite>";
      fs.writeFileSync("nul.xml", suite("a", "x\\0y"));
      fs.writeFileSync("wide.xml", Buffer.from("\\ufeff" + suite("\\u00e9", ""), "utf16le"));
      fs.writeFileSync("latin.xml", Buffer.from("<?xml version=\\"1.0\\" encoding=\\"ISO-8859-1\\"?>" + suite("\\u00e9", "\\xff"), "latin1"));
    '`;
    const { reports } = await ci(commit({}), [shell(script, { report: '*.xml' })]);
    expect(reports.map((text) => readReport(text))).toMatchObject([
      { tests: [{ testId: '::::é' }] },
      { tests: [{ testId: '::::a' }] },
      { tests: [{ testId: '::::é' }] },
    ]);
    expect(reports.join('')).not.toContain('\u0000');
  });

  it('A4: secrets and folders are hidden in values: the report says what it said', async () => {
    const [begin, end] = ['-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----'];
    const lines = [
      `<testsuite><testcase name="a"><system-out>${begin}</system-out></testcase>`,
      '<testcase name="b"><failure message="at $HOME/../x"/></testcase>',
      `<testcase name="c"><system-out>$(dirname $HOME) ${end}</system-out></testcase></testsuite>`,
    ];
    const script = `cat > r.xml << E\n${lines.join('\n')}\nE\n`;
    const { reports } = await ci(commit({}), [shell(script, { report: 'r.xml' })]);
    expect(readReport(reports[0]!)).toMatchObject({
      tests: [{ status: 'PASSED' }, { status: 'FAILED' }, { status: 'PASSED' }],
      cut: false,
    });
    expect(reports[0]).toContain('<system-out>[folder] [redacted]</system-out>');
    expect(reports[0]).not.toMatch(/PRIVATE|ci-[0-9a-f]{12}/);
  });
});
