import { useParams } from 'wouter';

import { keyOfRun } from '../../api/keys.js';
import { PromotionPage, type PromotionPageQuery } from '../../api/operations/promotion.generated.js';
import { useData } from '../../api/use-data.js';
import { useLiveRun } from '../../live/use-live-run.js';
import { Copy } from '../../parts/copy.js';
import { Markdown } from '../../parts/markdown.js';
import { Empty, Loaded } from '../../parts/notices.js';
import { Page } from '../../parts/page.js';
import { Badge, RunStateWord } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { Instant, When } from '../../parts/time.js';
import { runLink } from '../links.js';
import { ChangeCard } from './change.js';
import { Promote } from './promote.js';
import styles from './promotion.module.css';
import { adviceFor, readinessOf } from './promotion-words.js';
import { Propose } from './propose.js';

export type PromotionRun = NonNullable<PromotionPageQuery['run']>;
type Reason = PromotionRun['promotion']['blockers'][number];

/** Milliseconds: the repository changes without an event of the run. */
const LOOK_AGAIN = 15_000;

/** Whether the run's work may go onto a branch of people, what prevents it, and the button that brings it there. */
export default function Promotion() {
  const { runId } = useParams<{ runId: string }>();
  const query = useData(keyOfRun(runId), PromotionPage, { runId }, { refetchInterval: LOOK_AGAIN });
  const run = query.data?.run;
  useLiveRun(runId, { version: run?.version, isTerminal: run?.isTerminal });
  return (
    <Page
      title={`Promotion of ${runId}`}
      crumbs={[
        ['Runs', '/'],
        [runId, runLink(runId)],
      ]}
      actions={
        run ? (
          <>
            <Promote run={run} />
            <Propose run={run} />
          </>
        ) : null
      }
    >
      <Loaded query={query} what="the promotion">
        {({ run: found }) =>
          found === null ? <Empty title="There is no run with this id." /> : <Inside run={found} />
        }
      </Loaded>
    </Page>
  );
}

function Inside({ run }: { readonly run: PromotionRun }) {
  const { promotion } = run;
  const { look, sentence } = readinessOf(run);
  return (
    <>
      <section className={styles.card} aria-label="Whether it can be promoted">
        <div className={styles.state}>
          <Badge look={look} />
          <p>{sentence}</p>
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Run</dt>
            <dd>
              <RunStateWord state={run.state} />
            </dd>
          </div>
          {run.integrationBranch ? (
            <div>
              <dt>Its branch</dt>
              <dd>
                <code>
                  <Text>{run.integrationBranch}</Text>
                </code>
                {run.headCommit ? (
                  <>
                    {' '}
                    at <code title={run.headCommit}>{run.headCommit.slice(0, 12)}</code>{' '}
                    <Copy text={run.headCommit} what="the commit" />
                  </>
                ) : null}
              </dd>
            </div>
          ) : null}
          <div>
            <dt>Target</dt>
            <dd>
              {run.project.defaultBranch ? (
                <code>
                  <Text>{run.project.defaultBranch}</Text>
                </code>
              ) : (
                'the branch that HEAD of the repository names'
              )}
            </dd>
          </div>
          {run.project.repositoryPath ? (
            <div>
              <dt>Repository</dt>
              <dd>
                <code>
                  <Text>{run.project.repositoryPath}</Text>
                </code>
              </dd>
            </div>
          ) : null}
        </dl>
        {promotion.promotedAt ? <Done promotion={promotion} /> : null}
      </section>
      <ChangeCard promotion={promotion} />
      {promotion.promotedAt ? null : (
        <>
          <ReasonsOf
            reasons={promotion.blockers}
            title="What the run lacks"
            none="Nothing: the run’s result is good enough."
          />
          <ReasonsOf
            reasons={promotion.obstacles}
            title="What stands in the way"
            about={
              promotion.obstacles.length > 0 && run.project.remote?.forge
                ? 'It keeps the Supervisor from moving the branch. A proposal on the forge does not need it.'
                : undefined
            }
            none="Nothing: project, repository and branch are ready."
          />
        </>
      )}
      <section className={styles.card} aria-label="Text of the pull request">
        <div className={styles.head}>
          <h2>Text of the pull request</h2>
          <Copy text={promotion.pullRequestBody} what="the text of the pull request" />
        </div>
        <p className="soft small">
          {run.project.remote?.forge
            ? 'The Supervisor opens it with this text, and you can use it yourself.'
            : 'For a pull request that you open yourself.'}{' '}
          Each sentence comes from the records of the run.
        </p>
        <div className={styles.text}>
          <Markdown text={promotion.pullRequestBody} top={3} />
        </div>
      </section>
    </>
  );
}

function Done({ promotion }: { readonly promotion: PromotionRun['promotion'] }) {
  const { promotedAt, promotedBy, promotedTo, commit } = promotion;
  return (
    <p>
      <Text>{promotedBy ?? ''}</Text> brought it to{' '}
      <code>
        <Text>{promotedTo ?? ''}</Text>
      </code>{' '}
      <When at={promotedAt!} /> (<Instant at={promotedAt!} />
      ), which then stood at <code title={commit ?? ''}>{commit?.slice(0, 12)}</code>.
      {commit ? <Copy text={commit} what="the commit of the promotion" /> : null}
    </p>
  );
}

interface ReasonsParts {
  readonly reasons: readonly Reason[];
  readonly title: string;
  readonly none: string;
  readonly about?: string | undefined;
}

function ReasonsOf({ reasons, title, none, about }: ReasonsParts) {
  return (
    <section className={styles.card} aria-label={title}>
      <h2>{title}</h2>
      {about ? <p className="soft small">{about}</p> : null}
      {reasons.length === 0 ? (
        <p className={styles.good}>
          <span aria-hidden="true">✓ </span>
          {none}
        </p>
      ) : (
        <ul className={styles.reasons}>
          {reasons.map(({ code, message, changesAt }, index) => {
            const advice = adviceFor(code);
            return (
              <li key={index}>
                <p>
                  <span aria-hidden="true" className={styles.bad}>
                    ✕{' '}
                  </span>
                  <Text>{message}</Text> <code className="soft small">{code}</code>
                </p>
                {advice ? <p className="soft small">What to do: {advice}</p> : null}
                {changesAt ? (
                  <p className="soft small">
                    It changes by itself <When at={changesAt} />.
                  </p>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
