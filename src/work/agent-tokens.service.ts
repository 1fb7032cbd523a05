/** The token of a lease's agent (A6). It is made when it is asked for: nothing is written on the way of a claim. */
import { Inject, Injectable } from '@nestjs/common';

import type { Settings } from '../config/settings.js';
import { SETTINGS } from '../config/settings.token.js';
import type { Caller } from '../domain/model/caller.js';
import { agentTokenOf } from '../graphql/access/agent-token.js';
import type { LeaseModel } from './lease.model.js';

@Injectable()
export class AgentTokensService {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'mcp'>) {}

  /** Null: the server has no /mcp, or no agent works under the lease. */
  of({ token, role }: LeaseModel, { tokenId }: Caller): string | null {
    return this.settings.mcp && role !== 'CI' ? agentTokenOf(token, tokenId) : null;
  }
}
