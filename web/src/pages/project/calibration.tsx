import { keyOfProject } from '../../api/keys.js';
import { ProjectCalibration, type ProjectCalibrationQuery } from '../../api/operations/project.generated.js';
import { useData } from '../../api/use-data.js';
import { Spread } from '../../charts/spread.js';
import { Figure, Figures } from '../../parts/figures.js';
import { asDuration, asPercent, counted, inFull, inShort } from '../../parts/format.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { Table } from '../../parts/table.js';
import { Text } from '../../parts/text.js';
import styles from './calibration.module.css';
import type { ProjectView } from './types.js';

type Category = ProjectCalibrationQuery['calibration'][number];
type Report = ProjectCalibrationQuery['budgetReport'];

/** How the caps of the ruleset compare with what phases really used. */
export default function Calibration({ project: { projectId } }: { readonly project: ProjectView }) {
  const query = useData([...keyOfProject(projectId), 'calibration'], ProjectCalibration, { projectId });
  return (
    <Loaded query={query} what="the calibration">
      {({ calibration, budgetReport }) =>
        calibration.length === 0 ? (
          <Empty title="No phase of this project has ended yet.">
            <p>When some have, this compares what they used with what they were allowed.</p>
          </Empty>
        ) : (
          <>
            <Spend report={budgetReport} />
            {calibration.map((category) => (
              <CategoryPanel key={`${category.taskCategory} ${category.complexity}`} category={category} />
            ))}
          </>
        )
      }
    </Loaded>
  );
}

const nameOf = ({ taskCategory, complexity }: Pick<Category, 'complexity' | 'taskCategory'>): string =>
  `${taskCategory === '' ? 'No category' : taskCategory}, ${complexity.toLowerCase()} complexity`;

const Spend = ({
  report: { runs, endedByBudget, utilisationP50, utilisationP90, breaches, slices },
}: {
  readonly report: Report;
}) => (
  <Panel title="Where the tokens went">
    <Figures>
      <Figure name="Runs that ended">{inFull(runs)}</Figure>
      <Figure name="Ended by a budget" beside={breaches.map(({ name, runs: count }) => `${name}: ${count}`).join(', ')}>
        {inFull(endedByBudget)}
      </Figure>
      <Figure
        name="Share of the token cap"
        beside={
          utilisationP90 === null ? undefined : `by half of the runs; 9 of 10 use at most ${asPercent(utilisationP90)}`
        }
      >
        {utilisationP50 === null ? '–' : `at most ${asPercent(utilisationP50)}`}
      </Figure>
    </Figures>
    {slices.length === 0 ? null : (
      <Table
        label="Tokens by kind of work"
        columns={['Kind of work', ['Phases', 'number'], ['Failed', 'number'], ['Tokens', 'number']]}
      >
        {slices.slice(0, 20).map((slice) => (
          <tr key={nameOf(slice)}>
            <td>
              <Text>{nameOf(slice)}</Text>
            </td>
            <td data-number>{inFull(slice.phases)}</td>
            <td data-number>{inFull(slice.failed)}</td>
            <td data-number>{inShort(slice.tokens)}</td>
          </tr>
        ))}
      </Table>
    )}
  </Panel>
);

function CategoryPanel({ category }: { readonly category: Category }) {
  const { phases, failed, completedAtTry, tokens, minutes, incidentTokenCap, ciRuns, flakyShare } = category;
  const { gateRejections, auditVerdicts, suggestedTokenCap, suggestedBuilderAttempts, evidence } = category;
  return (
    <Panel title={nameOf(category)} about={`${counted(phases, 'phase')} ended, ${inFull(failed)} failed`}>
      <div className={styles.spreads}>
        <Spread name="Tokens of a phase" distribution={tokens} cap={incidentTokenCap} words={inShort} />
        <Spread name="Minutes of a phase" distribution={minutes} words={(value) => asDuration(value * 60)} />
      </div>
      <ul>
        <li>Completed: {triesInWords(completedAtTry)}.</li>
        <li>
          {counted(ciRuns, 'CI run')}
          {flakyShare === null ? '' : `, ${asPercent(flakyShare)} of the red ones turned out flaky`}.
        </li>
        {gateRejections.length > 0 ? <li>Refused by the gate: {countsInWords(gateRejections)}.</li> : null}
        {auditVerdicts.length > 0 ? <li>Audits: {countsInWords(auditVerdicts)}.</li> : null}
        {suggestedTokenCap === null ? null : (
          <li>
            <strong>Suggested:</strong> at most {inFull(suggestedTokenCap)} tokens
            {suggestedBuilderAttempts === null ? '' : ` and ${counted(suggestedBuilderAttempts, 'attempt')}`}.{' '}
            <span className="soft">
              <Text>{evidence}</Text>
            </span>
          </li>
        )}
      </ul>
    </Panel>
  );
}

const countsInWords = (counts: readonly { readonly code: string; readonly count: number }[]): string =>
  counts.map(({ code, count }) => `${code} ${count}`).join(', ');

const triesInWords = (completedAtTry: readonly number[]): string =>
  completedAtTry.every((count) => count === 0)
    ? 'none'
    : completedAtTry
        .map((count, index) => `${inFull(count)} at attempt ${index + 1}`)
        .filter((_, index) => completedAtTry[index]! > 0)
        .join(', ');
