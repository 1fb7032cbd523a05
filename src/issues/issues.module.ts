import { Module } from '@nestjs/common';

import { DatabaseModule } from '../database/database.module.js';
import { NodeModule } from '../graphql/node/node.module.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { BacklogRepository } from './backlog.repository.js';
import { BacklogResolver } from './backlog.resolver.js';
import { BacklogSummaryRepository } from './backlog-summary.repository.js';
import { BacklogSummaryResolver } from './backlog-summary.resolver.js';
import { IssuesRepository } from './issues.repository.js';
import { IssuesResolver, PhaseIssuesResolver, RunIssuesResolver } from './issues.resolver.js';
import { IssuesService } from './issues.service.js';
import { RecountRepository } from './recount.repository.js';
import { RecountResolver } from './recount.resolver.js';

/** Issues: recording them, and reading them in phase, run and backlog. */
@Module({
  imports: [DatabaseModule, LifecycleModule, NodeModule, ProjectsModule],
  providers: [
    ...[
      IssuesResolver,
      RunIssuesResolver,
      PhaseIssuesResolver,
      BacklogResolver,
      BacklogSummaryResolver,
      RecountResolver,
    ],
    ...[IssuesService, IssuesRepository, BacklogRepository, BacklogSummaryRepository, RecountRepository],
  ],
})
export class IssuesModule {}
