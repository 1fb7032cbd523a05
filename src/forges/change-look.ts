/**
 * One look at a change (M3): opens it if it is not open yet, brings it up to date, and reads what people and checks made
 * of it. Whatever was done and not recorded is found again: a change by its marker or its branches, so that no two are
 * opened.
 */
import { Injectable, Logger } from '@nestjs/common';

import { changeLookedAt, type LookedAt } from '../domain/decisions/promotion/read-change.js';
import type { ForgeChange } from '../domain/model/forge.js';
import type { PromotionChangeFacts } from '../domain/model/promotion-change.js';
import { changeMarker } from '../domain/rules/forge/change-text.js';
import { type Forge, ForgeFault } from './api/forge.js';
import { ForgeAccess } from './forge-access.js';
import { contentKeyOf, type Proposed, ProposedChange } from './proposed-change.js';

@Injectable()
export class ChangeLooker {
  private readonly logger = new Logger('Forges');

  constructor(
    private readonly access: ForgeAccess,
    private readonly proposed: ProposedChange,
  ) {}

  /** The row as it is then; null: its run is gone. Throws a ForgeFault if the forge does not do its part. */
  async look(change: PromotionChangeFacts): Promise<LookedAt | null> {
    const proposed = await this.proposed.of(change);
    if (!proposed) return null;
    const forge = await this.access.forge(change.forge, change.remote);
    const found = change.number === null ? await this.opened(forge, change, proposed) : await this.read(forge, change);
    const { displayed, contentKey } = await this.upToDate(forge, change, found, proposed);
    const checks = await forge.checksOf(change.headCommit);
    return changeLookedAt(change, displayed, { contentKey, checks, now: proposed.now });
  }

  private async read(forge: Forge, { number }: PromotionChangeFacts): Promise<ForgeChange> {
    const found = await forge.findChange({ number: number! });
    if (!found) throw new ForgeFault('NOT_FOUND', `The forge knows no change ${number} that the token may see.`);
    return found;
  }

  private async opened(forge: Forge, change: PromotionChangeFacts, { text }: Proposed): Promise<ForgeChange> {
    const { head, base, runId, round } = change;
    const search = { head, base, marker: changeMarker(runId, round) };
    const found = await forge.findChange(search);
    if (found) return found;
    try {
      return await forge.openChange({ ...text, head, base });
    } catch (error) {
      if (!(error instanceof ForgeFault) || error.code !== 'EXISTS') throw error;
      // Another server, or a person, was faster.
      const theirs = await forge.findChange(search);
      if (!theirs) throw error;
      return theirs;
    }
  }

  /** A base that people chose on the forge stays, and so does a draft that they made ready, until the text changes. */
  private async upToDate(
    forge: Forge,
    change: PromotionChangeFacts,
    found: ForgeChange,
    { text, status }: Proposed,
  ): Promise<{ readonly displayed: ForgeChange; readonly contentKey: string | null }> {
    if (found.state !== 'OPEN') return { displayed: found, contentKey: change.contentKey };
    const wanted = contentKeyOf(text, change.base);
    if (change.contentKey === wanted) return { displayed: found, contentKey: contentKeyOf(text, found.base) };
    const isSame = contentKeyOf(found, found.base) === wanted;
    const displayed = isSame ? found : await forge.updateChange(found, { ...text, base: change.base });
    // A token may be without this right: nothing depends on it.
    await forge.setStatus(change.headCommit, status).catch((error: unknown) => this.logger.debug(error));
    return { displayed, contentKey: wanted };
  }
}
