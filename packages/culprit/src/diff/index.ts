export { compareModules } from './compare-modules.ts'
