import { useMemo, useState } from 'react';

import { Copy } from './copy.js';
import { Download } from './download.js';
import { counted } from './format.js';
import styles from './log.module.css';
import { firstFailure, isFailureLine } from './log-errors.js';
import { FrameRows } from './rows.js';
import { linesOf } from './text-lines.js';
import { useHash } from './use-hash.js';
import { visibleText } from './visible-text.js';

const LINE_PX = 21;
const LINES_IN_VIEW = 40;

interface LogParts {
  readonly text: string;
  /** What it is, for those who do not see it. */
  readonly label: string;
  /** Of the file that is downloaded. */
  readonly fileName: string;
}

/** A log with numbered lines: each has an address (`#L12`), and one can jump to the lines that name a failure. */
export function Log({ text, label, fileName }: LogParts) {
  const lines = useMemo(() => linesOf(text), [text]);
  const failure = useMemo(() => firstFailure(lines), [lines]);
  const hash = useHash();
  const named = lineIn(hash, lines.length);
  const [top, setTop] = useState(0);
  const next = () => {
    const from = named === undefined ? top : named + 1;
    const found = firstFailure(lines, from) ?? failure;
    if (found !== undefined) location.hash = `#L${found + 1}`;
  };
  return (
    <div className={styles.log}>
      <div className={styles.bar}>
        <span className="soft small">{counted(lines.length, 'line')}</span>
        {failure === undefined ? null : (
          <>
            <button type="button" className="small" onClick={() => (location.hash = `#L${failure + 1}`)}>
              First error
            </button>
            <button type="button" className="small" onClick={next}>
              Next error
            </button>
          </>
        )}
        {lines.length > LINES_IN_VIEW ? (
          <button type="button" className="small" onClick={() => (location.hash = `#L${lines.length}`)}>
            End
          </button>
        ) : null}
        <Copy text={text} what={label} />
        <Download text={text} name={fileName} />
      </div>
      <FrameRows
        label={label}
        count={lines.length}
        estimate={LINE_PX}
        keyOf={(index) => index}
        index={named}
        onTop={setTop}
        isFit
        row={(index) => <LogLine line={lines[index]!} number={index + 1} isWanted={index === named} hasAddress />}
      />
    </div>
  );
}

function lineIn(hash: string, count: number): number | undefined {
  const found = /^#L(\d{1,9})$/.exec(hash);
  const line = found ? Number(found[1]) - 1 : -1;
  return line >= 0 && line < count ? line : undefined;
}

interface LineParts {
  readonly line: string;
  readonly number: number;
  readonly isWanted?: boolean;
  readonly hasAddress?: boolean;
}

export const LogLine = ({ line, number, isWanted = false, hasAddress = false }: LineParts) => (
  <div
    className={styles.line}
    data-wanted={isWanted}
    data-failure={isFailureLine(line)}
    aria-current={isWanted || undefined}
  >
    {hasAddress ? (
      <a className={styles.number} href={`#L${number}`} tabIndex={-1} aria-label={`Line ${number}`}>
        {number}
      </a>
    ) : (
      <span className={styles.number}>{number}</span>
    )}
    <bdi className={styles.text} dir="ltr">
      {visibleText(line) || ' '}
    </bdi>
  </div>
);
