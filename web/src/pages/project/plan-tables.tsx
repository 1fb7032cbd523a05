import type { PlanPreviewQuery } from '../../api/operations/project.generated.js';
import { Figure, Figures } from '../../parts/figures.js';
import { counted, inFull, inShort } from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { FrameRows } from '../../parts/rows.js';
import { Text } from '../../parts/text.js';
import styles from './plan-tables.module.css';

type Preview = PlanPreviewQuery['previewStrategy'];

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

const Findings = ({ findings, label }: { readonly findings: readonly Finding[]; readonly label: string }) => (
  <div>
    <h3>{label}</h3>
    <ul>
      {findings.slice(0, 100).map(({ code, message, path }, index) => (
        <li key={index}>
          <Text>{message}</Text> <code className="soft small">{path ? `${code} ${path.join('.')}` : code}</code>
        </li>
      ))}
    </ul>
    {findings.length > 100 ? <p>… and {inFull(findings.length - 100)} more.</p> : null}
  </div>
);

function Totals({ totals }: { readonly totals: Preview['totals'] }) {
  if (totals === null) return null;
  return (
    <Figures>
      <Figure name="Tokens at most" beside="cap of the run">
        {inShort(totals.tokenCap)}
      </Figure>
      <Figure name="Caps of all phases">{inShort(totals.incidentTokens)}</Figure>
      <Figure name="Attempts of Builders" beside="at most">
        {inFull(totals.builderAttempts)}
      </Figure>
      <Figure name="Audits" beside="at most">
        {inFull(totals.auditorAttempts)}
      </Figure>
      <Figure name="CI runs" beside="at most">
        {inFull(totals.ciRuns)}
      </Figure>
    </Figures>
  );
}

/** The phases in the order in which they will run, each with its caps. A plan may have a thousand of them. */
function Phases({ preview: { plan, strategies } }: { readonly preview: Preview }) {
  const byId = new Map(strategies.flatMap(({ phases }) => phases.map((phase) => [phase.phaseId, phase] as const)));
  const rows = plan.flatMap(({ tierId, name, phaseIds }) =>
    phaseIds.map((phaseId, index) => ({
      tierId,
      tierName: index === 0 ? name : null,
      phase: byId.get(phaseId),
      phaseId,
    })),
  );
  const row = (index: number) => {
    const { tierName, phaseId, phase } = rows[index]!;
    return (
      <div className={styles.row}>
        {tierName === null ? null : (
          <h3>
            <Text>{tierName}</Text>
          </h3>
        )}
        <div className={styles.phase}>
          <Text>{phaseId}</Text>
          {phase ? (
            <span className="soft small">
              {phase.taskCategory === null ? null : <Text>{`${phase.taskCategory}, `}</Text>}
              {phase.complexity.toLowerCase()} complexity · {inShort(phase.incidentTokenCap)} tokens at most ·{' '}
              {counted(phase.maxBuilderAttempts, 'attempt')}
              {phase.maxAuditorAttempts > 0 ? ` · ${counted(phase.maxAuditorAttempts, 'audit')}` : ''}
              {phase.autoApply ? '' : ' · applied only after an audit'}
            </span>
          ) : null}
        </div>
      </div>
    );
  };
  return (
    <Panel title={`${counted(rows.length, 'phase')} in ${counted(plan.length, 'tier')}`}>
      <FrameRows
        label="Phases of the plan"
        count={rows.length}
        estimate={48}
        keyOf={(index) => `${rows[index]!.tierId} ${rows[index]!.phaseId}`}
        row={row}
      />
    </Panel>
  );
}

export const PlanTables = { Findings, Totals, Phases };
