/** What forges send (M3): each message counts once, and makes changes of its project due. */
import { Injectable } from '@nestjs/common';

import { Database, statement } from '../database/database.js';
import { idFault } from '../domain/model/identity.js';
import type { ForgeKind } from '../domain/model/remote.js';

/** A message that comes again later is asked about again, which does nothing. */
const KEPT = `interval '7 days'`;
const FORGOTTEN_AT_ONCE = 1_000;
/** The next look is not sooner after the last one: messages that come together cost one. */
const LEAST_PAUSE = `interval '2 seconds'`;

/** $1 project. */
const REMOTE = statement({
  name: 'forge_remote_of_project',
  text: 'select m.url, m.forge from project_remote m where m.project_id = $1 and m.forge is not null',
});

/** $1 project, $2 delivery. */
const RECEIVE = statement({
  name: 'forge_receive',
  text: `with clock as materialized (select autopack_now() as now),
  taken as (insert into forge_delivery (project_id, delivery_id, received_at) select p.project_id, $2, clock.now from clock, project p where p.project_id = $1
    on conflict on constraint pk_forge_delivery do nothing returning project_id)
  update promotion_change c set next_at = least(c.next_at, greatest(clock.now, coalesce(c.checks_read_at, clock.now - ${LEAST_PAUSE}) + ${LEAST_PAUSE}))
  from clock, taken t where c.project_id = t.project_id and c.state in ('REQUESTED', 'OPEN') returning c.run_id`,
});

const FORGET = statement({
  name: 'forge_forget_deliveries',
  text: `delete from forge_delivery d where (d.project_id, d.delivery_id) in (
    select project_id, delivery_id from forge_delivery where received_at < autopack_now() - ${KEPT} order by received_at limit ${FORGOTTEN_AT_ONCE}) returning d.delivery_id`,
});

@Injectable()
export class ForgeMessagesRepository {
  constructor(private readonly database: Database) {}

  /** Null: no such project, or it has no remote on a forge. */
  async remoteOf(projectId: string): Promise<{ readonly url: string; readonly forge: ForgeKind } | null> {
    // Anybody may ask: what cannot be an id, such as U+0000, is no fault of the database.
    if (idFault(projectId) !== null) return null;
    const [remote] = await this.database.read<{ url: string; forge: ForgeKind }>(REMOTE, [projectId]);
    return remote ?? null;
  }

  /** Changes of the project are looked at as soon as may be, unless the message came before. */
  async receive(projectId: string, deliveryId: string): Promise<void> {
    await this.database.write(RECEIVE, [projectId, deliveryId]);
  }

  async forget(): Promise<void> {
    while ((await this.database.write(FORGET, [])).length >= FORGOTTEN_AT_ONCE);
  }
}
