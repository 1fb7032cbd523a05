/** The part of the address behind `#`. */
import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  const events = ['hashchange', 'popstate'];
  for (const event of events) addEventListener(event, listener);
  return () => {
    for (const event of events) removeEventListener(event, listener);
  };
}

export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash);
