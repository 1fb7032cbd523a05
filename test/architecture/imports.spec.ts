/** The arrows of ARCHITECTURE.md hold, and the checker that says so is itself checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOMS } from './arrows.js';
import { check, type Finding, RULES } from './checker.js';

const SRC = join(process.cwd(), 'src');
const FIXTURES = join(process.cwd(), 'test/architecture/fixtures');

/** Sources by their path below `src`; specs are no part of the house. */
function sourcesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
  );
  return new Map(files.sort().map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]));
}

interface Fixture {
  readonly name: string;
  readonly expected: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

/** A fixture is a text: lines `expect: rule file`, then files, each after a line `--- path`. `@lines 7` stands for so many lines. */
function fixtures(): Fixture[] {
  return readdirSync(FIXTURES)
    .sort()
    .map((name) => {
      const [head, ...parts] = readFileSync(join(FIXTURES, name), 'utf8').split(/^--- /m);
      const files = parts.map((part) => {
        const [path, ...lines] = part.split('\n');
        const text = lines
          .join('\n')
          .replace(/^@lines (\d+)$/m, (_, count: string) => 'void 0;\n'.repeat(Number(count)));
        return [path!.trim(), text] as const;
      });
      const expected = [...head!.matchAll(/^expect: (.+)$/gm)].map((match) => match[1]!.trim());
      return { name: name.replace(/\.txt$/, ''), expected, files: new Map(files) };
    });
}

const inWords = ({ rule, file }: Finding) => `${rule} ${file}`;

describe('the sources', () => {
  const sources = sourcesOf(SRC);
  const findings = check(sources);

  it.each(RULES)('keep the rule "%s"', (rule) => {
    expect(findings.filter((finding) => finding.rule === rule).map(({ file, what }) => `${file} ${what}`)).toEqual([]);
  });

  it('are all looked at, and every room of the plan stands', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect([...new Set([...sources.keys()].map((path) => path.split('/')[0]))].sort()).toEqual(
      ROOMS.map((room) => room.name).sort(),
    );
  });
});

describe('the checker', () => {
  it.each(fixtures())('reports exactly what the fixture $name breaks', ({ expected, files }) => {
    expect([...new Set(check(files).map(inWords))].sort()).toEqual([...expected].sort());
  });

  it('is shown a fixture that breaks each rule, and some that break none', () => {
    const expected = fixtures().map((fixture) => fixture.expected);
    expect(new Set(expected.flat().map((line) => line.split(' ')[0]))).toEqual(new Set(RULES));
    expect(expected.filter((lines) => lines.length === 0).length).toBeGreaterThan(0);
  });
});
