import { type ComponentType, useEffect, useState } from 'react';

import { ErrorBox } from './notices.js';

interface Outcome<Props> {
  readonly Part?: ComponentType<Props>;
  readonly isLost?: boolean;
}

export const LostPart = () => (
  <ErrorBox
    error="This part could not be loaded: the dashboard was updated, or the server is away."
    onRetry={() => location.reload()}
  />
);

/** A component that can be asked for before it is displayed. */
export type Later<Props> = ComponentType<Props> & { readonly start: () => void };

/**
 * A component whose code comes in a file of its own, once it is wanted; `Awaited` is displayed until it is there. A file that does not come is most often
 * that of an older build: the page has to be loaded anew. `Lost` says so in the place of the component, and nothing else of the screen is lost.
 * It is not `lazy` of React, which holds content back for 300 ms after each fallback, so that one part in another comes late twice.
 */
export function later<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  Awaited: ComponentType<Props>,
  Lost: ComponentType = LostPart,
): Later<Props> {
  let found: Outcome<Props> = {};
  let coming: Promise<Outcome<Props>> | undefined;
  const start = (): Promise<Outcome<Props>> =>
    (coming ??= load().then(
      ({ default: Part }) => (found = { Part }),
      () => {
        // The next one who wants it tries again.
        coming = undefined;
        return { isLost: true };
      },
    ));
  function Wanted(props: Props) {
    const [{ Part, isLost }, setOutcome] = useState(() => {
      void start();
      return found;
    });
    useEffect(() => {
      if (!Part) void start().then(setOutcome);
    }, [Part]);
    if (isLost) return <Lost />;
    return Part ? <Part {...props} /> : <Awaited {...props} />;
  }
  return Object.assign(Wanted, { start: () => void start() });
}
