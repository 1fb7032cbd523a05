/**
 * `autopack demo`: a server in this process, workers in processes of their own, and a run on a small git repository with real tests, from its plan
 * to main. Agents are scripted, so neither a key nor a network is needed; the rest is what every run goes through: leases, gate, governed apply, CI
 * in clean checkouts, snapshots, budgets, promotion. It can be started again and beside another one, and leaves nothing behind but its rows and files.
 */
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../../common/package-root.js';
import { readEnvironment } from '../../config/environment.js';
import type { Settings } from '../../config/settings.js';
import type { RunningServer } from '../../main.js';
import { killOrphans } from '../../processes/kill-orphans.js';
import { GraphqlClient } from '../graphql/client.js';
import { databaseOf } from '../server/serve.js';
import { EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { reachableUrl, serverAddress } from '../shared/server-address.js';
import { listenForStop, type StopRequest } from '../shared/until-stopped.js';
import { type Ending, printEnding, readEnding } from './demo-ending.js';
import { followRun } from './demo-follow.js';
import { DEMO_OWNER, type DemoPlace, demoPlace, removeDeadPlaces, removePlace } from './demo-place.js';
import { prepareProject, startDemoRun } from './demo-project.js';
import { cancelDemoRun } from './demo-run.js';
import { DEMO_RULESET, type Scene, type SceneName, SCENES } from './demo-scenes.js';
import { DemoScreen } from './demo-screen.js';
import { demoSettings, startSomewhere } from './demo-server.js';
import { whyStrict } from './demo-story.js';
import { DemoWorkers } from './demo-workers.js';
import { makeSampleRepository, PLAN_FILE } from './sample-repository.js';

export interface DemoOptions {
  readonly scenario: SceneName;
  /** Ends the server after the run. */
  readonly exit: boolean;
  /** Leaves the repository where it is. */
  readonly keep: boolean;
  /** Shows what the workers say. */
  readonly verbose: boolean;
}

/** See serve.ts. */
const LEFTOVERS_MS = 5_000;

export async function demo(output: Output, options: DemoOptions): Promise<number> {
  const began = performance.now();
  const stop = listenForStop();
  const place = await demoPlace(options);
  try {
    await killOrphans(DEMO_OWNER);
    await removeDeadPlaces();
    // First: without git there is nothing to show.
    await makeSampleRepository(place.repository, SCENES[options.scenario].plan);
    const settings = demoSettings(readEnvironment(), place.folder);
    output.line(`Starting a server on ${databaseOf(settings)} …`);
    const server = await startSomewhere(settings, output);
    try {
      return await new Demo(output, options, { server, settings, place, stop, began }).show();
    } finally {
      await server.close();
    }
  } finally {
    if (!options.keep) await removePlace(place);
    stop.ignore();
    setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
  }
}

interface Stage {
  readonly server: RunningServer;
  readonly settings: Settings;
  readonly place: DemoPlace;
  readonly stop: StopRequest;
  /** By `performance.now()`. */
  readonly began: number;
}

class Demo {
  private readonly scene: Scene;
  private readonly screen: DemoScreen;
  private readonly url: string;
  private readonly client: GraphqlClient;

  constructor(
    private readonly output: Output,
    private readonly options: DemoOptions,
    private readonly stage: Stage,
  ) {
    const { server, settings } = stage;
    this.scene = SCENES[options.scenario];
    this.screen = new DemoScreen(output);
    this.url = reachableUrl(server.url);
    this.client = new GraphqlClient(
      serverAddress({ url: this.url, ...(settings.token ? { token: settings.token } : {}) }),
    );
  }

  async show(): Promise<number> {
    const { output, client, scene, stage, options } = this;
    output.line(`Autopack listens on ${stage.server.url}`);
    output.line(`  runs        ${output.paint('bold', `${this.url}/ui/`)}`);
    const project = await prepareProject(client, stage.place);
    output.line(`Repository ${stage.place.repository}, with ${scene.plan} as ${PLAN_FILE}`);
    const { runId, strategy } = await startDemoRun(client, project, stage.place);
    const { projectId, rulesetVersion } = project;
    const page = `${this.url}/ui/runs/${encodeURIComponent(runId)}`;
    output.line(`Project ${projectId}, ruleset ${rulesetVersion} from ${DEMO_RULESET}; run ${runId} from ${PLAN_FILE}`);
    const why = whyStrict(strategy);
    if (why) output.line(output.paint('cyan', why.line));
    output.line(`Look at it  ${output.paint('bold', page)}`);
    output.line();
    if (!(await this.work(projectId, runId))) return EXIT.ok;
    const ending = await readEnding(client, {
      runId,
      projectId,
      scene,
      place: stage.place,
      runsRoot: stage.settings.runsRoot,
    });
    const seconds = Math.round((performance.now() - stage.began) / 100) / 10;
    printEnding(output, ending);
    const isRight = ending.run.state === scene.endsIn;
    if (!isRight) output.complain(`The run should have ended in ${scene.endsIn}.`);
    output.line(`It took ${seconds} seconds, the start of the server included.`);
    const graphql = `${this.url}/graphql`;
    output.line(`This run    ${output.paint('bold', page)}`);
    output.line(`Playground  ${graphql}`);
    const figures = { seconds, tokensUsed: ending.run.tokensUsed };
    output.document({
      ok: isRight,
      ...{
        scenario: scene.name,
        url: stage.server.url,
        dashboard: `${this.url}/ui/`,
        page,
        graphql,
        projectId,
        rulesetVersion,
        strategyHash: strategy.hash,
        why,
      },
      ...documentOf(ending),
      ...figures,
    });
    await this.linger(options);
    return isRight ? EXIT.ok : EXIT.wrong;
  }

  /** False: it was asked to stop. Workers are gone when it returns, however that is. */
  private async work(projectId: string, runId: string): Promise<boolean> {
    const { client, scene, screen, stage, options } = this;
    const workers = DemoWorkers.start({
      server: client.server,
      projectId,
      place: stage.place,
      scenario: join(PACKAGE_ROOT, scene.scenario),
      onLine: (worker, line) => {
        if (options.verbose) screen.aside(`${worker}: ${line}`);
      },
    });
    let hasEnded = false;
    try {
      hasEnded = await followRun(client, runId, screen, { isStopped: stage.stop.isStopped, failed: workers.failed });
    } finally {
      screen.end();
      await workers.end();
      if (!hasEnded) await cancelDemoRun(client, runId);
    }
    return hasEnded;
  }

  private async linger({ exit, keep }: DemoOptions): Promise<void> {
    const { output, stage } = this;
    if (keep) output.line(`The repository is kept: git clone ${stage.place.repository}`);
    if (exit || stage.stop.isStopped()) return;
    if (!keep) output.line(`To look at the repository until then: git clone ${stage.place.repository}`);
    output.line('The server stays up; Ctrl-C stops it.');
    await stage.stop.stopped;
  }
}

function documentOf({ run, levels, repository, promotion, incident, directory }: Ending): object {
  const { runId, state, failureReason, failure, integrationBranch, phases, snapshots, fileLayout } = run;
  return {
    ...{ runId, state, failureReason, failure, integrationBranch, phases, snapshots },
    ...{ promotion, incident, repository, directory, files: fileLayout.files.map(({ path }) => path) },
    ...levels,
  };
}
