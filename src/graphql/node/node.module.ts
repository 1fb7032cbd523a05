import { Module } from '@nestjs/common';

import { NodeRegistry } from './node-registry.js';
import { NodesResolver } from './nodes.resolver.js';

/** Reading anything by its id (I5): modules whose resolvers register readers import it. */
@Module({ providers: [NodeRegistry, NodesResolver], exports: [NodeRegistry] })
export class NodeModule {}
