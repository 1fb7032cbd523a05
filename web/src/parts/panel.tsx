import { type ReactNode, useId } from 'react';

import styles from './panel.module.css';

interface PanelParts {
  readonly title: string;
  /** A sentence below the title: what the figures mean. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a screen, with a title of its own. */
export function Panel({ title, about, actions, children }: PanelParts) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {about ? <p className="soft small">{about}</p> : null}
      {children}
    </section>
  );
}
