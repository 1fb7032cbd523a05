/** Objects as git stores them, made without git: their ids, and packs that hold them. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';

import { idOf, type ObjectFormat } from './loose-objects.js';
import type { StoredObject } from './object-source.js';

export interface LoneObject {
  readonly id: string;
  readonly pack: Buffer;
}

const compressed = promisify(deflate);
/** The numbers of types in packs. */
const TYPES: Readonly<Record<string, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };
const VERSION = 2;

/** `format`: the hash that names objects. git checks what it says when it takes the pack in. */
export function loneObject(type: 'commit' | 'tag', content: Buffer, format: ObjectFormat): LoneObject {
  const entry = [entryHead(TYPES[type]!, content.length), deflateSync(content)];
  return { id: idOf(format, type, content), pack: packOf([entry], format) };
}

/** A pack of these objects, each whole. */
export async function packed(objects: Iterable<StoredObject>, format: ObjectFormat): Promise<Buffer> {
  const entries: Buffer[][] = [];
  for (const { type, content } of objects)
    entries.push([entryHead(TYPES[type]!, content.length), await compressed(content)]);
  return packOf(entries, format);
}

function packOf(entries: readonly (readonly Buffer[])[], format: ObjectFormat): Buffer {
  const head = Buffer.alloc(12);
  head.write('PACK', 'latin1');
  head.writeUInt32BE(VERSION, 4);
  head.writeUInt32BE(entries.length, 8);
  const body = Buffer.concat([head, ...entries.flat()]);
  return Buffer.concat([body, createHash(format).update(body).digest()]);
}

/** The type and the size: four bits of it, then seven in each further byte, and a bit that says whether one follows. */
function entryHead(type: number, size: number): Buffer {
  const bytes: number[] = [(type << 4) | (size & 0x0f)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}
