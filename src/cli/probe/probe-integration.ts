/** The first part of the probe of promotion: from a Builder's patch through CI to branch and tag, as git shows them (G2 to G5, C3, V3). */
import type { Checks } from '../shared/checks.js';
import type { ProbeRepository } from './probe-repository.js';
import { MAIN, README } from './probe-repository.js';
import { gateOf, patchThatAdds, type ProbeWorkers, TEST_THAT_FAILS } from './probe-workers.js';
import { phaseIn } from './work-view.js';

export const PROMOTION_PLAN = [
  {
    tierId: 'T1',
    name: 'Greeting',
    phases: [
      { phaseId: 'P1.1', name: 'Greet', taskCategory: 'feature_scaffolding', allowedPaths: ['src/'] },
      { phaseId: 'P1.2', name: 'Say goodbye', taskCategory: 'feature_scaffolding', allowedPaths: ['src/'] },
    ],
  },
];
/** Two tries of CI for each commit, and nothing to wait for between them. */
export const PROMOTION_RULES = {
  ci: { tries: { normal: 2 }, pausesSeconds: [0] },
  environment: { pausesSeconds: [0] },
};

const [FLAKY, MENDED] = ['P1.1', 'P1.2'] as const;
const GREETING = { path: 'src/greeting.txt', line: 'Hello.' };
const GOODBYE = { path: 'src/goodbye.txt', line: 'Farewell.' };

export class IntegrationProbe {
  constructor(
    private readonly checks: Checks,
    private readonly repository: ProbeRepository,
    private readonly workers: ProbeWorkers,
  ) {}

  /** False: the server looks at another repository than we do, so that nothing else would make sense. */
  async started(): Promise<boolean> {
    const { checks, repository, workers } = this;
    const { integrationBranch, baseCommit, headCommit } = await workers.look();
    if (baseCommit !== repository.base) return false;
    const name = `autonomous/${workers.runId}`;
    checks.equal(
      'the run has a branch of its own, at the tip of main',
      [integrationBranch, headCommit],
      [name, repository.base],
    );
    checks.equal('git shows it there', await repository.branch(name), repository.base);
    return true;
  }

  /** Red, then green on the same commit: it passes, and is remembered. */
  async flaky(): Promise<void> {
    const { checks, repository, workers } = this;
    const { token, brief } = await workers.lease('BUILDER');
    checks.equal(
      'the brief names repository and commit',
      [brief.repositoryPath, brief.baseCommit],
      [repository.path, repository.base],
    );
    const built = await workers.build(token, { patch: patchThatAdds(GREETING.path, GREETING.line), tokensUsed: 10 });
    const commit = await this.applied(FLAKY, built, GREETING);
    const red = await workers.ci('RED');
    checks.equal('CI tests that commit', red.tested, commit);
    checks.equal('red CI is tried again, on the same commit', [red.phase?.state, red.errors], ['CI_RUNNING', []]);
    const green = await workers.ci('GREEN');
    checks.equal(
      'green at the second try completes the phase',
      [green.tested, green.phase?.state],
      [commit, 'COMPLETE'],
    );
    const { attempts, issues } = phaseIn(await workers.look(), FLAKY);
    const tries = attempts.flatMap(({ role, ciVerdict, ciTries }) =>
      role === 'BUILDER' ? [[ciVerdict, ...ciTries.map(({ verdict }) => verdict)]] : [],
    );
    checks.equal('it is recorded as flaky, with both tries', tries, [['FLAKY', 'RED', 'GREEN']]);
    checks.equal(
      'the flaky test is a minor issue',
      issues.map(({ issueKey, severity }) => [issueKey.includes(TEST_THAT_FAILS), severity]),
      [[true, 'MINOR']],
    );
    await this.snapshot(FLAKY, commit, 'flaky_test');
  }

  /** Refused by the gate, then red at every try, then green. */
  async rolledBack(): Promise<void> {
    const { checks, repository, workers } = this;
    const { headCommit: last } = await workers.look();
    const branch = `autonomous/${workers.runId}`;
    const before = await repository.everything();
    const outside = await workers.build((await workers.lease('BUILDER')).token, {
      patch: patchThatAdds('elsewhere.txt', 'no'),
    });
    checks.equal('a patch outside of the paths of its phase is rejected', [gateOf(outside), outside.phase?.state], [['REJECT', 'path_outside_allowed'], 'QUEUED']); // prettier-ignore
    checks.equal('it left nothing in the repository', await repository.everything(), before);

    const built = await workers.build((await workers.lease('BUILDER')).token, {
      patch: patchThatAdds(GOODBYE.path, 'Go away.'),
    });
    const bad = await this.applied(MENDED, built, { ...GOODBYE, line: 'Go away.' });
    await workers.ci('RED');
    const red = await workers.ci('RED');
    checks.equal(
      'red at the last try puts the phase back in the queue',
      [red.tested, red.phase?.state],
      [bad, 'QUEUED'],
    );
    checks.equal(
      'and the branch back to the last snapshot',
      [await repository.branch(branch), red.run?.headCommit],
      [last, last],
    );

    const mended = await workers.build((await workers.lease('BUILDER')).token, {
      patch: patchThatAdds(GOODBYE.path, GOODBYE.line),
    });
    const commit = await this.applied(MENDED, mended, GOODBYE);
    const green = await workers.ci('GREEN');
    checks.equal(
      'green CI ends the run well',
      [green.phase?.state, green.run?.state, green.run?.headCommit],
      ['COMPLETE', 'DONE_SUCCESS', commit],
    );
    await this.snapshot(MENDED, commit, 'no_issues');
    const commits = await repository.commits(repository.base, `refs/heads/${branch}`);
    checks.equal('the branch holds a commit for each phase, and not the red one', commits, [commit, last]);
  }

  /** The gate passed it, and the branch, and nothing else, holds it now; answers its commit. */
  private async applied(
    phaseId: string,
    built: Awaited<ReturnType<ProbeWorkers['build']>>,
    { path, line }: { readonly path: string; readonly line: string },
  ): Promise<string> {
    const { checks, repository, workers } = this;
    const commit = built.attempt?.commit ?? 'no commit';
    const name = `${phaseId}, attempt ${built.attempt?.number}`;
    checks.equal(`${name}: the patch passes the gate and is due in CI`, [gateOf(built), built.phase?.state, built.errors], [['PASS'], 'CI_RUNNING', []]); // prettier-ignore
    checks.equal(
      `${name}: git shows its commit on the branch`,
      await repository.branch(`autonomous/${workers.runId}`),
      commit,
    );
    const files = [await repository.file(commit, path), await repository.file(commit, 'README.md')];
    checks.equal(`${name}: the commit holds the patch, and what was there`, files, [`${line}\n`, README]);
    const message = await repository.message(commit);
    const trailers = [`Autopack-Run: ${workers.runId}`, `Autopack-Phase: ${phaseId}`, `Autopack-Attempt: ${built.attempt?.number}`, 'Autopack-Strategy: ', 'Autopack-Agent: not told']; // prettier-ignore
    checks.equal(`${name}: the commit says where it comes from`, trailers.filter((trailer) => !message.includes(trailer)), []); // prettier-ignore
    checks.equal(`${name}: main is where it was`, await repository.branch(MAIN), repository.base);
    return commit;
  }

  /** `says`: what the issue file in the tag's message must contain. */
  private async snapshot(phaseId: string, commit: string, says: string): Promise<void> {
    const { checks, repository, workers } = this;
    const { snapshots, headCommit } = await workers.look();
    const name = `autonomous/${workers.runId}/${phaseId}`;
    checks.equal(
      `${phaseId}: the snapshot is recorded`,
      [snapshots.at(-1), headCommit],
      [{ phaseId, commit, tag: name }, commit],
    );
    const tag = await repository.tag(name);
    checks.equal(`${phaseId}: git shows an annotated tag on its commit`, [tag?.type, tag?.commit], ['tag', commit]);
    checks.equal(`${phaseId}: the tag carries the issues of the phase`, tag?.text.includes(says), true);
  }
}
