/**
 * `npm run sql`: writes the final text of every statement to docs/sql, a file for each, so that people read what the database runs and a review shows
 * what a change of code does to it. With `--check` it only says what is not current. Needs no database.
 *
 * A statement's comment, which says what its parameters are, is above the constant that makes it.
 */
import 'reflect-metadata';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { readOptions } from './options.mjs';

const FOLDER = 'docs/sql';
const WIDTH = 140;
const USAGE = `npm run sql -- [options]
  --check            only says what is not current`;
const { values: options } = readOptions(USAGE, { options: { check: { type: 'boolean' } } });

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }))
  .filter(({ text }) => text.includes('statement('))
  .sort((a, b) => (a.path < b.path ? -1 : 1));
for (const { path } of sources) await import(pathToFileURL(join('dist', path.replace(/\.ts$/, '.js'))).href);
const { statements } = await import(pathToFileURL('dist/database/database.js').href);

const places = placesOf(sources);
const shown = new Map(statements().map(({ name, text }) => [`${name}.sql`, page(name, text, places.get(name))]));
const present = new Map(
  readFolder()
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]),
);
const stale = [...new Set([...shown.keys(), ...present.keys()])]
  .filter((name) => shown.get(name) !== present.get(name))
  .sort();

if (options.check) {
  for (const name of stale) {
    const why = !shown.has(name)
      ? 'shows a statement that is gone'
      : present.has(name)
        ? 'is not what the code gives'
        : 'is missing';
    console.error(`${FOLDER}/${name} ${why}`);
  }
  if (stale.length > 0) console.error('Run "npm run sql" and commit docs/sql.');
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of stale) {
    if (shown.has(name)) writeFileSync(join(FOLDER, name), shown.get(name));
    else rmSync(join(FOLDER, name));
  }
}

function readFolder() {
  try {
    return readdirSync(FOLDER);
  } catch {
    return [];
  }
}

/** Where each statement is made: its file and constant, and its comment. The name of a statement is a literal there. */
function placesOf(files) {
  const found = new Map();
  for (const { path, text } of files) {
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const constants = tree.statements.filter(ts.isVariableStatement).map((node) => {
      const [{ name, initializer }] = node.declarationList.declarations;
      return [name.getText(), { initializer, comment: commentAbove(node, text) }];
    });
    for (const [constant, { initializer }] of constants) {
      const place = { path, constant, comment: told(constant, new Map(constants)).join(' ') };
      forEachPart(initializer, (part) => {
        if (ts.isStringLiteralLike(part) && !found.has(part.text)) found.set(part.text, place);
      });
    }
  }
  return found;
}

/** The comment of a constant, and of those that it is made with as far as they speak of parameters. */
function told(constant, constants, seen = new Set()) {
  const { initializer, comment } = constants.get(constant);
  if (seen.has(constant) || !initializer) return [];
  seen.add(constant);
  const others = [];
  forEachPart(initializer, (part) => {
    if (ts.isIdentifier(part) && constants.has(part.text)) others.push(...told(part.text, constants, seen));
  });
  return [comment, ...others.filter((other) => /\$\d/.test(other))].filter((each) => each !== '');
}

function forEachPart(node, look) {
  if (!node) return;
  look(node);
  ts.forEachChild(node, (part) => forEachPart(part, look));
}

/** Parameters of a statement of which its comment does not say what they are. */
function untold(text, comment) {
  const said = new Set();
  for (const [, from, to = from] of comment.matchAll(/\$(\d+)(?: to \$(\d+))?/g)) {
    for (let number = Number(from); number <= Number(to); number++) said.add(number);
  }
  return [...new Set([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)))].filter(
    (number) => !said.has(number),
  );
}

function commentAbove(node, text) {
  const range = ts.getLeadingCommentRanges(text, node.pos)?.at(-1);
  if (!range) return '';
  const lines = text.slice(range.pos, range.end).split('\n');
  return lines
    .map((line) => line.replace(/^\s*(\/\*\*?|\*(?!\/)|\/\/)?\s?/, '').replace(/\s*\*\/$/, ''))
    .join('\n')
    .trim();
}

function page(name, text, place) {
  if (!place) throw new Error(`The statement ${name} is made nowhere at the top of a file, with its name written out.`);
  const silent = untold(text, place.comment);
  if (silent.length > 0)
    throw new Error(
      `The comment of ${place.constant} (src/${place.path}) does not say what $${silent.join(', $')} of ${name} is.`,
    );
  const lines = place.comment ? ['', ...wrapped(place.comment.replace(/\s+/g, ' '), WIDTH - 3, '')] : [];
  const head = [name, `src/${place.path}: ${place.constant}`, ...lines].map((line) => `-- ${line}`.trimEnd());
  return `${[...head, '', ...text.trim().split('\n').flatMap(laidOut)].join('\n')};\n`;
}

/** A long line of SQL is broken at white space, never inside of quotes: behind a comma or before one of these words, rather than inside of parentheses. */
function laidOut(line) {
  const words =
    /(?<=,) |(?<! distinct) (?=(?:and|or|from|where|join|left join|order by|then|else|returning|select|union) )/g;
  return wrapped(line.trimEnd(), WIDTH, `${/^ */.exec(line)[0]}    `, (rest) =>
    [...rest.matchAll(words)].map(({ index }) => index),
  );
}

function wrapped(line, width, indent, gapsOf = (rest) => [...rest.matchAll(/ /g)].map(({ index }) => index)) {
  const lines = [];
  let rest = line;
  while (rest.length > width) {
    const gaps = gapsOf(rest)
      .map((at) => ({ at, ...stateAt(rest, at) }))
      .filter(({ at, quoted }) => at > width / 2 && at <= width && !quoted);
    const least = Math.min(...gaps.map(({ depth }) => depth));
    const at = gaps.findLast(({ depth }) => depth === least)?.at;
    if (at === undefined) break;
    lines.push(rest.slice(0, at));
    rest = `${indent}${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}

/** How many parentheses are open at a place of the line, and whether it is between quotes. */
function stateAt(line, at) {
  const before = line.slice(0, at);
  const bare = before.replace(/'[^']*'/g, '');
  const count = (sign) => bare.split(sign).length - 1;
  return { quoted: bare.includes("'"), depth: count('(') - count(')') };
}
