/** `j` and `k` go through the rows of a list: to the links that bear `data-row-link`. */
import { useKeys } from './keys.js';

const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row-link]')];

/** Rows of a virtual list are in the document in an order of their own. */
const topOf = (element: HTMLElement): number => element.getBoundingClientRect().top;

function step(direction: 1 | -1): void {
  const all = links().sort((a, b) => topOf(a) - topOf(b));
  const at = all.findIndex((each) => each === document.activeElement);
  const next = at === -1 ? all.find((each) => topOf(each) >= 0) : all[at + direction];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

export function useRowKeys(): void {
  useKeys([
    { keys: 'j', does: 'Next row; Enter opens it', run: () => step(1) },
    { keys: 'k', does: 'Row before', run: () => step(-1) },
  ]);
}
