import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'wouter';

import styles from './page.module.css';
import { visibleText } from './visible-text.js';

interface PageParts {
  readonly title: string;
  /** Displayed in place of `title`, which is text. */
  readonly heading?: ReactNode;
  /** The way here, outermost first: words with addresses below /ui. */
  readonly crumbs?: readonly (readonly [string, string])[];
  /** Beside the title: what can be done. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

let isFirstPage = true;

/** A screen: its title is the window's, and gets the focus when one comes here from another screen, so that readers of the screen hear where they are. */
export function Page({ title, heading, crumbs = [], actions, children }: PageParts) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${visibleText(title)} · Autopack`;
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) head.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <main className={styles.page} id="main">
      {crumbs.length > 0 ? (
        <nav aria-label="Way to this page" className={styles.crumbs}>
          {crumbs.map(([word, address]) => (
            <span key={address}>
              <Link href={address}>{word}</Link> <span aria-hidden="true">›</span>
            </span>
          ))}
        </nav>
      ) : null}
      <header className={styles.head}>
        <h1 ref={head} tabIndex={-1}>
          {heading ?? title}
        </h1>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </header>
      {children}
    </main>
  );
}
