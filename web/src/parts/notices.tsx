import type { ReactNode } from 'react';

import { messageOf } from '../api/faults.js';
import styles from './notices.module.css';

/** Nothing is here: says so, and what to do next. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className={styles.empty}>
    <p>
      <strong>{title}</strong>
    </p>
    {children}
  </div>
);

/** Something went wrong: the sentence, and a way to try again. */
export const ErrorBox = ({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) => (
  <div className={styles.error} role="alert">
    <p>
      <span aria-hidden="true">✕ </span>
      {messageOf(error)}
    </p>
    {onRetry ? (
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    ) : null}
  </div>
);

/** What is awaited. */
export const Loading = ({ what }: { readonly what: string }) => (
  <p className={styles.loading} role="status">
    Loading {what} …
  </p>
);

interface QueryParts<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  /** What is loaded, as in “Loading the runs …”. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/** Data, or why there are none. Data stay on the screen when a later request fails, with the reason above them. */
export function Loaded<Data>({ query: { data, error, refetch }, what, children }: QueryParts<Data>) {
  const trouble = error ? <ErrorBox error={error} onRetry={() => void refetch()} /> : null;
  if (data === undefined) return trouble ?? <Loading what={what} />;
  return (
    <>
      {trouble}
      {children(data)}
    </>
  );
}
