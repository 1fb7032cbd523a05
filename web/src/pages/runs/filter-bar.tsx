import { useEffect, useId, useRef, useState } from 'react';

import type { RunState } from '../../api/operations/runs.generated.js';
import { inFull } from '../../parts/format.js';
import { useKeys } from '../../parts/keys.js';
import { Badge } from '../../parts/state-word.js';
import { RUN_STATES } from '../../parts/states.js';
import styles from './filter-bar.module.css';
import { type Group, GROUPS, type ListFilter, ORDERS } from './filters.js';

/** Milliseconds without a key before the server is asked. */
const TYPING_MS = 200;

interface FilterBarParts {
  readonly filter: ListFilter;
  /** Runs by state, within the project of the filter; undefined: not known yet. */
  readonly counts: ReadonlyMap<RunState, number> | undefined;
  readonly projects: readonly string[];
  readonly onChange: (filter: ListFilter) => void;
}

/** What the list is narrowed to, with how many runs there are of each kind. */
export function FilterBar({ filter, counts, projects, onChange }: FilterBarParts) {
  const show = (wanted: ListFilter['show']) => onChange({ ...filter, show: wanted });
  const sum = (states: Iterable<RunState>) =>
    counts && [...states].reduce((total, state) => total + (counts.get(state) ?? 0), 0);
  return (
    <section className={styles.bar} aria-label="Which runs">
      <div className={styles.groups} role="group" aria-label="Kinds of runs">
        <Choice
          word="All"
          count={sum(counts?.keys() ?? [])}
          isChosen={filter.show === null}
          onChoose={() => show(null)}
        />
        {(Object.keys(GROUPS) as Group[]).map((group) => (
          <Choice
            key={group}
            word={GROUPS[group].word}
            count={sum(GROUPS[group].states)}
            isChosen={filter.show === group}
            onChoose={() => show(group)}
          />
        ))}
      </div>
      <div className={styles.fields}>
        <Search text={filter.text} onText={(text) => onChange({ ...filter, text })} />
        <Select
          label="Project"
          value={filter.projectId ?? ''}
          options={[['', 'All projects'], ...projects.map((id) => [id, id] as const)]}
          onSelect={(id) => onChange({ ...filter, projectId: id === '' ? null : id })}
        />
        <Select
          label="Order"
          value={filter.order}
          options={Object.entries(ORDERS)}
          onSelect={(order) => onChange({ ...filter, order: order as ListFilter['order'] })}
        />
      </div>
      {counts?.size ? (
        <ul className={styles.states} aria-label="Runs by state">
          {[...counts].map(([state, count]) => (
            <li key={state}>
              <button
                type="button"
                data-kind="plain"
                aria-pressed={filter.show === state}
                onClick={() => show(filter.show === state ? null : state)}
              >
                <Badge look={RUN_STATES[state]} title={state} />
                <span className={styles.count}>{inFull(count)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

interface ChoiceParts {
  readonly word: string;
  readonly count: number | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

const Choice = ({ word, count, isChosen, onChoose }: ChoiceParts) => (
  <button type="button" className={styles.choice} aria-pressed={isChosen} onClick={onChoose}>
    {word} <span className={styles.count}>{count === undefined ? '' : inFull(count)}</span>
  </button>
);

function Search({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const sent = useRef(text);
  const send = useRef(onText);
  useEffect(() => {
    send.current = onText;
  });
  // The address may change by itself, as by the browser's button.
  useEffect(() => {
    if (text !== sent.current) setTyped(text);
    sent.current = text;
  }, [text]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = wanted;
      send.current(wanted);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useKeys([{ keys: '/', does: 'Search the runs', run: () => input.current?.select() }]);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>Search</label>
      <input
        id={id}
        ref={input}
        type="search"
        placeholder="Id or plan"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </div>
  );
}

interface SelectParts {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onSelect: (value: string) => void;
}

function Select({ label, value, options, onSelect }: SelectParts) {
  const id = useId();
  // A project of the address may have no run yet.
  const all = options.some(([each]) => each === value) ? options : [...options, [value, value] as const];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onSelect(event.target.value)}>
        {all.map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}
