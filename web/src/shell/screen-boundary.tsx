import { Component, type ReactNode } from 'react';

import { ErrorBox } from '../parts/notices.js';

interface State {
  readonly error: Error | null;
}

/** A screen that fails leaves the shell in place. Code that cannot be loaded is most often that of an older build: the page has to be loaded anew. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const isOld = /import|module|fetch/i.test(error.message);
    const displayed = isOld
      ? new Error('This screen could not be loaded: the dashboard was updated, or the server is away.')
      : error;
    return (
      <main id="main">
        <ErrorBox error={displayed} onRetry={() => location.reload()} />
      </main>
    );
  }
}
