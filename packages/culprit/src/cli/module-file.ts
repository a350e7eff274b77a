import * as fs from 'node:fs/promises'
import type { ModuleDocument } from '../model/module.ts'
import { CulpritError, missingFile, notAFile, unreadableModule } from '../model/errors.ts'
import { digestBytes } from '../platform/files.ts'
import { moduleDocument, readModule, type ModuleFacts } from '../wasm/index.ts'

/** Reads a module from a file; every error names the file. */
export async function readModuleFile(path: string): Promise<{ facts: ModuleFacts; document: ModuleDocument }> {
  const bytes = await fs.readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EISDIR' ? notAFile(path) : missingFile(path)
  })
  try {
    const facts = readModule(bytes)
    return { facts, document: moduleDocument(facts, digestBytes(bytes)) }
  } catch (error) {
    throw error instanceof CulpritError ? unreadableModule(path, error) : error
  }
}
