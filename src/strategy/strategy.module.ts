import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { StrategyEntity } from '../database/entities/strategy.entity.js';
import { LifecycleModule } from '../lifecycle/lifecycle.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { PlanImportService } from './plan-import.service.js';
import { StrategiesRepository } from './strategies.repository.js';
import { PhaseStrategyResolver, RunStrategyResolver, StrategyResolver } from './strategy.resolver.js';
import { StrategyPreviewService } from './strategy-preview.service.js';

/** Strategies: frozen ones, dry runs, and starting runs from plan documents. */
@Module({
  imports: [TypeOrmModule.forFeature([StrategyEntity]), LifecycleModule, ProjectsModule],
  providers: [
    ...[StrategyResolver, RunStrategyResolver, PhaseStrategyResolver],
    ...[StrategyPreviewService, PlanImportService, StrategiesRepository],
  ],
})
export class StrategyModule {}
