/** That an agent cannot be called as it was requested: a sentence for the operator, reported before any work is claimed. */
export class AgentChoiceFault extends Error {
  override readonly name = 'AgentChoiceFault';
}
