/** Where runs and leases belong: asked for callers that do not reach everything (A2). What belongs somewhere stays there. */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { LatestFew } from '../common/latest-few.js';
import { Database, statement } from '../database/database.js';
import type { Caller } from '../domain/model/caller.js';
import type { LeasePlace, Places } from '../graphql/access/guard.js';
import { NodeRegistry } from '../graphql/node/node-registry.js';

const KEPT = 5_000;

/** $1 runs. */
const PROJECTS_OF_RUNS = statement({
  name: 'places_projects_of_runs',
  text: 'select run_id as "runId", project_id as "projectId" from run where run_id = any($1::text[])',
});
/** $1 webhook. */
const PROJECT_OF_WEBHOOK = statement({
  name: 'places_project_of_webhook',
  text: 'select project_id as "projectId" from webhook where webhook_id = $1',
});
/** $1 message to a webhook. */
const PROJECT_OF_DELIVERY = statement({
  name: 'places_project_of_delivery',
  text: `select w.project_id as "projectId" from webhook_delivery d join webhook w on w.webhook_id = d.webhook_id where d.delivery_id = $1`,
});
/** $1 hash of the token of a lease: of a phase, or of a commit that no phase made. */
const LEASE = statement({
  name: 'places_lease',
  text: `select r.project_id as "projectId", a.role, a.holder_id as "holderId"
    from attempt a join run r on r.run_id = a.run_id where a.token_hash = $1
  union all
  select k.project_id, 'CI', c.holder_id
    from commit_check_try c join commit_check k on k.check_id = c.check_id where c.token_hash = $1
  limit 1`,
});
/** $1 run, $2 phase or null, $3 role, $4 id of the token, or null: whoever holds it. */
const HELD = statement({
  name: 'places_held',
  text: `select exists (select from lease l join attempt a on a.run_id = l.run_id and a.phase_id = l.phase_id and a.number = l.attempt
      where l.run_id = $1 and ($2::text is null or l.phase_id = $2) and l.role = $3 and ($4::text is null or a.holder_id = $4))
    or ($3 = 'CI' and $2::text is null and exists (select from commit_check k join commit_check_try c on c.check_id = k.check_id and c.number = k.try_number
      where k.run_id = $1 and k.state = 'LEASED' and ($4::text is null or c.holder_id = $4))) as held`,
});

@Injectable()
export class PlacesRepository implements Places {
  private readonly projects = new LatestFew<string, string>(KEPT);
  private readonly leases = new LatestFew<string, LeasePlace>(KEPT);

  constructor(
    private readonly database: Database,
    nodes: NodeRegistry,
  ) {
    nodes.projectOfRun = (runId) => this.projectOfRun(runId);
    nodes.projectOfWebhook = (webhookId) => this.projectOfWebhook(webhookId);
  }

  async projectOfRun(runId: string): Promise<string | null> {
    return (await this.projectsOfRuns([runId])).get(runId) ?? null;
  }

  async projectsOfRuns(runIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const unknown: string[] = [];
    for (const runId of new Set(runIds)) {
      const projectId = this.projects.get(runId);
      if (projectId === undefined) unknown.push(runId);
      else found.set(runId, projectId);
    }
    if (unknown.length === 0) return found;
    type Row = { runId: string; projectId: string };
    for (const { runId, projectId } of await this.database.read<Row>(PROJECTS_OF_RUNS, [unknown])) {
      this.projects.set(runId, projectId);
      found.set(runId, projectId);
    }
    return found;
  }

  async projectOfWebhook(webhookId: string): Promise<string | null> {
    const [row] = await this.database.read<{ projectId: string }>(PROJECT_OF_WEBHOOK, [webhookId]);
    return row?.projectId ?? null;
  }

  async projectOfDelivery(deliveryId: string): Promise<string | null> {
    const [row] = await this.database.read<{ projectId: string }>(PROJECT_OF_DELIVERY, [deliveryId]);
    return row?.projectId ?? null;
  }

  async leaseOf(token: string): Promise<LeasePlace | null> {
    const hash = createHash('sha256').update(token).digest('hex');
    const known = this.leases.get(hash);
    if (known) return known;
    const [row] = await this.database.read<LeasePlace & Record<string, unknown>>(LEASE, [hash]);
    if (row) this.leases.set(hash, row);
    return row ?? null;
  }

  async holds({ role, tokenId }: Caller, runId: string, phaseId: string | null): Promise<boolean> {
    const [row] = await this.database.read<{ held: boolean }>(HELD, [runId, phaseId, role, tokenId]);
    return row!.held;
  }
}
