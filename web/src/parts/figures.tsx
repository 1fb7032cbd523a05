import type { ReactNode } from 'react';

import styles from './figures.module.css';

/** Named values beside each other: what matters most about something, at a glance. */
export const Figures = ({ children }: { readonly children: ReactNode }) => (
  <dl className={styles.figures}>{children}</dl>
);

interface FigureParts {
  readonly name: string;
  /** Below the value: what it is compared with. */
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

export const Figure = ({ name, beside, children }: FigureParts) => (
  <div className={styles.figure}>
    <dt>{name}</dt>
    <dd className={styles.value}>{children}</dd>
    {beside ? <dd className="soft small">{beside}</dd> : null}
  </div>
);
