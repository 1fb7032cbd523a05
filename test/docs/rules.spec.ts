/** docs/rules.md holds every rule, and what people read elsewhere says what it means without a code or a document that they do not have. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Rule {
  readonly due: number;
  /** It is built before the capability that it belongs to. */
  readonly built?: boolean;
  readonly text: string;
}

const rules = JSON.parse(readFileSync('docs/rules.json', 'utf8')) as Record<string, Rule>;
const document = readFileSync('docs/rules.md', 'utf8');
/** Up to which capability rules are built: as in scripts/conformance.mjs. */
const built = Number(/^const BUILT = (\d+);$/m.exec(readFileSync('scripts/conformance.mjs', 'utf8'))![1]);

/** The text below each heading that is an id, on one line, without the marks of Markdown. */
function texts(): Map<string, string> {
  const parts = document.split(/^#{2,3} /m).slice(1);
  const lines = parts.map(
    (part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).replace(/\s+/g, ' ').trim()] as const,
  );
  return new Map(lines.filter(([heading]) => /^[A-Z]\d{1,2}$/.test(heading)));
}

/** Our own files with text, without what is generated or copied. */
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['assets', 'node_modules', 'results'].includes(entry.name) ? [] : files(path);
    return /\.(ts|mjs|md|graphql|sql|sh|ya?ml)$/.test(entry.name) && path !== 'docs/conformance.md' ? [path] : [];
  });
  return (await Promise.all(found)).flat();
}

describe('the rules', () => {
  test('docs/rules.md holds the rules of docs/rules.json, in their order and under their names', () => {
    expect([...texts().keys()]).toEqual(Object.keys(rules));
    for (const [id, text] of texts())
      expect({ id, name: /^\*\*(.*?)\.\*\*/.exec(text)?.[1]?.replaceAll('\\', '') }).toEqual({
        id,
        name: rules[id]!.text,
      });
  });

  test('a rule that is not built yet is marked as planned, and no other', () => {
    const marked = [...texts()].filter(([, text]) => text.includes('**Planned')).map(([id]) => id);
    expect(marked).toEqual(Object.keys(rules).filter((id) => rules[id]!.due > built && !rules[id]!.built));
  });

  test('every rule says more than its name', () => {
    for (const [id, text] of texts())
      expect({ id, stated: text.replace(/^\*\*.*?\*\*/, '').length > 30 }).toEqual({ id, stated: true });
  });

  test('nothing cites a numbered section, or a document that is not here', async () => {
    const folders = ['src', 'test', 'docs', 'scripts', 'operations', 'presets', 'bench', 'docker'];
    const paths = (await Promise.all(folders.map(files))).flat().filter((path) => path !== 'test/docs/rules.spec.ts');
    const cited: string[] = [];
    for (const path of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...paths]) {
      const text = await readFile(path, 'utf8');
      for (const [words] of text.matchAll(
        /\bsections? \d+\b|\b(house|heart|supervisor|house-next)\.md\b|\bcontract\.graphql\b/gi,
      )) {
        cited.push(`${path}: ${words}`);
      }
    }
    expect(cited).toEqual([]);
  });

  test('an id in brackets is that of a rule', async () => {
    const paths = (await Promise.all(['src', 'test', 'scripts', 'bench'].map(files))).flat();
    const unknown: string[] = [];
    for (const path of paths) {
      const cited = (await readFile(path, 'utf8')).matchAll(/\(([A-Z]\d{1,2}(?:(?:, | and )[A-Z]\d{1,2})*)\)/g);
      for (const [, ids] of cited)
        for (const id of ids!.split(/, | and /)) if (!(id in rules)) unknown.push(`${path}: ${id}`);
    }
    expect(unknown).toEqual([]);
  });

  test('descriptions of the schema say what they mean, without ids of rules', async () => {
    const schema = await readFile('schema.graphql', 'utf8');
    const ids = new RegExp(`\\((${Object.keys(rules).join('|')})[,)]|form of I1`);
    const described = [...schema.matchAll(/"""([\s\S]*?)"""/g)].map(([, text]) => text!.trim());
    expect(described.filter((text) => ids.test(text))).toEqual([]);
  });
});
