import type { Dialect } from '../core/dialect'
import { PersistentMap } from '../core/persistent-map'
import type { Snapshot } from './snapshot'
import type { ProjectSettings } from './state'

/** A project before its first migration: no models, no tables. */
export function emptySnapshot(settings: ProjectSettings, dialect: Dialect): Snapshot {
  return {
    state: { models: PersistentMap.from(), settings },
    schema: { dialect, tables: PersistentMap.from() },
  }
}
