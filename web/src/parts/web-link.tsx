import type { ReactNode } from 'react';

import { webAddress } from './web-address.js';

interface LinkParts {
  /** From outside: it leads somewhere only if it is an address of the web. */
  readonly url: string | null;
  readonly children: ReactNode;
}

/** Leads out of the dashboard, in a window of its own; anything but http(s) is text. */
export function WebLink({ url, children }: LinkParts) {
  const address = url === null ? null : webAddress(url);
  if (address === null) return children;
  return (
    <a href={address} title={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
