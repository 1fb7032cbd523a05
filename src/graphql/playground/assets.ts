/**
 * The files of the playground: a fixed list, so that nothing of a request's path ever reaches the disk. They lie beside this code, in
 * `src` and, copied by the build, in `dist`.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'react.js': 'text/javascript; charset=utf-8',
  'react-dom.js': 'text/javascript; charset=utf-8',
  'graphiql.js': 'text/javascript; charset=utf-8',
  'graphiql.css': 'text/css; charset=utf-8',
  'graphql-ws.js': 'text/javascript; charset=utf-8',
  'playground-story.js': 'text/javascript; charset=utf-8',
  'playground-panels.js': 'text/javascript; charset=utf-8',
  'playground.js': 'text/javascript; charset=utf-8',
  'playground.css': 'text/css; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
  'LICENSES.md': 'text/markdown; charset=utf-8',
};

export const ASSET_NAMES = Object.keys(TYPES);

const loaded = new Map<string, Promise<Asset>>();

/** An asset by its name, read once; null for a name that is not in the list. */
export async function assetNamed(name: string): Promise<Asset | null> {
  if (!Object.hasOwn(TYPES, name)) return null;
  const asset = loaded.get(name) ?? load(name);
  loaded.set(name, asset);
  return asset.catch((error: unknown) => {
    loaded.delete(name);
    throw error;
  });
}

/** Where a browser gets an asset: the address changes with the content, so that it may be kept for ever. */
export async function assetAddress(name: string): Promise<string> {
  const asset = await assetNamed(name);
  return `/graphql/assets/${name}?v=${asset ? versionOf(asset) : ''}`;
}

export const versionOf = (asset: Asset): string => asset.sha256.slice(0, 12);

async function load(name: string): Promise<Asset> {
  const content = await readFile(new URL(`./assets/${name}`, import.meta.url));
  return { name, type: TYPES[name]!, content, sha256: createHash('sha256').update(content).digest('hex') };
}
