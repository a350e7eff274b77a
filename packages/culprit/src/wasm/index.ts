export { coreModule } from './core-module.ts'
export { moduleDocument, type ModuleExtras } from './document.ts'
export { readModule, type ModuleFacts, type ReadOptions } from './module.ts'
export { exportedFunction } from './symbols.ts'
