/**
 * Reads which files a patch names (G8), as strictly as git applies it or more so: what git would skip in silence is a
 * fault here. The text is bytes as characters U+0000 to U+00FF, with a line end behind its last line; binary parts have
 * been checked (binary-hunks.ts).
 */
import {
  decodedName,
  isUsualPair,
  namePair,
  NO_FILE,
  oneOf,
  sideName,
  type SplitName,
  splitName,
  wholeName,
} from './patch-names.js';
import { noPatch, REMEDY, WANTED } from './patch-words.js';

export interface NamedFile {
  /** Of its header, from 1. */
  readonly line: number;
  /** Null: the file is new. */
  readonly old: string | null;
  /** Null: the file was removed. */
  readonly next: string | null;
}

export interface ReadPatch {
  readonly files: readonly NamedFile[];
  /** Prefixes that git does not write by itself: folders of this name in the tree would leave open what is meant. */
  readonly oddPrefixes: readonly string[];
  /** What speaks against it although git could apply it. */
  readonly fault: string | null;
}

/** The patch cannot be read; the message is a sentence. */
export class UnreadablePatch extends Error {}

const EXTENDED =
  /^(old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|rename old|rename new|similarity index|dissimilarity index|index) /;
/** Lines outside of every file that belong into one: git would skip them, and with them a change. */
const LOST =
  /^((old mode|new mode|deleted file mode|new file mode) \d|(rename|copy) (from|to|old|new) |(dis)?similarity index \d|index [0-9a-f]+\.\.[0-9a-f]|\+\+\+ |@@|GIT binary patch|(Binary files|Files) .* differ\r?$|Only in .*: |Submodule .* [0-9a-f]{7,}\.{2,3}[0-9a-f]{7,}|\*\*\* (Update|Add|Delete) File: |diff --(cc|combined) )|-\d+(,\d+)? \+\d+(,\d+)? @/;
const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;
const FENCE = /^(```|~~~|-- ?\r?$)/;

/** Throws UnreadablePatch. */
export const readPatch = (text: string): ReadPatch => new PatchReader(text).read();

class PatchReader {
  private readonly lines: readonly string[];
  private readonly files: NamedFile[] = [];
  private readonly pairs = new Set<string>();
  private readonly lone: { readonly line: number; readonly prefix: string; readonly usual: string }[] = [];
  private fault: string | null = null;
  private lost: number | null = null;
  private at = 0;

  constructor(private readonly text: string) {
    this.lines = text.split('\n').slice(0, -1);
  }

  read(): ReadPatch {
    while (this.at < this.lines.length) {
      const line = this.lines[this.at]!;
      if (line.startsWith('diff --git ')) this.gitFile();
      else if (this.isTraditional()) this.traditionalFile();
      else {
        if (this.lost === null && LOST.test(line)) this.lost = this.at + 1;
        this.at += 1;
      }
    }
    if (this.files.length === 0) throw new UnreadablePatch(noPatch(this.text.replaceAll('\r', '')));
    if (this.lost !== null) throw outOfPlace(this.lost);
    const odd = [...this.pairs]
      .map((pair) => pair.split('/') as [string, string])
      .filter(([first, second]) => !isUsualPair(first, second));
    const known = new Set([...this.pairs].flatMap((pair) => pair.split('/')));
    for (const { line, prefix, usual } of this.lone) if (prefix !== usual && !known.has(prefix)) throw noPrefix(line);
    return { files: this.files, oddPrefixes: [...new Set(odd.flat())], fault: this.fault };
  }

  private isTraditional(): boolean {
    const { lines, at } = this;
    return (
      lines[at]!.startsWith('--- ') &&
      (lines[at + 1]?.startsWith('+++ ') ?? false) &&
      (lines[at + 2]?.startsWith('@@ -') ?? false)
    );
  }

  private gitFile(): void {
    const start = this.at;
    const header = this.gitHeader();
    const { old: minus, next: plus, extendedHeaders } = header;
    const rename = header.from !== null && header.to !== null ? { from: header.from, to: header.to } : null;
    const pair = namePair(this.lines[start]!.slice('diff --git '.length), rename);
    if (!pair) {
      throw new UnreadablePatch(
        `line ${start + 1}: its two names are not the two sides of one file${rename ? ' that is renamed' : ''}. ${REMEDY}`,
      );
    }
    const [first, second] = pair.map(splitName) as [SplitName | null, SplitName | null];
    if (!first || !second || first.prefix === second.prefix) throw noPrefix(start + 1);
    if (rename ? first.path !== rename.from || second.path !== rename.to : first.path !== second.path) {
      if (rename && pair[0] === rename.from && pair[1] === rename.to) throw noPrefix(start + 1);
      throw new UnreadablePatch(`line ${start + 1}: its two names are not the two sides of one file. ${REMEDY}`);
    }
    if (minus && minus.name !== NO_FILE && minus.name !== pair[0]) throw inconsistent('old', minus.line);
    if (plus && plus.name !== NO_FILE && plus.name !== pair[1]) throw inconsistent('new', plus.line);
    if ((minus === null) !== (plus === null))
      throw new UnreadablePatch(`line ${start + 1}: one of the lines "---" and "+++" is missing.`);
    const isNew = extendedHeaders.has('new file mode');
    const isGone = extendedHeaders.has('deleted file mode');
    // Git would take it for a file "dev/null".
    if (minus && (minus.name === NO_FILE) !== isNew)
      throw halfDeclared(minus.line, '--- /dev/null', 'new file mode 100644');
    if (plus && (plus.name === NO_FILE) !== isGone)
      throw halfDeclared(plus.line, '+++ /dev/null', 'deleted file mode 100644');
    this.content(start, minus !== null, extendedHeaders.size > 0);
    this.pairs.add(`${first.prefix}/${second.prefix}`);
    this.add(start, isNew ? null : first.path, isGone ? null : second.path);
  }

  /** The lines between `diff --git` and the content. */
  private gitHeader() {
    const extendedHeaders = new Set<string>();
    const names: Record<'from' | 'to', string | null> = { from: null, to: null };
    const sides: Record<'old' | 'next', { readonly name: string; readonly line: number } | null> = {
      old: null,
      next: null,
    };
    for (this.at += 1; this.at < this.lines.length; this.at += 1) {
      const line = this.lines[this.at]!;
      const extended = EXTENDED.exec(line)?.[1];
      if (extended !== undefined) {
        extendedHeaders.add(extended);
        const direction = /^rename (from|old)$/.test(extended)
          ? 'from'
          : /^rename (to|new)$/.test(extended)
            ? 'to'
            : null;
        if (direction) names[direction] = this.named(wholeName(line.slice(extended.length + 1)));
      } else if (line.startsWith('--- ') || line.startsWith('+++ ')) {
        const side = line.startsWith('---') ? 'old' : 'next';
        if (sides[side])
          throw new UnreadablePatch(`line ${this.at + 1}: a second line "${line.slice(0, 3)}" for one file.`);
        sides[side] = { name: this.named(sideName(line.slice(4))), line: this.at + 1 };
      } else break;
    }
    return { extendedHeaders, ...names, ...sides };
  }

  private named(name: string | null): string {
    if (name === null) throw new UnreadablePatch(`line ${this.at + 1}: the name of the file cannot be read.`);
    return name;
  }

  /** What follows a git header: hunks, a binary part, or nothing where the header says all. */
  private content(start: number, hasSides: boolean, saysSomething: boolean): void {
    const line = this.lines[this.at] ?? '';
    if (/^(Binary files|Files) .* differ\r?$/.test(line)) {
      throw new UnreadablePatch(
        `line ${this.at + 1}: the binary file is named, and its content is missing: write it with \`git diff --binary\`.`,
      );
    }
    if (line === 'GIT binary patch') return this.binaryPart();
    if (line.startsWith('@@ -') && hasSides) return this.hunks();
    if (hasSides) throw new UnreadablePatch(`line ${this.at + 1}: a line such as "@@ -1,2 +1,2 @@" is missing.`);
    if (line.startsWith('@@'))
      throw new UnreadablePatch(`line ${this.at + 1}: the lines "---" and "+++" are missing before it.`);
    if (!saysSomething) throw new UnreadablePatch(`line ${start + 1}: it names a file and says nothing of it.`);
  }

  private binaryPart(): void {
    this.at += 1;
    for (let part = 0; part < 2 && /^(literal|delta) /.test(this.lines[this.at] ?? ''); part += 1) {
      while (this.at < this.lines.length && this.lines[this.at] !== '') this.at += 1;
      this.at += 1;
    }
  }

  private traditionalFile(): void {
    const start = this.at;
    const [minus, plus] = [0, 1].map((i) => {
      this.at = start + i;
      return this.named(sideName(this.lines[this.at]!.slice(4)));
    }) as [string, string];
    this.at = start + 2;
    const isNew = minus === NO_FILE || /^@@ -0,0 /.test(this.lines[this.at]!);
    const [first, second] = [splitName(minus), splitName(plus)];
    if (minus === NO_FILE || plus === NO_FILE) {
      const side = minus === NO_FILE ? second : first;
      if (!side || minus === plus) throw noPrefix(start + 1);
      this.lone.push({ line: start + 1, prefix: side.prefix, usual: minus === NO_FILE ? 'b' : 'a' });
      this.hunks();
      return this.add(start, minus === NO_FILE ? null : side.path, plus === NO_FILE ? null : side.path);
    }
    if (!first || !second || first.prefix === second.prefix) throw noPrefix(start + 1);
    const path = oneOf(first.path, second.path);
    if (path === null) this.fault ??= `line ${start + 1}: inconsistent new filename: "---" and "+++" name two files.`;
    this.hunks();
    this.pairs.add(`${first.prefix}/${second.prefix}`);
    const target = path ?? (second.path.startsWith(first.path) ? first.path : second.path);
    this.add(start, isNew ? null : target, target);
  }

  private hunks(): void {
    let start = this.at;
    while (this.lines[this.at]?.startsWith('@@ -')) {
      start = this.at;
      this.hunk();
    }
    this.nothingMore(start);
  }

  private hunk(): void {
    const start = this.at;
    const match = HUNK.exec(this.lines[start]!);
    if (!match)
      throw new UnreadablePatch(`line ${start + 1}: it should say which lines it is about, as "@@ -1,2 +1,2 @@" does.`);
    let old = Number(match[2] ?? 1);
    let next = Number(match[4] ?? 1);
    for (this.at += 1; old > 0 || next > 0; this.at += 1) {
      const sign = this.at < this.lines.length ? (this.lines[this.at]![0] ?? ' ') : null;
      if (sign === '\\') continue;
      if (sign !== '+') old -= 1;
      if (sign !== '-') next -= 1;
      if (sign === null || !/^[ +-]$/.test(sign) || old < 0 || next < 0)
        throw wrongLength(start, this.at, sign === null);
    }
    if (this.lines[this.at]?.startsWith('\\')) this.at += 1;
  }

  /** A hunk with more lines than its header counts: git would leave them out. Text around a patch begins otherwise. */
  private nothingMore(hunk: number): void {
    let behind = this.at;
    while (/^\s*$/.test(this.lines[behind] ?? 'end')) behind += 1;
    const line = this.lines[behind] ?? '';
    if (FENCE.test(line) || line.startsWith('--- ')) return;
    if (behind === this.at ? /^[ +\\-]/.test(line) : /^[ +]/.test(line)) {
      throw new UnreadablePatch(
        `corrupt patch at line ${behind + 1}: the hunk of line ${hunk + 1} has more lines than its header counts.`,
      );
    }
  }

  private add(start: number, old: string | null, next: string | null): void {
    const [before, after] = [old, next].map((bytes) => (bytes === null ? null : decodedName(bytes)));
    if ((old !== null && before === null) || (next !== null && after === null)) {
      throw new UnreadablePatch(`line ${start + 1}: the file has a name that is not UTF-8.`);
    }
    for (const path of [before, after]) {
      if (!path?.split('/').includes('.')) continue;
      throw new UnreadablePatch(
        `line ${start + 1}: a path has a part ".", as in "./x"; write paths without it. ${REMEDY}`,
      );
    }
    this.files.push({ line: start + 1, old: before ?? null, next: after ?? null });
  }
}

const noPrefix = (line: number): UnreadablePatch =>
  new UnreadablePatch(
    `line ${line}: its paths do not begin with "a/" and "b/", so that the first folder of a path could be taken for that. ${REMEDY}`,
  );

const halfDeclared = (line: number, side: string, mode: string): UnreadablePatch =>
  new UnreadablePatch(`line ${line}: "${side}" and a line "${mode}" belong together; one of them is missing.`);

const inconsistent = (side: 'old' | 'new', line: number): UnreadablePatch =>
  new UnreadablePatch(`line ${line}: inconsistent ${side} filename: it is not the one of the "diff --git" line.`);

const outOfPlace = (line: number): UnreadablePatch =>
  new UnreadablePatch(
    `line ${line}: it belongs to a file, and no file's header comes before it. What is wanted is ${WANTED}.`,
  );

const wrongLength = (start: number, at: number, isEnd: boolean): UnreadablePatch =>
  new UnreadablePatch(
    `corrupt patch at line ${at + 1}: the hunk of line ${start + 1} has fewer lines than its header counts${
      isEnd ? '; the end of the patch is missing (blank lines at its end count, too)' : ''
    }.`,
  );
