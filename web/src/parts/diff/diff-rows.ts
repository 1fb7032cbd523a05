/**
 * A patch as rows of one long list: a head for each file, a mark for each hunk, its lines with their numbers. Only what is on the screen becomes an element, so that a
 * patch of 100,000 lines costs what fits on the screen.
 */
import { parsePatch, type StructuredPatch, type StructuredPatchHunk } from 'diff';

export type LineKind = 'added' | 'removed' | 'context' | 'note';

export type DiffRow =
  | { readonly kind: 'file'; readonly file: number }
  | { readonly kind: 'hunk'; readonly file: number; readonly text: string }
  | { readonly kind: 'fact'; readonly file: number; readonly text: string }
  | {
      readonly kind: LineKind;
      readonly file: number;
      /** Line numbers before and after; null: it is not there. */
      readonly before: number | null;
      readonly after: number | null;
      readonly text: string;
    };

export interface DiffFile {
  /** The name by which addresses know it: the new one, of a deleted file the old one. */
  readonly name: string;
  /** Another name that it had; null: the same. */
  readonly oldName: string | null;
  readonly change: 'added' | 'deleted' | 'renamed' | 'copied' | 'changed';
  readonly isBinary: boolean;
  readonly added: number;
  readonly removed: number;
  /** Index of its row. */
  readonly row: number;
}

export interface Diff {
  readonly files: readonly DiffFile[];
  readonly rows: readonly DiffRow[];
  readonly added: number;
  readonly removed: number;
}

/** Null: it is no patch that can be read; the text is displayed as it is. */
export function diffOf(patch: string): Diff | null {
  const parsed = parse(patch);
  if (parsed === null) return null;
  const sections = gitSections(patch);
  const files: DiffFile[] = [];
  const rows: DiffRow[] = [];
  let git = 0;
  for (const one of parsed) {
    const section = one.isGit ? (sections[git++] ?? '') : '';
    if (nameIn(one) === null && one.hunks.length === 0) continue;
    addFile(one, section, files, rows);
  }
  if (files.length === 0) return null;
  return { files, rows, added: sum(files, 'added'), removed: sum(files, 'removed') };
}

function parse(patch: string): readonly StructuredPatch[] | null {
  try {
    return parsePatch(patch);
  } catch {
    return null;
  }
}

const sum = (files: readonly DiffFile[], of: 'added' | 'removed'): number =>
  files.reduce((all, file) => all + file[of], 0);

/** The heads of the parts of a git patch, in order: what stands between `diff --git` and the first line of content. */
function gitSections(patch: string): string[] {
  const found: string[] = [];
  for (const { index } of patch.matchAll(/^diff --git /gm)) found.push(patch.slice(index, index + HEAD_LENGTH));
  return found.map((text) => text.slice(0, endOfHead(text)));
}

const HEAD_LENGTH = 4_096;

function endOfHead(text: string): number {
  const next = /\n(?:diff --git |--- |@@ )/.exec(text.slice(1));
  return next ? next.index + 1 : text.length;
}

function addFile(one: StructuredPatch, section: string, files: DiffFile[], rows: DiffRow[]): void {
  const file = files.length;
  const start = rows.length;
  rows.push({ kind: 'file', file });
  const isBinary = one.isBinary === true || /\n(?:GIT binary patch|Binary files )/.test(section);
  for (const text of factsOf(one, isBinary)) rows.push({ kind: 'fact', file, text });
  let [added, removed] = [0, 0];
  for (const hunk of one.hunks) {
    const [plus, minus] = addHunk(hunk, file, rows);
    added += plus;
    removed += minus;
  }
  const [before, after] = [bare(one.oldFileName, 'a/'), bare(one.newFileName, 'b/')];
  const name = after ?? before ?? 'a file without a name';
  files.push({
    name,
    oldName: before !== null && before !== name ? before : null,
    change: changeOf(one, before, after),
    isBinary,
    added,
    removed,
    row: start,
  });
}

function changeOf(one: StructuredPatch, before: string | null, after: string | null): DiffFile['change'] {
  if (one.isCreate || before === null) return 'added';
  if (one.isDelete || after === null) return 'deleted';
  if (one.isRename) return 'renamed';
  return one.isCopy ? 'copied' : 'changed';
}

/** Null: `/dev/null`, or none. */
function bare(name: string | undefined, prefix: string): string | null {
  if (name === undefined || name === '/dev/null') return null;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

const nameIn = (one: StructuredPatch): string | null => bare(one.newFileName, 'b/') ?? bare(one.oldFileName, 'a/');

function factsOf(one: StructuredPatch, isBinary: boolean): string[] {
  const facts: string[] = [];
  if (one.isRename) facts.push(`Renamed from ${bare(one.oldFileName, 'a/') ?? ''}`);
  if (one.isCopy) facts.push(`Copied from ${bare(one.oldFileName, 'a/') ?? ''}`);
  if (one.oldMode && one.newMode && one.oldMode !== one.newMode)
    facts.push(`Mode changed from ${one.oldMode} to ${one.newMode}`);
  if (one.isCreate && one.newMode === '100755') facts.push('Executable');
  if (one.newMode === '120000') facts.push('A symbolic link');
  if (isBinary) facts.push('Binary content: there are no lines to display');
  else if (one.hunks.length === 0 && facts.length === 0)
    facts.push(one.isCreate ? 'An empty file' : one.isDelete ? 'The file was empty' : 'No line changed');
  return facts;
}

function addHunk(
  { oldStart, oldLines, newStart, newLines, lines }: StructuredPatchHunk,
  file: number,
  rows: DiffRow[],
) {
  rows.push({ kind: 'hunk', file, text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` });
  let [before, after, added, removed] = [oldStart, newStart, 0, 0];
  for (const line of lines) {
    const text = line.slice(1);
    switch (line[0]) {
      case '+':
        rows.push({ kind: 'added', file, before: null, after: after++, text });
        added += 1;
        break;
      case '-':
        rows.push({ kind: 'removed', file, before: before++, after: null, text });
        removed += 1;
        break;
      case '\\':
        rows.push({ kind: 'note', file, before: null, after: null, text: text.trim() });
        break;
      default:
        rows.push({ kind: 'context', file, before: before++, after: after++, text });
    }
  }
  return [added, removed] as const;
}
