export { moduleDocument } from './document.ts'
export { readModule, type ModuleFacts } from './module.ts'
export { exportedFunction, functionNames, functionType, type ExportedFunction } from './symbols.ts'
export type { FunctionType, ValueType } from './types.ts'
