import { useMemo } from 'react';
import { useSearch } from 'wouter';

import { useHash } from '../../parts/use-hash.js';
import { placeOf, type RunPlace } from './place.js';

/** What the address of this page says. */
export function useRunPlace(): RunPlace {
  const search = useSearch();
  const hash = useHash();
  return useMemo(() => placeOf(search, hash), [search, hash]);
}
