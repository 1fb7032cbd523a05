import { QueryClientProvider } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';

import { useStore } from './api/store.js';
import { signInNeeded } from './api/token.js';
import { queries } from './api/use-data.js';
import Runs from './pages/runs/page.js';
import { later, LostPart } from './parts/later.js';
import { Loading } from './parts/notices.js';
import { NotFound } from './shell/not-found.js';
import { ScreenBoundary } from './shell/screen-boundary.js';
import { Shell } from './shell/shell.js';
import { SignIn } from './shell/sign-in.js';

const LoadingScreen = () => <Loading what="the screen" />;
const LostScreen = () => (
  <main id="main">
    <LostPart />
  </main>
);
const screen = (load: () => Promise<{ readonly default: ComponentType }>) => later(load, LoadingScreen, LostScreen);

/** Addresses below /ui. The list of runs is part of the first load; every other screen comes when it is wanted. */
const SCREENS: readonly (readonly [string, ComponentType])[] = [
  ['/', Runs],
  ['/runs', Runs],
  ['/runs/:runId', screen(() => import('./pages/run/page.js'))],
  ['/runs/:runId/phases/:phaseId', screen(() => import('./pages/phase/page.js'))],
  ['/runs/:runId/promotion', screen(() => import('./pages/promotion/page.js'))],
  ['/projects', screen(() => import('./pages/project/list.js'))],
  ['/projects/:projectId', screen(() => import('./pages/project/page.js'))],
  ['/backlog/:projectId', screen(() => import('./pages/backlog/page.js'))],
  ['/foresight/:projectId', screen(() => import('./pages/foresight/page.js'))],
  ['/workers', screen(() => import('./pages/workers/page.js'))],
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
        <Switch>
          {SCREENS.map(([pattern, component]) => (
            <Route key={pattern} path={pattern} component={component} />
          ))}
          <Route component={NotFound} />
        </Switch>
      </ScreenBoundary>
    </Shell>
  );
}
