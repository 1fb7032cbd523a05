import { type ComponentType, useEffect, useState } from 'react';

interface Outcome<Props> {
  readonly Part?: ComponentType<Props>;
  readonly error?: Error;
}

/** A component that can be asked for before it is displayed. */
export type Later<Props> = ComponentType<Props> & { readonly start: () => void };

/**
 * A component whose code comes in a file of its own, once it is wanted; `Awaited` is displayed until it is there. A file that does not come is an error of the component.
 * It is not `lazy` of React, which holds content back for 300 ms after each fallback, so that one part in another comes late twice.
 */
export function later<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  Awaited: ComponentType<Props>,
): Later<Props> {
  let found: Outcome<Props> = {};
  let coming: Promise<Outcome<Props>> | undefined;
  const start = (): Promise<Outcome<Props>> =>
    (coming ??= load().then(
      ({ default: Part }) => (found = { Part }),
      (error: unknown) => {
        // The next one who wants it tries again.
        coming = undefined;
        return { error: error instanceof Error ? error : new Error(String(error)) };
      },
    ));
  function Wanted(props: Props) {
    const [{ Part, error }, setOutcome] = useState(() => {
      void start();
      return found;
    });
    useEffect(() => {
      if (!Part) void start().then(setOutcome);
    }, [Part]);
    if (error) throw error;
    return Part ? <Part {...props} /> : <Awaited {...props} />;
  }
  return Object.assign(Wanted, { start: () => void start() });
}
