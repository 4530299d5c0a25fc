import type { Place, SourceFile } from '../core/span'
import { readAttributes } from './class-body'
import type { Expression } from './nodes'
import { basesOf, bodyScope } from './read-migration'
import { readModuleScope } from './read-module'
import type { Scope } from './scope'

/** A file's names as they are when it has run, as far as that can be told without running it. */
export interface Bindings {
  readonly file: SourceFile
  /**
   * Module-level names: the last assignment, or opaque where an `if`, `+=`, `.append()` or the like plays a part. Read
   * when it is asked for: of most settings nobody asks.
   */
  readonly values: ReadonlyMap<string, () => Expression>
  /** Classes at module level, in order. */
  readonly classes: readonly ClassBinding[]
}

export interface ClassBinding {
  readonly name: string
  /** Resolved: `django.apps.AppConfig`. */
  readonly bases: readonly string[]
  readonly attributes: ReadonlyMap<string, () => Expression>
  readonly place: Place
}

/**
 * Reads a settings file or an `apps.py`, running nothing.
 * Throws `not-python` where the text is no Python.
 */
export function readBindings(file: SourceFile): Bindings {
  const scope = readModuleScope(file)
  return { file, values: valuesOf(scope, file, []), classes: classesOf(scope, file) }
}

function valuesOf(scope: Scope, file: SourceFile, outer: readonly Scope[]): Bindings['values'] {
  return new Map(readAttributes(scope, file, outer).map((each) => [each.name, () => each.value]))
}

function classesOf(module: Scope, file: SourceFile): ClassBinding[] {
  return module.statements.flatMap((statement) => {
    if (statement.kind !== 'class') return []
    const { name, node, place } = statement
    const attributes = valuesOf(bodyScope(node, file), file, [module])
    return [{ name, bases: basesOf(node, file, module), attributes, place }]
  })
}
