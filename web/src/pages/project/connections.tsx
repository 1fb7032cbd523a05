import { execute } from '../../api/execute.js';
import { keyOfProject } from '../../api/keys.js';
import { ProjectConnections, RetryPush } from '../../api/operations/project.generated.js';
import { queries, useData } from '../../api/use-data.js';
import { useServerNow } from '../../live/clock.js';
import { Act } from '../../parts/act.js';
import { Figure, Figures } from '../../parts/figures.js';
import { FORGE_NAMES } from '../../parts/forges.js';
import { counted } from '../../parts/format.js';
import { Loaded } from '../../parts/notices.js';
import { Panel } from '../../parts/panel.js';
import { PlainText } from '../../parts/plain-text.js';
import { Badge } from '../../parts/state-word.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/time.js';
import { WebLink } from '../../parts/web-link.js';
import {
  canRetry,
  CREDENTIAL_WORDS,
  DISABLED_WORDS,
  eventName,
  FAULT_WORDS,
  type ProjectRemote,
  type ProjectWebhook,
  PUSH_LOOKS,
  webhookLook,
} from './connection-words.js';
import styles from './project.module.css';

/** Milliseconds: pushes and webhooks change without an event of a run. */
const LOOK_AGAIN = 10_000;
const MINUTE = 60_000;

/** Where the runs of a project go: its remote, and the addresses that are notified. */
export function Connections({ projectId }: { readonly projectId: string }) {
  const query = useData(
    [...keyOfProject(projectId), 'connections'],
    ProjectConnections,
    { projectId },
    { refetchInterval: LOOK_AGAIN },
  );
  return (
    <Loaded query={query} what="the remote and the webhooks">
      {({ project }) =>
        project === null ? null : (
          <>
            <RemotePanel projectId={projectId} remote={project.remote} />
            <WebhooksPanel webhooks={project.webhooks} />
          </>
        )
      }
    </Loaded>
  );
}

interface RemoteParts {
  readonly projectId: string;
  readonly remote: ProjectRemote | null;
}

function RemotePanel({ projectId, remote }: RemoteParts) {
  if (remote === null)
    return (
      <Panel title="Remote">
        <p>
          None: runs stay on the server. Set one with <code>autopack remote set URL --project ID</code>.
        </p>
      </Panel>
    );
  const { push, credentials, forge, url } = remote;
  return (
    <Panel
      title="Remote"
      about={
        <WebLink url={url}>
          <Text>{url}</Text>
        </WebLink>
      }
      actions={<RetryAct projectId={projectId} url={url} canRetry={canRetry(push)} />}
    >
      <p>
        <Badge look={PUSH_LOOKS[push.state]} title={push.state} />{' '}
        <span className="soft small">
          {push.lastPushedAt ? (
            <>
              pushed last <When at={push.lastPushedAt} />
            </>
          ) : (
            'nothing was pushed yet'
          )}
          {push.pendingRefs > 0 ? ` · ${counted(push.pendingRefs, 'branch or tag', 'branches and tags')} to push` : ''}
          {push.nextAttemptAt && push.failures > 0 ? (
            <>
              {' '}
              · tried again <When at={push.nextAttemptAt} />
            </>
          ) : null}
        </span>
      </p>
      {push.lastFault ? (
        <>
          <p>
            {FAULT_WORDS[push.lastFault]} <code className="soft small">{push.lastFault}</code>
            {push.failures > 0 ? <span className="soft"> {counted(push.failures, 'try', 'tries')} failed.</span> : null}
          </p>
          {push.lastError ? <PlainText text={push.lastError} label="Last error of a push" /> : null}
        </>
      ) : null}
      {credentials.fault ? (
        <p>
          ✕ The file of credentials cannot be used: <Text>{credentials.fault}</Text>
        </p>
      ) : null}
      <Figures>
        <Figure name="Forge" beside={forge === null ? 'runs cannot be proposed there' : undefined}>
          {forge === null ? 'none' : FORGE_NAMES[forge]}
        </Figure>
        <Figure name="Credentials">
          {credentials.kinds.length === 0 ? 'none' : credentials.kinds.map((kind) => CREDENTIAL_WORDS[kind]).join(', ')}
        </Figure>
      </Figures>
    </Panel>
  );
}

interface RetryParts {
  readonly projectId: string;
  readonly url: string;
  readonly canRetry: boolean;
}

const RetryAct = ({ projectId, url, canRetry }: RetryParts) => (
  <Act
    label="Push again"
    gone={canRetry ? null : 'Nothing waits to be pushed again.'}
    explanation={
      <p>
        What is not on <Text>{url}</Text> yet is pushed now, and not after the pause. Refs in conflict are tried too;
        nothing that somebody else put there is overwritten.
      </p>
    }
    run={async (idempotencyKey) =>
      (await execute(RetryPush, { input: { projectId, idempotencyKey } })).retryPush.errors
    }
    onDone={() => void queries.invalidateQueries({ queryKey: keyOfProject(projectId) })}
  />
);

const WebhooksPanel = ({ webhooks }: { readonly webhooks: readonly ProjectWebhook[] }) => (
  <Panel title="Webhooks">
    {webhooks.length === 0 ? (
      <p>None: nobody is notified of what happens here.</p>
    ) : (
      <ul className={styles.webhooks} aria-label="Webhooks">
        {webhooks.map((webhook) => (
          <Webhook key={webhook.id} webhook={webhook} />
        ))}
      </ul>
    )}
  </Panel>
);

function Webhook({ webhook }: { readonly webhook: ProjectWebhook }) {
  const { url, enabled, disabledAt, disabledReason, pausedUntil, eventTypes } = webhook;
  const look = webhookLook(webhook, useServerNow(MINUTE));
  return (
    <li>
      <Badge look={look} /> <Text>{url}</Text>{' '}
      <span className="soft small">
        {disabledReason ? `disabled ${DISABLED_WORDS[disabledReason]} ` : null}
        {disabledAt ? <When at={disabledAt} /> : null}
        {enabled && pausedUntil && look.word === 'Paused' ? (
          <>
            nothing is sent before <When at={pausedUntil} />: its receiver was busy
          </>
        ) : null}
      </span>
      <p className="soft small">{eventTypes.map(eventName).join(', ')}</p>
    </li>
  );
}
