import { useMemo } from 'react';

import styles from './plain-text.module.css';
import { FrameRows } from './rows.js';
import { linesOf } from './text-lines.js';
import { visibleText } from './visible-text.js';

/** Lines that are in the page at once; more are in a list that displays those on the screen. */
const MOST_LINES = 60;
const LINE_PX = 21;

interface PlainParts {
  readonly text: string;
  /** What the text is, for those who do not see it. */
  readonly label?: string;
}

/** Text as it is written, in lines, however long it is. */
export function PlainText({ text, label = 'Text' }: PlainParts) {
  const lines = useMemo(() => linesOf(text), [text]);
  if (lines.length <= MOST_LINES)
    return (
      <pre className={styles.text} tabIndex={0} role="group" aria-label={label} dir="auto">
        {visibleText(lines.join('\n'))}
      </pre>
    );
  return (
    <FrameRows
      label={label}
      count={lines.length}
      estimate={LINE_PX}
      keyOf={(index) => index}
      row={(index) => (
        <pre className={styles.line} dir="auto">
          {visibleText(lines[index]!) || ' '}
        </pre>
      )}
    />
  );
}
