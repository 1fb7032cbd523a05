/** Dark or light: as the system says, or as the reader chose in this browser. */
import { Store } from '../api/store.js';

export type Scheme = 'system' | 'light' | 'dark';

const NAME = 'autopack.scheme';
const NEXT: Readonly<Record<Scheme, Scheme>> = { system: 'light', light: 'dark', dark: 'system' };

const isScheme = (text: string | null): text is Scheme => text !== null && Object.hasOwn(NEXT, text);

const kept = localStorage.getItem(NAME);
export const scheme = new Store<Scheme>(isScheme(kept) ? kept : 'system');

export function applyScheme(): void {
  const chosen = scheme.get();
  if (chosen === 'system') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = chosen;
}

export function nextScheme(): void {
  scheme.set(NEXT[scheme.get()]);
  localStorage.setItem(NAME, scheme.get());
  applyScheme();
}
