/** What a look at a change on its forge means for its row (M3). */
import type { ForgeChange, ForgeCheck, ForgeChecks, ForgeCheckState } from '../../model/forge.js';
import { MOST_CHECKS, type PromotionChangeFacts, type StoredCheck } from '../../model/promotion-change.js';
import { orderedJson } from '../../model/same-json.js';
import { lookPauseMs } from '../../rules/forge/look-pauses.js';
import { printableWords } from '../../text/printable.js';

/** The columns that a look changes. */
export type LookedAt = Pick<
  PromotionChangeFacts,
  | 'state'
  | 'base'
  | 'number'
  | 'url'
  | 'draft'
  | 'openedAt'
  | 'forgeUpdatedAt'
  | 'contentKey'
  | 'mergedBy'
  | 'mergeCommit'
  | 'endedAt'
  | 'checks'
  | 'checksCut'
  | 'checksReadAt'
  | 'changedAt'
  | 'nextAt'
  | 'failures'
  | 'fault'
  | 'faultMessage'
>;

/**
 * The row after a look. `contentKey`: of the text that the forge has now; `checks`: null if they were not read.
 */
export function changeLookedAt(
  before: PromotionChangeFacts,
  found: ForgeChange,
  {
    contentKey,
    checks,
    now,
  }: {
    readonly contentKey: string | null;
    readonly checks: ForgeChecks | null;
    readonly now: Date;
  },
): LookedAt {
  const displayed = {
    ...{ state: found.state, base: found.base, number: found.number, url: webAddress(found.url), draft: found.draft },
    contentKey,
    mergedBy: found.merged?.by ? printableWords(found.merged.by, MOST_NAME) : null,
    // A forge that does not name the commit has merged what was proposed.
    mergeCommit: found.merged ? (commitOf(found.merged.commit) ?? before.headCommit) : null,
    ...(checks ? kept(checks) : { checks: before.checks, checksCut: before.checksCut }),
  };
  const isChanged = Object.entries(displayed).some(
    ([name, value]) => orderedJson(value) !== orderedJson(before[name as keyof PromotionChangeFacts]),
  );
  const changedAt = isChanged ? now : before.changedAt;
  return {
    ...displayed,
    openedAt: before.openedAt ?? now,
    forgeUpdatedAt: found.updatedAt,
    endedAt: found.state === 'OPEN' ? null : endOf(before, found, now),
    checksReadAt: checks ? now : before.checksReadAt,
    changedAt,
    nextAt: new Date(now.getTime() + lookPauseMs(changedAt, now)),
    ...{ failures: 0, fault: null, faultMessage: null },
  };
}

/** Forges have clocks of their own: an end lies between the request and the look. */
function endOf({ requestedAt }: PromotionChangeFacts, { merged }: ForgeChange, now: Date): Date {
  const at = merged?.at ?? now;
  return at < requestedAt ? requestedAt : at > now ? now : at;
}

/** What failed is kept whatever else there is. */
function kept({ checks, isCut }: ForgeChecks): Pick<LookedAt, 'checks' | 'checksCut'> {
  if (checks.length <= MOST_CHECKS) return { checks: checks.map(stored), checksCut: isCut };
  const ordered = [...checks].sort((a, b) => KEPT.indexOf(a.state) - KEPT.indexOf(b.state));
  return { checks: ordered.slice(0, MOST_CHECKS).map(stored), checksCut: true };
}

const KEPT: readonly ForgeCheckState[] = ['FAILURE', 'PENDING', 'SUCCESS', 'NEUTRAL'];

const stored = ({ name, state, url, startedAt, endedAt }: ForgeCheck): StoredCheck => ({
  ...{ name: printableWords(name, MOST_NAME), state, url: url && webAddress(url) },
  startedAt: startedAt?.toISOString() ?? null,
  endedAt: endedAt?.toISOString() ?? null,
});

const MOST_NAME = 200;

const commitOf = (text: string | null): string | null =>
  text !== null && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;

/** Anybody who may report a check chooses its address: only pages of the web are passed on. */
const webAddress = (url: string): string | null => (/^https?:\/\//i.test(url) && url.length <= 2_000 ? url : null);
