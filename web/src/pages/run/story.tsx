import { useCallback, useMemo } from 'react';
import { Link, useLocation } from 'wouter';

import { keyOfPushed } from '../../api/keys.js';
import { RunBoard, RunHistory, RunHistoryLive } from '../../api/operations/run.generated.js';
import { useData } from '../../api/use-data.js';
import { useRunData } from '../../live/use-run-data.js';
import { later } from '../../parts/later.js';
import { Loaded, Loading } from '../../parts/notices.js';
import { Text } from '../../parts/text.js';
import { phaseLink } from '../links.js';

export const Picture = later(
  () => import('../../charts/picture.js'),
  () => <Loading what="the timeline" />,
);

/** The picture of a run, with the names of its phases and the ways to them. */
export function Story({ runId, isTerminal }: { readonly runId: string; readonly isTerminal: boolean }) {
  const [, navigate] = useLocation();
  const history = useRunData(runId, RunHistory, RunHistoryLive);
  const phases = useData(keyOfPushed(runId), RunBoard, { runId }).data?.run?.phases;
  const names = useMemo(
    () => new Map(phases?.map(({ phaseId, phaseIndex, name }) => [phaseId, `${phaseIndex + 1} ${name || phaseId}`])),
    [phases],
  );
  const nameOf = useCallback(
    (phaseId: string | null) => (phaseId === null ? 'The run' : (names.get(phaseId) ?? phaseId)),
    [names],
  );
  return (
    <Loaded query={history} what="the timeline">
      {({ run }) =>
        run === null ? null : (
          <Picture
            timeline={run.timeline}
            burnDown={run.burnDown}
            isLive={!isTerminal}
            nameOf={nameOf}
            laneName={(phaseId) =>
              phaseId === null ? (
                'The run'
              ) : (
                <Link href={phaseLink(runId, phaseId)}>
                  <Text>{nameOf(phaseId)}</Text>
                </Link>
              )
            }
            onOpen={({ phaseId, attempt }) => {
              if (phaseId !== null)
                navigate(`${phaseLink(runId, phaseId)}${attempt === null ? '' : `?attempt=${attempt}`}`);
            }}
          />
        )
      }
    </Loaded>
  );
}
