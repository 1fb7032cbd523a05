/** Every resolver, for the schema that is printed without a server. A test compares it with the schema that the server serves. */
import { ArchiveResolver } from './archive/archive.resolver.js';
import { CiResolver } from './ci/ci.resolver.js';
import { DrainResolver } from './drain/drain.resolver.js';
import { EventsResolver, RunEventsResolver } from './events/events.resolver.js';
import { RowDifferencesResolver } from './events/row-differences.resolver.js';
import { RunExplainResolver, WorkersResolver } from './explain/explain.resolver.js';
import { RunHistoryResolver } from './explain/history.resolver.js';
import { FileLayoutResolver, RunFileLayoutResolver } from './file-layout/file-layout.resolver.js';
import { BacktestResolver } from './foresight/backtest.resolver.js';
import { SimulationResolver } from './foresight/simulation.resolver.js';
import { PromotionChangeResolver } from './forges/forges.resolver.js';
import { RunCommitsResolver } from './git-adapter/run-commits.resolver.js';
import { NodesResolver } from './graphql/node/nodes.resolver.js';
import { ServerResolver } from './health/server.resolver.js';
import { BacklogResolver } from './issues/backlog.resolver.js';
import { BacklogSummaryResolver } from './issues/backlog-summary.resolver.js';
import { IssuesResolver, PhaseIssuesResolver, RunIssuesResolver } from './issues/issues.resolver.js';
import { RecountResolver } from './issues/recount.resolver.js';
import { OutputResolver } from './output/output.resolver.js';
import { RunPhasesResolver, TierPhasesResolver } from './phases/parent-phases.resolver.js';
import { PhaseConnectionResolver, PhasesResolver } from './phases/phases.resolver.js';
import { ProjectsResolver, RunProjectResolver } from './projects/projects.resolver.js';
import { PromotionResolver, RunPromotionResolver } from './promotion/promotion.resolver.js';
import { ProjectRemoteResolver, RemotesResolver, RunPushesResolver } from './remotes/remotes.resolver.js';
import { RunFiguresResolver } from './runs/run-figures.resolver.js';
import { RunConnectionResolver, RunsResolver } from './runs/runs.resolver.js';
import { ContinueRunResolver } from './strategy/continue.resolver.js';
import { PhaseStrategyResolver, RunStrategyResolver, StrategyResolver } from './strategy/strategy.resolver.js';
import {
  ContinueRunWarningsResolver,
  PreviewWarningsResolver,
  ProjectCheckResolver,
  RunPayloadWarningsResolver,
  RunsPayloadWarningsResolver,
} from './strategy/warnings.resolver.js';
import { RunTiersResolver, TiersResolver } from './tiers/tiers.resolver.js';
import { TokensResolver } from './tokens/tokens.resolver.js';
import { CalibrationResolver } from './views/calibration.resolver.js';
import { ReportsResolver } from './views/reports.resolver.js';
import { ProjectWebhooksResolver, WebhookDeliveriesResolver, WebhooksResolver } from './webhooks/webhooks.resolver.js';
import { IdleReasonsResolver } from './work/idle-reasons.resolver.js';
import { LeaseResolver } from './work/lease.resolver.js';
import { LeasedWorkResolver } from './work/leased-work.resolver.js';
import { PatchCheckResolver } from './work/patch-check.resolver.js';
import {
  AttemptResolver,
  CiTryResolver,
  LateResultResolver,
  PhaseWorkResolver,
  RunWorkResolver,
} from './work/phase-work.resolver.js';
import { WorkResolver } from './work/work.resolver.js';

export const RESOLVERS = [
  ...[ServerResolver, DrainResolver, NodesResolver, TokensResolver],
  ...[RunsResolver, RunConnectionResolver, RunFiguresResolver],
  ...[TiersResolver, RunTiersResolver],
  ...[PhasesResolver, PhaseConnectionResolver, RunPhasesResolver, TierPhasesResolver],
  ...[FileLayoutResolver, RunFileLayoutResolver],
  ...[EventsResolver, RunEventsResolver, RowDifferencesResolver, OutputResolver],
  ...[ProjectsResolver, RunProjectResolver],
  ...[IssuesResolver, RunIssuesResolver, PhaseIssuesResolver, BacklogResolver, BacklogSummaryResolver, RecountResolver],
  ...[StrategyResolver, RunStrategyResolver, PhaseStrategyResolver, ContinueRunResolver],
  ...[
    RunPayloadWarningsResolver,
    ContinueRunWarningsResolver,
    RunsPayloadWarningsResolver,
    PreviewWarningsResolver,
    ProjectCheckResolver,
  ],
  ...[WorkResolver, PhaseWorkResolver, AttemptResolver, CiTryResolver, LateResultResolver, RunWorkResolver],
  ...[IdleReasonsResolver, LeaseResolver, LeasedWorkResolver, PatchCheckResolver],
  ...[CalibrationResolver, ReportsResolver],
  ...[RunExplainResolver, RunHistoryResolver, WorkersResolver],
  SimulationResolver,
  BacktestResolver,
  ...[RunCommitsResolver, CiResolver],
  ...[PromotionResolver, RunPromotionResolver, ArchiveResolver],
  ...[RemotesResolver, ProjectRemoteResolver, RunPushesResolver, PromotionChangeResolver],
  ...[WebhooksResolver, WebhookDeliveriesResolver, ProjectWebhooksResolver],
];
