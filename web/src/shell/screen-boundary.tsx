import { Component, type ReactNode } from 'react';

import { ErrorBox } from '../parts/notices.js';

interface State {
  readonly error: Error | null;
}

/** A screen that fails leaves the shell in place. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main id="main">
        <ErrorBox error={error} onRetry={() => location.reload()} />
      </main>
    );
  }
}
