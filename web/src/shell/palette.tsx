import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';

import { PROJECTS, RUNS } from '../api/keys.js';
import { PaletteProjects, PaletteRuns } from '../api/operations/palette.generated.js';
import { useStore } from '../api/store.js';
import { useData } from '../api/use-data.js';
import { backlogLink, projectLink, runLink } from '../pages/links.js';
import { bindings } from '../parts/keys.js';
import { RUN_STATES } from '../parts/states.js';
import { Text } from '../parts/text.js';
import styles from './palette.module.css';
import { entriesFor, type Entry } from './palette-entries.js';

/** Goes anywhere and does what the keys of this screen do, by a few letters. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const sought = useDeferredValue(text.trim());
  const runs =
    useData([...RUNS, 'palette'], PaletteRuns, { text: sought === '' ? null : sought }).data?.runs.nodes ?? [];
  const projects = useData(PROJECTS, PaletteProjects, {}).data?.projects ?? [];
  const keys = useStore(bindings);
  const entries = entriesFor(text, [
    ...keys
      .filter(({ keys: own }) => own !== 'Ctrl+K')
      .map(({ keys: own, does, run }) => ({ kind: 'Do', name: does, detail: own, run })),
    ...runs.map(({ runId, projectId, title, state }) => ({
      kind: 'Run',
      name: runId,
      detail: [RUN_STATES[state].word, projectId, title ?? ''].filter((part) => part !== '').join(' · '),
      isFound: true,
      run: () => navigate(runLink(runId)),
    })),
    ...projects.flatMap(({ projectId, name }) => [
      { kind: 'Project', name: projectId, detail: name, run: () => navigate(projectLink(projectId)) },
      { kind: 'Backlog', name: projectId, detail: `Backlog of ${name}`, run: () => navigate(backlogLink(projectId)) },
    ]),
  ]);
  const at = Math.min(chosen, Math.max(0, entries.length - 1));
  const act = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      act(entries[at]);
    }
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Words of a screen, a run, a project or a key"
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={entries.length > 0 ? `${id}${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul role="listbox" id={`${id}list`} aria-label="What is found" className={styles.list}>
        {entries.map((entry, index) => (
          <Option
            key={`${entry.kind} ${entry.name}`}
            id={`${id}${index}`}
            entry={entry}
            isChosen={index === at}
            onChoose={() => act(entry)}
          />
        ))}
      </ul>
      {entries.length === 0 ? <p className="soft">Nothing is called that.</p> : null}
    </>
  );
}

interface OptionParts {
  readonly id: string;
  readonly entry: Entry;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Option({ id, entry: { kind, name, detail }, isChosen, onChoose }: OptionParts) {
  const own = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) own.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <li ref={own} id={id} role="option" aria-selected={isChosen} className={styles.option} onClick={onChoose}>
      <span className={styles.kind}>{kind}</span>
      <span>
        <Text>{name}</Text>{' '}
        <span className="soft small">
          <Text>{detail}</Text>
        </span>
      </span>
    </li>
  );
}
