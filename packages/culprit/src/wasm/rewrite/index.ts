export { detectEngineFeatures, type EngineFeatures } from './engine-features.ts'
export { instrument, type InstrumentOptions, type Instrumented } from './instrument.ts'
export { readCounts, type FunctionCounts } from './read-counts.ts'
