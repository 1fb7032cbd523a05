/** Checks that what the documents refer to exists: files and headings behind their links, and npm scripts. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.autopack', '.autonomous_runs']);
const scripts = new Set([...Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts), 'install', 'ci']);
const faults = [];

for (const path of documents('.')) {
  const text = readFileSync(path, 'utf8');
  for (const [, name] of text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)) {
    // `migration:generate|run|revert` names several at once.
    if (!scripts.has(name) && ![...scripts].some((script) => script.startsWith(`${name}`)))
      faults.push(`${path}: there is no npm script ${name}`);
  }
  for (const [, target] of withoutCode(text).matchAll(/(?<!\\)\]\(([^)\s]+)\)/g)) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
    const [file, heading] = target.split('#');
    const found = file === '' ? path : resolve(dirname(path), decodeURIComponent(file));
    if (!existsSync(found)) faults.push(`${path}: ${target} does not exist`);
    else if (heading && statSync(found).isFile() && !headings(found).has(heading))
      faults.push(`${path}: ${target} has no such heading`);
  }
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function documents(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : documents(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function withoutCode(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors that a Markdown host gives to headings. */
function headings(path) {
  const lines =
    readFileSync(path, 'utf8')
      .replace(/^```[\s\S]*?^```/gm, '')
      .match(/^#{1,6} .*$/gm) ?? [];
  return new Set(
    lines.map((line) =>
      line
        .replace(/^#+ /, '')
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
