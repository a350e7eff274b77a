export { CulpritError, exitCodes, type ExitCode } from './model/errors.ts'
