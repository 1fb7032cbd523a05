/** What a change of a run is to say on its forge now (M3). */
import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { pullRequestBody } from '../domain/documents/run/pull-request.js';
import type { PromotionChangeFacts } from '../domain/model/promotion-change.js';
import { changeBody, changeTitle } from '../domain/rules/forge/change-text.js';
import { blockers } from '../domain/rules/promotion/blockers.js';
import { PromotionFactsStore } from '../lifecycle/facts/promotion-facts.store.js';
import { PromotionRepository } from '../promotion/promotion.repository.js';
import type { ChangeText, StatusState } from './api/forge.js';

export interface Proposed {
  readonly text: ChangeText;
  /** What the run itself ended as, for the status of its commit. */
  readonly status: { readonly state: StatusState; readonly description: string };
  readonly now: Date;
}

@Injectable()
export class ProposedChange {
  constructor(
    private readonly facts: PromotionFactsStore,
    private readonly repository: PromotionRepository,
  ) {}

  /** Null: the run is gone. It is a draft as long as something speaks against the promotion (M1). */
  async of({ runId, round }: PromotionChangeFacts): Promise<Proposed | null> {
    const { rows, now } = await this.facts.one(runId, null);
    if (!rows) return null;
    const { run, tiers } = rows;
    const against = blockers(rows);
    const [parts] = await this.repository.pullRequest.load([runId]);
    const body = pullRequestBody({ ...parts!, run, tiers, blockers: against });
    return {
      text: { title: changeTitle(runId), body: changeBody(body, runId, round), draft: against.length > 0 },
      status: {
        state: run.state === 'DONE_SUCCESS' && against.length === 0 ? 'SUCCESS' : 'FAILURE',
        description: against.length === 0 ? run.state : `${run.state}: ${against[0]!.code}`,
      },
      now,
    };
  }
}

/** Tells a text for a base from another. */
export const contentKeyOf = ({ title, body, draft }: ChangeText, base: string): string =>
  createHash('sha256')
    .update(JSON.stringify([title, body, draft, base]))
    .digest('hex');
