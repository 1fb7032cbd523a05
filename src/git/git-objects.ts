/** Commits, trees and annotated tags: read, and made so that the same order always gives the same id, however often it is repeated (G7). */
import { GitFailure } from './git-errors.js';
import { type LoneObject, loneObject } from './lone-object.js';
import type { ObjectSource } from './object-source.js';
import { type Git, SUPERVISOR } from './run-git.js';

/** A commit to be made. `at` counts in whole seconds; nothing else of a clock goes into it. */
export interface CommitOrder {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly at: Date;
  /** Author and committer. Default: the Supervisor. */
  readonly identity?: Identity;
}

/** A person as git names one. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface TagOrder {
  /** Short name, without `refs/tags/`. */
  readonly tag: string;
  readonly commit: string;
  readonly message: string;
  readonly at: Date;
  /** The tagger. Default: the Supervisor. */
  readonly identity?: Identity;
}

/** A full object id of either format; anything else could name something else than an object. */
export const isObjectId = (text: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

export function objectId(text: string): string {
  if (!isObjectId(text)) throw new GitFailure(`${JSON.stringify(text.slice(0, 80))} is not the id of an object.`);
  return text;
}

/** A commit as git would store it. What takes it in looks at its hash alone, so that its lines are checked here. Throws GitFailure. */
export function commitContent({ tree, parents, message, at, identity }: CommitOrder): Buffer {
  const who = signature(identity, at);
  const head = [
    `tree ${objectId(tree)}`,
    ...parents.map((parent) => `parent ${objectId(parent)}`),
    `author ${who}`,
    `committer ${who}`,
  ];
  return Buffer.from(`${head.join('\n')}\n\n${withoutNul(message)}`);
}

/** The object of an annotated tag. Throws GitFailure. */
export function tagObject(order: TagOrder, format: 'sha1' | 'sha256'): LoneObject {
  const head = [
    `object ${objectId(order.commit)}`,
    'type commit',
    `tag ${order.tag}`,
    `tagger ${signature(order.identity, order.at)}`,
  ];
  const message = withoutNul(order.message);
  return loneObject(
    'tag',
    Buffer.from(`${head.join('\n')}\n\n${message.endsWith('\n') ? message : `${message}\n`}`),
    format,
  );
}

/** The commit that an annotated tag names, by the id of its object; null if that is none. */
export async function taggedCommit(git: Git, id: string): Promise<string | null> {
  const answer = await git.ask(['cat-file', 'tag', objectId(id)]);
  if (answer.exitCode !== 0) return null;
  const text = answer.stdout.toString('utf8');
  return /^object ([0-9a-f]+)$/m.exec(text.slice(0, text.indexOf('\n\n')))?.[1] ?? null;
}

export async function isCommit(git: Git, id: string): Promise<boolean> {
  if (!isObjectId(id)) return false;
  const answer = await git.ask(['cat-file', '-t', id]);
  return answer.exitCode === 0 && answer.stdout.toString('utf8').trim() === 'commit';
}

/** Tree and parents of a commit, as the object itself names them. Throws GitFailure if there is no such commit. */
export async function readCommit(
  objects: ObjectSource,
  id: string,
): Promise<{ readonly tree: string; readonly parents: readonly string[] }> {
  const found = (await objects.contents([objectId(id)])).get(id);
  if (found?.type !== 'commit') throw new GitFailure(`git cat-file failed: there is no commit ${id}.`);
  const [head = ''] = found.content.toString('latin1').split('\n\n', 1);
  const tree = /^tree ([0-9a-f]+)$/m.exec(head)?.[1];
  if (!tree) throw new GitFailure(`The commit ${id} names no tree.`);
  return { tree, parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1]!) };
}

/** A person and an instant, as git reads them again. Throws GitFailure: it would not. */
function signature(identity: Identity | undefined, at: Date): string {
  const { name, email } = known(identity);
  const line = `${name} <${email}> ${Math.floor(at.getTime() / 1_000)} +0000`;
  if (!SIGNATURE.test(line))
    throw new GitFailure(`${JSON.stringify(line)} is no person and instant that git could read.`);
  return line;
}

const SIGNATURE = /^[^\u0000\n<>]+ <[^\u0000\n<>]+> \d{1,15} \+0000$/;
const withoutNul = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd');

const known = (identity: Identity = SUPERVISOR): Identity => ({
  name: person(identity.name) || SUPERVISOR.name,
  email: person(identity.email) || SUPERVISOR.email,
});

/** A name that ends neither its line nor its address. */
const person = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '')
    .slice(0, 200)
    .toWellFormed();
