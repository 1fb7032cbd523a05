import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';

import { useStore } from './api/store.js';
import { signInNeeded } from './api/token.js';
import { queries } from './api/use-data.js';
import Runs from './pages/runs/page.js';
import { Loading } from './parts/notices.js';
import { NotFound } from './shell/not-found.js';
import { ScreenBoundary } from './shell/screen-boundary.js';
import { Shell } from './shell/shell.js';
import { SignIn } from './shell/sign-in.js';

/** Addresses below /ui. The list of runs is part of the first load; every other screen comes when it is wanted. */
const SCREENS: readonly (readonly [string, ComponentType])[] = [
  ['/', Runs],
  ['/runs', Runs],
  ['/runs/:runId', lazy(() => import('./pages/run/page.js'))],
  ['/runs/:runId/phases/:phaseId', lazy(() => import('./pages/phase/page.js'))],
  ['/runs/:runId/promotion', lazy(() => import('./pages/promotion/page.js'))],
  ['/projects', lazy(() => import('./pages/project/list.js'))],
  ['/projects/:projectId', lazy(() => import('./pages/project/page.js'))],
  ['/backlog/:projectId', lazy(() => import('./pages/backlog/page.js'))],
  ['/foresight/:projectId', lazy(() => import('./pages/foresight/page.js'))],
  ['/workers', lazy(() => import('./pages/workers/page.js'))],
];

export const App = () => (
  <QueryClientProvider client={queries}>
    <Router base={import.meta.env.BASE_URL.replace(/\/$/, '')}>
      <Inside />
    </Router>
  </QueryClientProvider>
);

function Inside() {
  const isSignInNeeded = useStore(signInNeeded);
  const [path] = useLocation();
  if (isSignInNeeded) return <SignIn />;
  return (
    <Shell>
      <ScreenBoundary key={path}>
        <Suspense fallback={<Loading what="the screen" />}>
          <Switch>
            {SCREENS.map(([pattern, screen]) => (
              <Route key={pattern} path={pattern} component={screen} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </ScreenBoundary>
    </Shell>
  );
}
