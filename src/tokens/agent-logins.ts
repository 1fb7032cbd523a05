/**
 * Agents that a worker has started (A6). Their token is good while the lease of their worker is live. Nothing is remembered: each request
 * asks for the lease, so that none passes after its end, whichever server ended it.
 */
import { Injectable } from '@nestjs/common';

import { type AgentToken, isSignedBy } from '../graphql/access/agent-token.js';
import { Login } from '../graphql/request/login.js';
import { TokensRepository } from './tokens.repository.js';

@Injectable()
export class AgentLogins {
  constructor(private readonly repository: TokensRepository) {}

  /** Null: the lease is over, was never there, or did not make this token. */
  async loginOf(token: AgentToken): Promise<Login | null> {
    const lease = await this.repository.leaseOfAgent(token.leaseHash, token.workerTokenId);
    if (!lease || !isSignedBy(token, lease.leaseToken)) return null;
    const { role, workerId, projectId, ...agentOf } = lease;
    // It speaks for its worker: what it records is recorded under that name.
    const tokenId = `agent of ${agentOf.runId}/${agentOf.phaseId}/${agentOf.attempt}`;
    return new Login({ tokenId, name: workerId, role, projectIds: [projectId], agentOf });
  }
}
