export { functionReader, functionText } from './function-text.ts'
export { indented, type TextLine } from './lines.ts'
export { moduleText } from './module-text.ts'
export { textNames, type TextNames } from './names.ts'
