/**
 * What a brief contains besides the facts of its claim (W7): the history of the phase, of its run and of the runs that
 * it continues (P11), its open issues, and the strategy's slice. One statement.
 */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../../database/database.js';
import { GroupedRead } from '../../database/grouped-read.js';
import {
  attachmentFromJson,
  attemptFromJson,
  ciTryFromJson,
  type JsonRow,
  phaseIssueFromJson,
} from '../../database/rows.js';
import type { WorkFacts } from '../../domain/decisions/work/facts.js';
import type { BriefFacts } from '../../domain/documents/brief/brief.js';
import type { History } from '../../domain/documents/brief/brief-history.js';
import type { AttemptFacts, LeaseFacts } from '../../domain/model/attempt.js';
import type { PhaseIssue } from '../../domain/model/issue.js';
import type { PhaseStrategy } from '../../domain/rules/strategy/strategy.js';
import { eachOf } from './requested-facts.statements.js';

/** What the claim saw. */
export interface BriefSeen {
  readonly facts: BriefFacts;
  readonly claimed: AttemptFacts;
  readonly strategy: PhaseStrategy;
  readonly planIntroduction: string | null;
  readonly history: History;
  readonly openIssues: readonly PhaseIssue[];
}

/** Attempts of the history, including those of CI: a Builder's attempt usually has up to three CI tries. */
const MOST_ATTEMPTS = 80;
const MOST_ISSUES = 100;

/** The most runs that a run continues, directly or through others, and that are read (P11). */
const MOST_RUNS = 20;

/** One row for each claim. $1 runs, $2 phases, $3 the attempts that are claimed. */
const BRIEF_FACTS = statement({
  name: 'brief_facts',
  text: `select requested.place::int as place, brief.* from ${eachOf({ run_id: 'text', phase_id: 'text', attempt: 'int' })} cross join lateral (
  with recursive line (run_id, continues_run_id, place) as (
    select r.run_id, r.continues_run_id, 0 from run r where r.run_id = requested.run_id
    union all
    select r.run_id, r.continues_run_id, l.place + 1 from line l cross join lateral (
      select * from run b where b.run_id = l.continues_run_id limit 1) as r where l.place < ${MOST_RUNS}),
  earlier as materialized (
    select a.*, l.place from line l join attempt a on a.run_id = l.run_id and a.phase_id = requested.phase_id and (l.place > 0 or a.number < requested.attempt)
    order by l.place, a.number desc limit ${MOST_ATTEMPTS}),
  first as materialized (select run_id, min(number) as number from earlier group by run_id)
  select (select ps.document from phase_strategy ps where ps.run_id = requested.run_id and ps.phase_id = requested.phase_id) as strategy,
    (select json_agg(row_to_json(e) order by e.place, e.number desc) from earlier e) as attempts,
    (select json_agg(row_to_json(y) order by y.round, y.attempt, y.number) from ci_try y join first on y.run_id = first.run_id
      where y.phase_id = requested.phase_id and y.attempt >= first.number) as tries,
    (select json_agg(row_to_json(f) order by f.attempt, f.path) from attempt_artefact f join first on f.run_id = first.run_id
      where f.phase_id = requested.phase_id and f.attempt >= first.number and (f.run_id <> requested.run_id or f.attempt < requested.attempt) and f.kind in ('patch', 'log')
        and f.late_result_id is null) as files,
    (select json_agg(row_to_json(i) order by i.issue_key) from (
      select * from phase_issue i where i.run_id = requested.run_id and i.phase_id = requested.phase_id and i.open order by i.issue_key limit ${MOST_ISSUES}) as i) as issues) as brief`,
});

interface BriefRow {
  readonly [column: string]: unknown;
  readonly place: number;
  readonly strategy: PhaseStrategy;
  readonly attempts: readonly JsonRow[] | null;
  readonly tries: readonly JsonRow[] | null;
  readonly files: readonly JsonRow[] | null;
  readonly issues: readonly JsonRow[] | null;
}

@Injectable()
export class BriefFactsStore {
  private readonly rows: GroupedRead<BriefRow>;

  constructor(database: Database) {
    this.rows = new GroupedRead(database, BRIEF_FACTS);
  }

  async seenBy(
    { runId, phaseId, attempt }: LeaseFacts,
    facts: BriefFacts & Pick<WorkFacts, 'attempt'>,
  ): Promise<BriefSeen> {
    const { strategy, attempts, tries, files, issues } = await this.rows.ask([runId, phaseId, attempt]);
    return {
      facts,
      claimed: facts.attempt!,
      strategy,
      planIntroduction: facts.run.introduction,
      history: {
        attempts: (attempts ?? []).map(attemptFromJson),
        tries: (tries ?? []).map(ciTryFromJson),
        files: (files ?? []).map(attachmentFromJson),
      },
      openIssues: (issues ?? []).map(phaseIssueFromJson),
    };
  }
}
