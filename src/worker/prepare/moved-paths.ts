/**
 * Places that a kept folder names: scripts of a Python environment, editable installs and links hold the absolute path of the checkout that they were made
 * in, which is gone. They are found when the folder is kept, and named anew in every copy. Text alone is changed.
 */
import { lstat, readdir, readFile, readlink, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Mentions {
  /** The checkout. */
  readonly origin: string;
  /** Below the folder: text files and links that name it. */
  readonly files: readonly string[];
  readonly links: readonly string[];
}

/** No script, link file or setting is larger. */
const MOST_BYTES = 4_194_304;
const AT_ONCE = 32;

/** Throws what the system says. */
export async function mentionsIn(folder: string, origin: string): Promise<Mentions> {
  const files: string[] = [];
  const links: string[] = [];
  const open = [''];
  const look = async (path: string, isLink: boolean): Promise<void> => {
    if (isLink) {
      const target = await readlink(join(folder, path));
      if (target === origin || target.startsWith(`${origin}/`)) links.push(path);
    } else if (await namesIt(join(folder, path), origin)) files.push(path);
  };
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const prefix = below;
    const entries = await readdir(join(folder, prefix), { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) open.push(`${prefix}${entry.name}/`);
    const others = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
    for (let i = 0; i < others.length; i += AT_ONCE) {
      await Promise.all(
        others.slice(i, i + AT_ONCE).map((entry) => look(`${prefix}${entry.name}`, entry.isSymbolicLink())),
      );
    }
  }
  return { origin, files, links };
}

async function namesIt(file: string, origin: string): Promise<boolean> {
  const { size } = await lstat(file);
  if (size < origin.length || size > MOST_BYTES) return false;
  const bytes = await readFile(file);
  return bytes.includes(origin) && !bytes.includes(0);
}

/** Names the new checkout in a copy of the folder. Throws what the system says. */
export async function renameMentions(
  folder: string,
  { origin, files, links }: Mentions,
  checkout: string,
): Promise<void> {
  for (const path of files) {
    const whole = join(folder, path);
    const { atime, mtime } = await lstat(whole);
    // Bytes that are no text of ours stay as they are.
    const text = await readFile(whole, 'latin1');
    await writeFile(whole, text.replaceAll(latin(origin), latin(checkout)), 'latin1');
    await utimes(whole, atime, mtime);
  }
  for (const path of links) {
    const whole = join(folder, path);
    const target = await readlink(whole);
    await unlink(whole);
    await symlink(checkout + target.slice(origin.length), whole);
  }
}

const latin = (text: string): string => Buffer.from(text).toString('latin1');
