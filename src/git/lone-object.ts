/** An object as git stores it, made without git: its id, and a pack that holds it alone. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface LoneObject {
  readonly id: string;
  readonly pack: Buffer;
}

/** The numbers of types in packs. */
const TYPES = { commit: 1, tag: 4 } as const;
const VERSION = 2;

/** `format`: the hash that names objects. git checks what it says when it takes the pack in. */
export function loneObject(type: keyof typeof TYPES, content: Buffer, format: 'sha1' | 'sha256'): LoneObject {
  const id = createHash(format).update(`${type} ${content.length}\0`).update(content).digest('hex');
  const head = Buffer.alloc(12);
  head.write('PACK', 'latin1');
  head.writeUInt32BE(VERSION, 4);
  head.writeUInt32BE(1, 8);
  const body = Buffer.concat([head, entryHead(TYPES[type], content.length), deflateSync(content)]);
  return { id, pack: Buffer.concat([body, createHash(format).update(body).digest()]) };
}

/** The type and the size: four bits of it, then seven in each further byte, and a bit that says whether one follows. */
function entryHead(type: number, size: number): Buffer {
  const bytes: number[] = [(type << 4) | (size & 0x0f)];
  for (let rest = size >>> 4; rest > 0; rest >>>= 7) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}
