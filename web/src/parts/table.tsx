import type { ReactNode } from 'react';

import styles from './table.module.css';

interface TableParts {
  /** What the table holds, for those who do not see it. */
  readonly label: string;
  /** Words above the columns; `[word, 'number']` for figures, which end at the right. */
  readonly columns: readonly (string | readonly [string, 'number'])[];
  /** Its rows: few. A list of any length is for `rows.tsx`. */
  readonly children: ReactNode;
}

/** A table of few rows. On a narrow screen it scrolls by itself, the page does not. */
export const Table = ({ label, columns, children }: TableParts) => (
  <div className={styles.frame} tabIndex={0} role="region" aria-label={label}>
    <table className={styles.table}>
      <thead>
        <tr>
          {columns.map((column) =>
            typeof column === 'string' ? (
              <th key={column} scope="col">
                {column}
              </th>
            ) : (
              <th key={column[0]} scope="col" data-number>
                {column[0]}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
