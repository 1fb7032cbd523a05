import { useMemo } from 'react';
import { useSearch } from 'wouter';
import { useLocationProperty } from 'wouter/use-browser-location';

import { placeOf, type RunPlace } from './place.js';

/** What the address of this page says. */
export function useRunPlace(): RunPlace {
  const search = useSearch();
  const hash = useLocationProperty(
    () => location.hash,
    () => '',
  );
  return useMemo(() => placeOf(search, hash), [search, hash]);
}
