/**
 * The base checks of runs (V6). A check is created as soon as a run has a base commit: with a verdict that is known
 * already, or as work for CI. When the verdict exists, the run continues or ends. Every step may be repeated: the
 * sweeper finds what a crashed server left undone.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { INSERT_CHECK, insertCheckValues } from '../../database/check-writes.js';
import { Database, statement } from '../../database/database.js';
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
import { type FoundCheck, PROFILES_OF_RUN } from './check-facts.store.js';
import { CheckFollowers } from './check-followers.js';

const MOST_AT_ONCE = 100;
const MOST_KNOWN = 20;

/**
 * The tests that fail on snapshot `n` of run `b`: those that CI excused there, if the snapshot ran the steps that ran
 * on the base of that run; else those that failed on that base, because other steps say nothing about it.
 */
const STILL_RED = `case when exists (select from commit_check c where c.run_id = n.run_id and c.kind = 'BASE' and c.steps_hash = n.ci_steps)
    then (select t.judged -> 'redOnBase' from ci_try t where t.run_id = n.run_id and t.phase_id = n.phase_id and t.judged is not null
      order by t.at desc, t.number desc limit 1) else b.base_check -> 'outcome' -> 'failing' end`;

/** Runs that wait for a check that does not exist yet, with what is known about their base. */
const AWAITED = `select autopack_now() as now, r.run_id, r.project_id, r.base_commit, r.created_at, s.policies, ${PROFILES_OF_RUN},
    (select jsonb_agg(to_jsonb(k)) from (select * from commit_check k where k.project_id = r.project_id and k.commit = r.base_commit
      and k.state = 'DONE' and k.verdict <> 'ENVIRONMENT' order by k.ended_at desc limit ${MOST_KNOWN}) as k) as known,
    (select jsonb_build_object('runId', n.run_id, 'executed', n.executed, 'at', n.at, 'failing', ${STILL_RED})
      from snapshot n join run b on b.run_id = n.run_id where n.run_id in (r.previous_run_id, r.continues_run_id) and n.commit = r.base_commit
      order by n.at desc limit 1) as before
  from run r join strategy s on s.run_id = r.run_id
  where r.base_check -> 'outcome' = 'null'::jsonb and r.completed_at is null and r.base_commit is not null
    and not exists (select from commit_check c where c.check_id = r.run_id || '/base/' || r.base_commit)`;
/** $1 run. */
const AWAITED_BY_RUN = statement({ name: 'awaited_base_check', text: `${AWAITED} and r.run_id = $1` });
const AWAITED_BY_ANY = statement({ name: 'awaited_base_checks', text: `${AWAITED} limit ${MOST_AT_ONCE}` });

/** A verdict that nothing has followed yet. $1 run. */
const KNOWN_OF_RUN = statement({
  name: 'known_base_check',
  text: `select check_id from commit_check where run_id = $1 and kind = 'BASE' and state = 'DONE' and followed_at is null`,
});

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
export class BaseChecks implements CommitHook, OnModuleInit {
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
      const place = { runId: row.run_id, projectId: row.project_id, commit: row.base_commit, createdAt: row.created_at };
      const known: KnownBase = { checks: (row.known ?? []).map(commitCheckFromJson), before: row.before };
      const check = newBaseCheck({ ...place, stepsHash: stepsKey(row.policies.ci, steps) }, known, row.policies, row.now);
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
