import { Global, Module } from '@nestjs/common';
import { NodeRegistry } from './node-registry.js';
import { NodesResolver } from './nodes.resolver.js';

/** Reading anything by its id. */
@Global()
@Module({ providers: [NodeRegistry, NodesResolver], exports: [NodeRegistry] })
export class NodeModule {}
