/** That an agent cannot be called as it was asked for: a sentence for the operator, told before any work is claimed. */
export class AgentChoiceFault extends Error {
  override readonly name = 'AgentChoiceFault';
}
