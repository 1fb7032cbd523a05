import { Link, useSearchParams } from 'wouter';

import { inFull } from './format.js';
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

interface TabsParts {
  readonly tabs: readonly Tab[];
  readonly base: string;
  readonly label: string;
}

/** Parts of a screen that are displayed one at a time, `?tab=` in the address. */
export function Tabs({ tabs, base, label }: TabsParts) {
  const current = useTab(tabs);
  return (
    <TabLinks
      label={label}
      tabs={tabs.map((tab, index) => ({
        ...tab,
        href: index === 0 ? base : `${base}?tab=${tab.id}`,
        isCurrent: tab === current,
      }))}
    />
  );
}

interface TabLink extends Tab {
  readonly href: string;
  readonly isCurrent: boolean;
  /** Behind the word: how much is there; nothing is displayed for 0. */
  readonly count?: number | undefined;
}

/** The same with addresses of one's own. Each part has an address, so that they are links. */
export const TabLinks = ({ tabs, label }: { readonly tabs: readonly TabLink[]; readonly label: string }) => (
  <nav aria-label={label} className={styles.tabs}>
    {tabs.map(({ id, word, href, isCurrent, count }) => (
      <Link key={id} href={href} aria-current={isCurrent ? 'page' : undefined}>
        {word}
        {count ? <span className="soft"> {inFull(count)}</span> : null}
      </Link>
    ))}
  </nav>
);
