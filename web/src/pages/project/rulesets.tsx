import { useSearchParams } from 'wouter';

import { keyOfProject } from '../../api/keys.js';
import { RulesetVersion } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Copy } from '../../parts/copy.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { When } from '../../parts/time.js';
import { visibleText } from '../../parts/visible-text.js';
import styles from './project.module.css';
import { chosenVersions, differenceOf, inLines, type Line } from './ruleset-difference.js';
import type { ProjectView } from './types.js';

/** Versions of the ruleset: one is read, beside the one that it is compared with. Both stand in the address. */
export default function Rulesets({ project: { projectId, rulesetVersion } }: { readonly project: ProjectView }) {
  const [search, setSearch] = useSearchParams();
  const { version, against } = chosenVersions(search, rulesetVersion);
  const key = [...keyOfProject(projectId), 'ruleset'];
  const chosen = useData(key, RulesetVersion, { projectId, version }, { enabled: rulesetVersion > 0 });
  const other = useData(key, RulesetVersion, { projectId, version: against }, { enabled: against > 0 });
  if (rulesetVersion === 0)
    return (
      <Empty title="This project has no ruleset: defaults apply.">
        <p>
          Publish one with <code>autopack ruleset publish FILE</code>.
        </p>
      </Empty>
    );
  const choose = (name: 'version' | 'against', value: string) =>
    setSearch(
      (now) => {
        now.set(name, value);
        return now;
      },
      { replace: true },
    );
  const before = against > 0 ? other.data?.ruleset : null;
  return (
    <Panel
      title="Ruleset"
      about="A version never changes once it is published. A run keeps the version that it started with."
    >
      <div className={styles.choices}>
        <label>
          Version
          <Versions newest={rulesetVersion} from={1} value={version} onChange={(value) => choose('version', value)} />
        </label>
        <label>
          Compared with
          <Versions newest={rulesetVersion} from={0} value={against} onChange={(value) => choose('against', value)} />
        </label>
      </div>
      <Loaded query={chosen} what="the ruleset">
        {({ ruleset }) =>
          ruleset === null ? (
            <Empty title="There is no such version." />
          ) : (
            <>
              <p className="soft small">
                Version {ruleset.version} was published <When at={ruleset.createdAt} />.{' '}
                <Copy text={inLines(ruleset.document)} what="the ruleset" />
              </p>
              {before === undefined ? null : (
                <Difference
                  lines={differenceOf(before?.document ?? null, ruleset.document)}
                  isCompared={before !== null}
                />
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

interface VersionsParts {
  readonly newest: number;
  /** 0: with “nothing” as the first choice. */
  readonly from: 0 | 1;
  readonly value: number;
  readonly onChange: (value: string) => void;
}

const Versions = ({ newest, from, value, onChange }: VersionsParts) => (
  <select value={value} onChange={({ target }) => onChange(target.value)}>
    {Array.from({ length: newest - from + 1 }, (_, index) => newest - index).map((version) => (
      <option key={version} value={version}>
        {version === 0 ? 'nothing' : version}
      </option>
    ))}
  </select>
);

function Difference({ lines, isCompared }: { readonly lines: readonly Line[]; readonly isCompared: boolean }) {
  const changed = lines.filter(({ change }) => change !== ' ').length;
  return (
    <>
      {isCompared ? <p>{changed === 0 ? 'Both are the same.' : `${changed} lines differ.`}</p> : null}
      <pre className={styles.document} tabIndex={0} role="region" aria-label="The ruleset, line by line">
        {lines.map(({ change, text }, index) => {
          const line = `${isCompared ? `${change} ` : ''}${visibleText(text)}`;
          if (change === '+') return <ins key={index}>{line}</ins>;
          if (change === '-') return <del key={index}>{line}</del>;
          return <span key={index}>{line}</span>;
        })}
      </pre>
    </>
  );
}
