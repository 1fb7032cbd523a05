/**
 * The order of the test files: the slowest files start first, so that no worker is left with a slow file at the end. Jest itself knows
 * only the durations of earlier runs, and a fresh checkout (as in CI) has none.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import Sequencer from '@jest/test-sequencer';

/** Files that take more than twenty seconds, the longest first. */
const SLOWEST = [
  'test/package/test-server.spec.ts',
  'test/integration/crash-work.spec.ts',
  'test/e2e/playground.spec.ts',
  'test/integration/webhooks-crash.spec.ts',
  'test/integration/forges-crash.spec.ts',
  'test/e2e/forges.spec.ts',
  'test/e2e/forge-given-up.spec.ts',
  'test/e2e/forge-messages.spec.ts',
  'test/e2e/forge-night.spec.ts',
  'test/e2e/webhooks.spec.ts',
  'test/e2e/webhooks-kinds.spec.ts',
  'test/e2e/worker.spec.ts',
  'test/integration/scripted-agent.spec.ts',
  'test/integration/scripted-agent-limits.spec.ts',
  'test/e2e/socket-bounds.spec.ts',
  'test/integration/workspace-histories.spec.ts',
  'test/e2e/database-restart.spec.ts',
  'test/e2e/worker-audit-ci.spec.ts',
  'test/integration/promotion-crash.spec.ts',
  'test/integration/promotion.spec.ts',
  'test/e2e/work-faults.spec.ts',
  'test/integration/git-held.spec.ts',
  'test/e2e/cli.spec.ts',
  'test/e2e/base-check.spec.ts',
  'test/e2e/cli-demo.spec.ts',
  'test/e2e/cli-plans.spec.ts',
  'test/e2e/cli-strategy.spec.ts',
  'test/bench/signals.spec.ts',
  'test/integration/repository-kinds.spec.ts',
  'test/integration/preparation-bounds.spec.ts',
  'test/integration/embedded-database.spec.ts',
  'test/integration/embedded-installations.spec.ts',
  'test/e2e/worker-process.spec.ts',
  'test/e2e/ci-evidence.spec.ts',
  'test/e2e/launcher.spec.ts',
  'test/e2e/launcher-builds.spec.ts',
  'test/integration/crash.spec.ts',
  'test/integration/git-refs.spec.ts',
  'test/integration/file-layout.spec.ts',
  'test/integration/file-layout-faults.spec.ts',
  'test/e2e/secrets-in-output.spec.ts',
  'test/integration/git-patch-names.spec.ts',
  'src/domain/rules/ci/reports/read-report.spec.ts',
  'test/integration/promotion-linked.spec.ts',
  'test/e2e/base-verdicts.spec.ts',
  'test/integration/ci-runner.spec.ts',
  'test/integration/ci-isolation.spec.ts',
  'test/integration/ci-preparation.spec.ts',
  'test/integration/database-outage-work.spec.ts',
  'test/integration/git-patches.spec.ts',
  'test/e2e/repository.spec.ts',
  'test/integration/workspace.spec.ts',
  'test/integration/workspace-patch.spec.ts',
  'test/e2e/work-races.spec.ts',
].map((path) => resolve(path));

const missing = SLOWEST.filter((path) => !existsSync(path));
if (missing.length > 0)
  throw new Error(`test/support/jest/slowest-first.mjs lists files that do not exist: ${missing.join(', ')}`);

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (SLOWEST.includes(path) ? SLOWEST.indexOf(path) : SLOWEST.length);
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}
