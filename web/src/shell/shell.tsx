import { type ReactNode, useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { reopenSockets } from '../api/sockets.js';
import { useStore } from '../api/store.js';
import { forgetToken, signInNeeded, tokenNow } from '../api/token.js';
import { queries } from '../api/use-data.js';
import { useShell } from '../api/viewer.js';
import { Dialog } from '../parts/dialog.js';
import { listenForKeys, useKeys } from '../parts/keys.js';
import { later } from '../parts/later.js';
import { Loading } from '../parts/notices.js';
import { Text } from '../parts/text.js';
import { DrainLine } from './drain-line.js';
import { KeysList } from './keys-list.js';
import { LiveMark } from './live-mark.js';
import { nextScheme, scheme } from './scheme.js';
import styles from './shell.module.css';

const Palette = later(
  () => import('./palette.js'),
  () => <Loading what="the palette" />,
);

const PLACES = [
  { word: 'Runs', address: '/', begins: /^\/(runs|$)/, keys: 'g r' },
  { word: 'Projects', address: '/projects', begins: /^\/(projects|backlog|foresight)/, keys: 'g p' },
  { word: 'Workers', address: '/workers', begins: /^\/workers/, keys: 'g w' },
];

/** What surrounds every screen: where one can go, whether it is live, who looks. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path, navigate] = useLocation();
  const [isListOpen, setIsListOpen] = useState(false);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const closePalette = () => setIsPaletteOpen(false);
  useEffect(listenForKeys, []);
  useKeys([
    ...PLACES.map(({ word, address, keys }) => ({ keys, does: `Go to ${word}`, run: () => navigate(address) })),
    { keys: 's', does: 'Switch between dark and light', run: nextScheme },
    { keys: 'Ctrl+K', does: 'Go to, or do', run: () => setIsPaletteOpen(true) },
    { keys: '?', does: 'List the keys', run: () => setIsListOpen(true) },
  ]);
  return (
    <>
      <a href="#main" className={styles.skip}>
        To the content
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.name}>
          Autopack
        </Link>
        <nav aria-label="Screens" className={styles.places}>
          {PLACES.map(({ word, address, begins }) => (
            <Link key={address} href={address} aria-current={begins.test(path) ? 'page' : undefined}>
              {word}
            </Link>
          ))}
        </nav>
        <LiveMark />
        <span className={styles.rest}>
          <Viewer />
          <SchemeSwitch />
          <button type="button" data-kind="plain" title="Ctrl K" onClick={() => setIsPaletteOpen(true)}>
            Go to …
          </button>
          <button type="button" data-kind="plain" aria-label="List the keys" onClick={() => setIsListOpen(true)}>
            <kbd>?</kbd>
          </button>
        </span>
      </header>
      <DrainLine />
      {children}
      {isPaletteOpen ? (
        <Dialog title="Go to, or do" onClose={closePalette}>
          <Palette onClose={closePalette} />
        </Dialog>
      ) : null}
      {isListOpen ? <KeysList onClose={() => setIsListOpen(false)} /> : null}
    </>
  );
}

function Viewer() {
  const viewer = useShell().data?.viewer;
  if (!viewer) return null;
  const role = viewer.role.toLowerCase();
  const signOut = () => {
    forgetToken();
    reopenSockets();
    queries.clear();
    signInNeeded.set(true);
  };
  return (
    <>
      <span className={styles.viewer}>
        <Text>{viewer.name}</Text> {viewer.name === role ? null : <span className="soft small">{role}</span>}
      </span>
      {tokenNow() === null ? null : (
        <button type="button" data-kind="plain" onClick={signOut}>
          Sign out
        </button>
      )}
    </>
  );
}

const SCHEMES = { system: '◐ System', light: '☼ Light', dark: '☾ Dark' } as const;

function SchemeSwitch() {
  const chosen = useStore(scheme);
  return (
    <button type="button" data-kind="plain" onClick={nextScheme} title="Dark, light, or as the system says">
      <span className="visually-hidden">Colours: </span>
      {SCHEMES[chosen]}
    </button>
  );
}
