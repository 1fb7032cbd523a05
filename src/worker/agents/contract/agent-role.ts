/** The roles that coding agents play. CI is a worker's role too, but no agent's. */
export type AgentRole = 'BUILDER' | 'AUDITOR';
