import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { ProjectEntity } from '../database/entities/project.entity.js';
import { RulesetEntity } from '../database/entities/ruleset.entity.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsResolver, RunProjectResolver } from './projects.resolver.js';
import { ProjectsService } from './projects.service.js';

/** Projects and the versions of their rulesets. */
@Module({
  imports: [TypeOrmModule.forFeature([ProjectEntity, RulesetEntity]), LifecycleModule, NodeModule],
  providers: [ProjectsResolver, RunProjectResolver, ProjectsService, ProjectsRepository],
  exports: [ProjectsRepository],
})
export class ProjectsModule {}
