import { Link, useSearchParams } from 'wouter';

import styles from './tabs.module.css';

export interface Tab {
  /** Its word in the address; the first tab needs none. */
  readonly id: string;
  readonly word: string;
}

/** Which of the tabs the address names; the first one, if it names none. */
export function useTab(tabs: readonly Tab[]): Tab {
  const [search] = useSearchParams();
  return tabs.find(({ id }) => id === search.get('tab')) ?? tabs[0]!;
}

/** Parts of a screen that are displayed one at a time. Each has an address, so that they are links. */
export function Tabs({
  tabs,
  base,
  label,
}: {
  readonly tabs: readonly Tab[];
  readonly base: string;
  readonly label: string;
}) {
  const current = useTab(tabs);
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map((tab, index) => (
        <Link
          key={tab.id}
          href={index === 0 ? base : `${base}?tab=${tab.id}`}
          aria-current={tab === current ? 'page' : undefined}
        >
          {tab.word}
        </Link>
      ))}
    </nav>
  );
}
