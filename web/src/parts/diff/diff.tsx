import { useMemo, useState } from 'react';

import { Copy } from '../copy.js';
import { counted, inFull } from '../format.js';
import { useKeys } from '../keys.js';
import { PlainText } from '../plain-text.js';
import { FrameRows } from '../rows.js';
import { Text } from '../text.js';
import { useHash } from '../use-hash.js';
import styles from './diff.module.css';
import { type Diff, type DiffFile, diffOf, type DiffRow, type LineKind } from './diff-rows.js';
import { addressIn, hashOf, rowOf } from './line-address.js';
import { cropped, visibleText } from '../visible-text.js';

const ROW_PX = 22;
/** Files that the list displays without a frame of its own. */
const FEW_FILES = 12;

/** A patch: a list of its files, and its lines in a frame that displays only what is in view. The part of the address behind # names a file or a line. */
export function DiffView({ patch }: { readonly patch: string }) {
  const diff = useMemo(() => diffOf(patch), [patch]);
  if (patch.trim() === '') return <p className="soft">The patch is empty: nothing is changed.</p>;
  if (diff === null)
    return (
      <>
        <p>This is no patch that can be read as one; here it is as it was submitted.</p>
        <PlainText text={patch} label="Patch as it was submitted" />
      </>
    );
  return <Files diff={diff} patch={patch} />;
}

function Files({ diff, patch }: { readonly diff: Diff; readonly patch: string }) {
  const hash = useHash();
  const address = useMemo(() => addressIn(hash), [hash]);
  const wanted = useMemo(() => (address === null ? undefined : rowOf(diff, address)), [address, diff]);
  const [top, setTop] = useState(0);
  const present = diff.rows[top]?.file ?? 0;
  const file = diff.files[present]!;
  const jump = (by: number) => {
    const next = diff.files[Math.min(Math.max(present + by, 0), diff.files.length - 1)];
    if (next) location.replace(hashOf({ file: next.name, line: null }));
  };
  const step = (by: 1 | -1) => {
    for (let at = (wanted ?? top) + by; at >= 0 && at < diff.rows.length; at += by) {
      const line = lineOf(diff.rows[at]!);
      if (line !== null) return location.replace(hashOf({ file: diff.files[diff.rows[at]!.file]!.name, line }));
    }
    return undefined;
  };
  useKeys([
    { keys: 'n', does: 'To the next file of the patch', run: () => jump(1) },
    { keys: 'p', does: 'To the file before', run: () => jump(-1) },
    { keys: 'j', does: 'To the next line of the patch', run: () => step(1) },
    { keys: 'k', does: 'To the line before', run: () => step(-1) },
  ]);
  return (
    <div className={styles.diff}>
      <div className={styles.totals}>
        <span>
          {counted(diff.files.length, 'file')}, <Sums added={diff.added} removed={diff.removed} />
        </span>
        <Copy text={patch} what="the patch" />
      </div>
      {diff.files.length > 1 ? <FileList files={diff.files} /> : null}
      <div className={styles.present} data-present-file={file.name}>
        <FileName file={file} />
        <span className={styles.jumps}>
          <button type="button" className="small" onClick={() => jump(-1)} disabled={present === 0}>
            <span aria-hidden="true">↑</span> File before
          </button>
          <button type="button" className="small" onClick={() => jump(1)} disabled={present >= diff.files.length - 1}>
            <span aria-hidden="true">↓</span> Next file
          </button>
        </span>
      </div>
      <FrameRows
        label="Lines of the patch"
        count={diff.rows.length}
        estimate={ROW_PX}
        isTall
        isFit
        keyOf={(index) => index}
        index={wanted}
        onTop={setTop}
        row={(index) => <Row row={diff.rows[index]!} diff={diff} isWanted={index === wanted} />}
      />
    </div>
  );
}

const Sums = ({ added, removed }: { readonly added: number; readonly removed: number }) => (
  <span className={styles.sums}>
    <span className={styles.plus}>+{inFull(added)}</span> <span className={styles.minus}>−{inFull(removed)}</span>
    <span className="visually-hidden"> lines</span>
  </span>
);

const CHANGES: Readonly<Record<DiffFile['change'], string>> = {
  added: 'new',
  deleted: 'deleted',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'changed',
};

const FileName = ({ file }: { readonly file: DiffFile }) => (
  <span className={styles.name}>
    <a href={hashOf({ file: file.name, line: null })} className="mono">
      <Text>{file.name}</Text>
    </a>{' '}
    <span className="soft small">
      {CHANGES[file.change]}
      {file.isBinary ? ', binary' : ''}
    </span>{' '}
    {file.isBinary ? null : <Sums added={file.added} removed={file.removed} />}
  </span>
);

function FileList({ files }: { readonly files: readonly DiffFile[] }) {
  const [isOpen, setIsOpen] = useState(files.length <= FEW_FILES);
  return (
    <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Files</summary>
      {!isOpen ? null : files.length <= FEW_FILES ? (
        <ul className={styles.files}>
          {files.map((file, index) => (
            <li key={index}>
              <FileName file={file} />
            </li>
          ))}
        </ul>
      ) : (
        <FrameRows
          label="Files of the patch"
          count={files.length}
          estimate={28}
          keyOf={(index) => index}
          row={(index) => (
            <div className={styles.listed}>
              <FileName file={files[index]!} />
            </div>
          )}
        />
      )}
    </details>
  );
}

interface RowParts {
  readonly row: DiffRow;
  readonly diff: Diff;
  readonly isWanted: boolean;
}

function Row({ row, diff, isWanted }: RowParts) {
  const file = diff.files[row.file]!;
  switch (row.kind) {
    case 'file':
      return (
        <div className={styles.head} data-wanted={isWanted}>
          <FileName file={file} />
        </div>
      );
    case 'hunk':
    case 'fact':
      return (
        <div className={styles.hunk}>
          <Text>{row.text}</Text>
        </div>
      );
    default:
      return <Line row={row} file={file.name} isWanted={isWanted} />;
  }
}

type LineRow = Extract<DiffRow, { readonly before: number | null }>;

/** The number by which addresses know a row; null: they don't. */
const lineOf = (row: DiffRow): number | null =>
  'before' in row ? (row.after ?? (row.before === null ? null : -row.before)) : null;

const SIGNS: Readonly<Record<LineKind, string>> = { added: '+', removed: '−', context: ' ', note: '\\' };

function Line({ row, file, isWanted }: { readonly row: LineRow; readonly file: string; readonly isWanted: boolean }) {
  const { kind, before, after, text } = row;
  const line = lineOf(row);
  return (
    <div className={styles.line} data-kind={kind} data-wanted={isWanted} aria-current={isWanted || undefined}>
      <span className={styles.number}>{after === null ? null : before}</span>
      {line === null ? (
        <span className={styles.number} />
      ) : (
        <a
          className={styles.number}
          href={hashOf({ file, line })}
          tabIndex={isWanted ? 0 : -1}
          aria-label={line < 0 ? `Removed line ${-line}` : `Line ${line}`}
        >
          {Math.abs(line)}
        </a>
      )}
      <span className={styles.sign}>{SIGNS[kind]}</span>
      <bdi className={styles.code} dir="ltr">
        {visibleText(cropped(text))}
      </bdi>
    </div>
  );
}
