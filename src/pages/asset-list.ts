/**
 * Files that a server gives to browsers: a fixed list of one folder, read once and answered from memory, so that nothing of a request's path
 * ever reaches the disk.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface Asset {
  readonly name: string;
  /** Media type, with its character set. */
  readonly type: string;
  readonly content: Buffer;
  /** Compressed forms of the content that lay beside it, by the name of the encoding. */
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

export type Encoding = 'br' | 'gzip';

/** The most wanted first, with the end of the compressed file's name. */
export const ENCODINGS: readonly (readonly [Encoding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
};

export class AssetList {
  private readonly loaded = new Map<string, Promise<Asset>>();
  private readonly known: ReadonlySet<string>;

  /** `folder` ends with a slash; `files` are all files in it that may be served, compressed forms included. */
  constructor(
    private readonly folder: URL,
    files: readonly string[],
  ) {
    this.known = new Set(files);
  }

  /** Names of what can be asked for. */
  get names(): string[] {
    return [...this.known].filter((name) => typeOf(name) !== undefined);
  }

  /** An asset by its name, read once; null for a name that is not in the list. */
  async named(name: string): Promise<Asset | null> {
    if (!this.known.has(name) || typeOf(name) === undefined) return null;
    const asset = this.loaded.get(name) ?? this.load(name);
    this.loaded.set(name, asset);
    return asset.catch((error: unknown) => {
      this.loaded.delete(name);
      throw error;
    });
  }

  /** Reads all: from now on nothing of it depends on the disk. */
  async readAll(): Promise<void> {
    await Promise.all(this.names.map((name) => this.named(name)));
  }

  private async load(name: string): Promise<Asset> {
    const content = await this.read(name);
    const encoded = ENCODINGS.filter(([, end]) => this.known.has(name + end));
    return {
      name,
      type: typeOf(name)!,
      content,
      encoded: Object.fromEntries(
        await Promise.all(encoded.map(async ([encoding, end]) => [encoding, await this.read(name + end)] as const)),
      ),
      sha256: createHash('sha256').update(content).digest('hex'),
    };
  }

  private readonly read = (name: string): Promise<Buffer> => readFile(new URL(name, this.folder));
}

/** What an address and an entity tag name the content by. */
export const versionOf = (asset: Asset): string => asset.sha256.slice(0, 12);

const typeOf = (name: string): string | undefined => TYPES[name.split('.').at(-1)!];
