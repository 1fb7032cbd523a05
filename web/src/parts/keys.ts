/** Keys of the keyboard: each screen says what it has, and `?` lists what holds now. */
import { useEffect, useRef } from 'react';

import { Store } from '../api/store.js';

export interface KeyBinding {
  /** As `KeyboardEvent.key` says it, or two of them with a blank between, pressed one after the other: `g r`. */
  readonly keys: string;
  /** What it does, for the list. */
  readonly does: string;
  readonly run: () => void;
}

/** The bindings that hold now, the newest last. */
export const bindings = new Store<readonly KeyBinding[]>([]);

/** Milliseconds in which the second key of two must come. */
const PAIR_MS = 1_500;

/** Adds bindings while the component is there. */
export function useKeys(wanted: readonly KeyBinding[]): void {
  const current = useRef(wanted);
  useEffect(() => {
    current.current = wanted;
  });
  const signature = wanted.map(({ keys, does }) => `${keys} ${does}`).join('\n');
  useEffect(() => {
    const own = current.current.map(({ keys, does }, index) => ({
      keys,
      does,
      run: () => current.current[index]?.run(),
    }));
    bindings.set([...bindings.get(), ...own]);
    return () => bindings.set(bindings.get().filter((each) => !own.includes(each)));
  }, [signature]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Listens for the whole page; answers how to stop. A dialog that is open has the keyboard for itself. */
export function listenForKeys(): () => void {
  let first = '';
  let at = 0;
  const listener = (event: KeyboardEvent) => {
    const isPalette = (event.ctrlKey || event.metaKey) && event.key === 'k';
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || (isModified && !isPalette)) return;
    if (!isPalette && (isTyping(event.target) || document.querySelector('dialog[open]'))) return;
    const key = isPalette ? 'Ctrl+K' : event.key;
    const pair = event.timeStamp - at < PAIR_MS ? `${first} ${key}` : '';
    const present = bindings.get();
    const match = present.findLast(({ keys }) => keys === pair) ?? present.findLast(({ keys }) => keys === key);
    [first, at] = match ? ['', 0] : [key, event.timeStamp];
    if (!match) return;
    event.preventDefault();
    match.run();
  };
  addEventListener('keydown', listener);
  return () => removeEventListener('keydown', listener);
}
