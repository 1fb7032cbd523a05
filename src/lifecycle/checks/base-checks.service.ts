/**
 * The base checks of runs (V6). A check is created as soon as a run has a base commit: with a verdict that is known
 * already, or as work for CI. When the verdict exists, the run continues or ends. Every step may be repeated: the
 * sweeper finds what a crashed server left undone.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { INSERT_CHECK, insertCheckValues } from '../../database/check-writes.js';
import { Database } from '../../database/database.js';
import { commitCheckFromJson, type JsonRow } from '../../database/rows.js';
import { decideBaseChecked } from '../../domain/decisions/run/base-checked.js';
import type { RunFacts } from '../../domain/model/facts.js';
import type { CiProfile } from '../../domain/model/vocabulary.js';
import { type KnownBase, newBaseCheck, outcomeOf } from '../../domain/rules/ci/base-verdict.js';
import { baseSteps } from '../../domain/rules/ci/check-steps.js';
import { stepsKey } from '../../domain/rules/ci/steps-key.js';
import type { Policies } from '../../domain/rules/strategy/strategy.js';
import { FactsStore } from '../facts/facts.store.js';
import { type CommitHook, CommitHooks } from '../pipeline/commit-hooks.js';
import { onRun } from '../pipeline/on-run.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { AWAITED_BY_ANY, AWAITED_BY_RUN, KNOWN_OF_RUN } from './base-checks.statements.js';
import type { FoundCheck } from './check-facts.store.js';
import { CheckFollowers } from './check-followers.js';

interface AwaitedRow {
  readonly [column: string]: unknown;
  readonly now: Date;
  readonly run_id: string;
  readonly project_id: string;
  readonly base_commit: string;
  readonly created_at: Date;
  readonly policies: Policies;
  readonly profiles: readonly CiProfile[] | null;
  readonly known: readonly JsonRow[] | null;
  readonly before: KnownBase['before'];
}

@Injectable()
export class BaseChecksService implements CommitHook, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsStore,
    private readonly pipeline: Pipeline,
    private readonly hooks: CommitHooks,
    private readonly followers: CheckFollowers,
  ) {}

  onModuleInit(): void {
    this.hooks.add(this);
    this.followers.use('BASE', (found) => this.follow(found));
  }

  /** The run waits for the verdict of CI on its base: there is a check for it from now on. */
  async checkDue(runId: string): Promise<void> {
    await this.make(await this.database.read<AwaitedRow>(AWAITED_BY_RUN, [runId]));
    // Another server or the sweeper may have created the check a moment ago, with a verdict that is known.
    const [known] = await this.database.read<{ check_id: string }>(KNOWN_OF_RUN, [runId]);
    if (known) await this.followers.follow(known.check_id);
  }

  /** Runs whose checks were not created because a server crashed. */
  async runsWithoutCheck(): Promise<string[]> {
    return (await this.database.read<AwaitedRow>(AWAITED_BY_ANY, [])).map((row) => row.run_id);
  }

  private async make(rows: readonly AwaitedRow[]): Promise<void> {
    for (const row of rows) {
      const { steps } = baseSteps(row.policies, new Set(row.profiles ?? []));
      const place = {
        runId: row.run_id,
        projectId: row.project_id,
        commit: row.base_commit,
        createdAt: row.created_at,
      };
      const known: KnownBase = { checks: (row.known ?? []).map(commitCheckFromJson), before: row.before };
      const check = newBaseCheck(
        { ...place, stepsHash: stepsKey(row.policies.ci, steps) },
        known,
        row.policies,
        row.now,
      );
      if ((await this.database.write(INSERT_CHECK, insertCheckValues(check))).length === 0) continue;
      if (check.state === 'DONE') await this.followers.follow(check.checkId);
      else this.followers.announceWork();
    }
  }

  /** The run continues or ends. The command is refused, and nothing changes, if the run no longer waits. */
  private async follow({ check }: FoundCheck): Promise<RunFacts | null> {
    const { runId } = check;
    const { result } = await this.pipeline.run(
      onRun({ runId }, this.pipeline, {
        name: 'baseCheck',
        actor: 'clock',
        first: { refs: 'try' },
        load: () => this.facts.run(runId, null),
        decide: ({ run, open = null }, context) => decideBaseChecked({ run, open }, outcomeOf(check), context),
      }),
    );
    return result.run;
  }
}
