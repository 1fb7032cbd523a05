/**
 * The text of a report (V5): whatever it holds, one odd byte costs one character and nothing else. Encodings are
 * recognised by a byte order mark, by the XML declaration, or by the bytes themselves; what is no character in them is
 * replaced.
 */
const MARKS: readonly (readonly [encoding: string, ...mark: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];
/** The declaration is within the first bytes, in ASCII. */
const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/;
export const DECLARATION_BYTES = 300;

/**
 * Decodes a report that comes in pieces; throws where it is not in the encoding that it seemed to have, and `again`
 * reads it by its declaration.
 */
export class ReportDecoder {
  private readonly decoder: InstanceType<typeof TextDecoder>;
  private hasBegun = false;

  /** `head`: its first bytes, at least `DECLARATION_BYTES` if it has so many. */
  constructor(head: Uint8Array, { again = false }: { readonly again?: boolean } = {}) {
    const marked = markedEncoding(head);
    this.decoder = new TextDecoder(marked ?? (again ? declaredEncoding(head) : 'utf-8'), {
      fatal: marked === undefined && !again,
    });
  }

  /** The text of the next bytes; without any, what is left. */
  text(bytes?: Uint8Array): string {
    const text = bytes === undefined ? this.decoder.decode() : this.decoder.decode(bytes, { stream: true });
    if (this.hasBegun) return soundInside(text);
    const begin = soundText(text);
    this.hasBegun = begin !== '';
    return begin;
  }
}

/** `isCut`: the bytes end in the middle of the file, so that a last character may be incomplete. */
export function reportText(bytes: Uint8Array, { isCut = false }: { readonly isCut?: boolean } = {}): string {
  const marked = markedEncoding(bytes);
  const decode = (encoding: string, fatal: boolean): string =>
    new TextDecoder(encoding, { fatal }).decode(bytes, { stream: isCut });
  if (marked !== undefined) return soundText(decode(marked, false));
  try {
    return soundText(decode('utf-8', true));
  } catch {
    return soundText(decode(declaredEncoding(bytes), false));
  }
}

const markedEncoding = (bytes: Uint8Array): string | undefined =>
  MARKS.find(([, ...mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0] ?? wideEncoding(bytes);

/** UTF-16 without a mark: a report begins with a character of ASCII. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4) return undefined;
  const begins = (first: number, second: number): boolean => bytes[first] === 0x3c && bytes[second] === 0;
  if (begins(0, 1) && bytes[3] === 0) return 'utf-16le';
  return begins(1, 0) && bytes[2] === 0 ? 'utf-16be' : undefined;
}

/** Its text was read as ASCII, so it is not one of the wide ones, whatever it says. */
function declaredEncoding(bytes: Uint8Array): string {
  const label =
    DECLARED.exec(new TextDecoder('windows-1252').decode(bytes.subarray(0, DECLARATION_BYTES)))?.[1] ?? 'utf-8';
  try {
    const { encoding } = new TextDecoder(label);
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch {
    return 'utf-8';
  }
}

/**
 * What cannot be stored (I4), U+0000 and lone surrogates, is replaced; at the beginning it goes, as marks of the byte
 * order do.
 */
export const soundText = (text: string): string => soundInside(text.replace(/^[\ufeff\u0000]+/, ''));

const soundInside = (text: string): string => text.replaceAll('\u0000', '\ufffd').toWellFormed();
