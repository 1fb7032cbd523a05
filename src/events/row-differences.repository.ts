/** Reads rows and events of a run as of one moment (E1). */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import {
  eventFromJson,
  type JsonRow,
  phaseFromJson,
  runFromJson,
  type StoredEvent,
  tierFromJson,
} from '../database/rows.js';
import type { StoredRows } from '../domain/rules/events/row-differences.js';

/** $1 run. One statement sees one state of the database, also while the run goes on. */
const STORY = statement({
  name: 'rows_and_events_of_run',
  text: `select to_jsonb(r) as run,
    (select coalesce(jsonb_agg(to_jsonb(t) order by t.tier_index), '[]') from tier t where t.run_id = r.run_id) as tiers,
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.phase_index), '[]') from phase p where p.run_id = r.run_id) as phases,
    (select coalesce(jsonb_agg(to_jsonb(e) - 'write_id' order by e.seq), '[]') from run_event e where e.run_id = r.run_id) as events
  from run r where r.run_id = $1`,
});

type StoryRow = Readonly<Record<'tiers' | 'phases' | 'events', readonly JsonRow[]>> & { readonly run: JsonRow };

@Injectable()
export class RowDifferencesRepository {
  constructor(private readonly database: Database) {}

  /** Null: there is no such run. */
  async rowsAndEvents(runId: string): Promise<{ readonly rows: StoredRows; readonly events: StoredEvent[] } | null> {
    const [row] = await this.database.read<StoryRow>(STORY, [runId]);
    return row
      ? {
          rows: {
            run: runFromJson(row.run),
            tiers: row.tiers.map(tierFromJson),
            phases: row.phases.map(phaseFromJson),
          },
          events: row.events.map(eventFromJson),
        }
      : null;
  }
}
