import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { lazy } from '../core/lazy'
import type { ModuleFile } from './fields/source-classes'
import { readSource } from './read-source'

/**
 * Finds the file of a module by its dotted name, as far as the project holds it: from its root, from `src`, and from
 * the folders that the packages of its apps are in. What is installed elsewhere is not looked for, so that the same files
 * always come to the same.
 *
 * The function that is given back throws `unreadable` and `not-utf8`.
 */
export function moduleFinder(
  root: string,
  appFolders: () => readonly string[],
): (module: string) => ModuleFile | undefined {
  const folders = lazy(() => [...new Set([root, join(root, 'src'), ...appFolders().map(packageRoot)])])
  return (module) => {
    if (!/^\w+(\.\w+)*$/.test(module)) return undefined
    for (const folder of folders()) {
      const path = join(folder, ...module.split('.'))
      const [plain, inside] = [`${path}.py`, join(path, '__init__.py')]
      if (existsSync(inside)) return { file: readSource(inside), isPackage: true }
      if (existsSync(plain)) return { file: readSource(plain), isPackage: false }
    }
    return undefined
  }
}

/** The folder around the outermost package that a folder is in. */
function packageRoot(folder: string): string {
  const isPackage = existsSync(join(folder, '__init__.py'))
  const parent = dirname(folder)
  return isPackage && parent !== folder ? packageRoot(parent) : folder
}
