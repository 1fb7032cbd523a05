/** Every migration, oldest first. The list is append-only. */
import { Foundation1795351827333 } from './1795351827333-foundation.js';
import { IssuesAndStrategies1795362000037 } from './1795362000037-issues-and-strategies.js';
import { Work1795374090081 } from './1795374090081-work.js';
import { PlanIntroduction1795971794471 } from './1795971794471-plan-introduction.js';
import { Continued1795974329127 } from './1795974329127-continued.js';
import { SnapshotSteps1795980720417 } from './1795980720417-snapshot-steps.js';
import { CommitChecks1795980908112 } from './1795980908112-commit-checks.js';
import { Dispatch1795981400412 } from './1795981400412-dispatch.js';
import { RefsPutBack1795981800000 } from './1795981800000-refs-put-back.js';
import { ProjectIdsInAnyCase1796001012000 } from './1796001012000-project-ids-in-any-case.js';
import { ViewIndexes1796019300000 } from './1796019300000-view-indexes.js';
import { AttemptOutput1796020000000 } from './1796020000000-attempt-output.js';
import { RunTally1796020100000 } from './1796020100000-run-tally.js';
import { Retention1796020800000 } from './1796020800000-retention.js';
import { HourlyTally1796021500000 } from './1796021500000-hourly-tally.js';
import { RunTrace1796028000000 } from './1796028000000-run-trace.js';
import { ViewFigures1796028600000 } from './1796028600000-view-figures.js';
import { Webhooks1796028630094 } from './1796028630094-webhooks.js';
import { AccessTokens1796028700000 } from './1796028700000-access-tokens.js';
import { Remotes1796036400000 } from './1796036400000-remotes.js';
import { ForgeChanges1796037000000 } from './1796037000000-forge-changes.js';
import { Drain1796039700000 } from './1796039700000-drain.js';
import { LeaseHolders1796039800000 } from './1796039800000-lease-holders.js';
import { WebhookPause1796040600000 } from './1796040600000-webhook-pause.js';
import { ForgeGaps1796052300000 } from './1796052300000-forge-gaps.js';
import { SightingsOfRun1796053300000 } from './1796053300000-sightings-of-run.js';

export const MIGRATIONS = [
  Foundation1795351827333,
  IssuesAndStrategies1795362000037,
  Work1795374090081,
  PlanIntroduction1795971794471,
  Continued1795974329127,
  SnapshotSteps1795980720417,
  CommitChecks1795980908112,
  Dispatch1795981400412,
  RefsPutBack1795981800000,
  ProjectIdsInAnyCase1796001012000,
  ViewIndexes1796019300000,
  AttemptOutput1796020000000,
  RunTally1796020100000,
  Retention1796020800000,
  HourlyTally1796021500000,
  RunTrace1796028000000,
  ViewFigures1796028600000,
  Webhooks1796028630094,
  AccessTokens1796028700000,
  Remotes1796036400000,
  ForgeChanges1796037000000,
  Drain1796039700000,
  LeaseHolders1796039800000,
  WebhookPause1796040600000,
  ForgeGaps1796052300000,
  SightingsOfRun1796053300000,
];
