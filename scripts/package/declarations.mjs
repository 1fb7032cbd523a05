/**
 * The declarations of what the package exports: of its entries, and of the files whose types these name. Each file is transformed by itself, as its exports say their
 * types; the typecheck proves that they are right. Nothing of a packed package is named in them, so consumers need no types but these.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

const ENTRIES = ['embedding/index', 'embedding/worker', 'client/index', 'testing/index'];
/** Those that can be loaded by `require` have declarations of that kind too, beside the others. */
const REQUIRED = ['client/index', 'testing/index'];
const OPTIONS = {
  declaration: true,
  isolatedDeclarations: true,
  stripInternal: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
};

/** Writes them below dist, and removes those of an earlier time. */
export function writeDeclarations(root) {
  for (const path of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (/\.d\.c?ts$/.test(path)) rmSync(join(root, 'dist', path));
  }
  for (const [path, text] of closure(root, ENTRIES)) write(join(root, 'dist', `${path}.d.ts`), text);
  for (const [path, text] of closure(root, REQUIRED)) {
    write(join(root, 'dist', `${path}.d.cts`), text.replace(/(from '\.{1,2}\/[^']*)\.js'/g, "$1.cjs'"));
  }
}

/** Declarations by their path below src, without an ending. */
function closure(root, entries) {
  const found = new Map();
  const look = (path) => {
    if (found.has(path)) return;
    const file = join(root, 'src', `${path}.ts`);
    const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: OPTIONS,
      reportDiagnostics: true,
    });
    if (diagnostics?.length) {
      const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => '\n' };
      throw new Error(ts.formatDiagnostics(diagnostics, host));
    }
    const text = outputText.replaceAll('"', "'").replace(/\/\/# sourceMappingURL.*\n?/, '');
    found.set(path, text);
    for (const [, name] of text.matchAll(/(?:from|import\() ?'(\.{1,2}\/[^']*)\.js'/g)) {
      look(
        relative(join(root, 'src'), join(dirname(file), name))
          .split(sep)
          .join('/'),
      );
    }
    for (const [, name] of text.matchAll(/(?:from|import\() ?'([^.'][^']*)'/g)) {
      throw new Error(`${file}: what the package exports names types of ${name}, which consumers may not have.`);
    }
  };
  entries.forEach(look);
  return found;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
