import type { Schema } from './schema'
import type { ProjectState } from './state'

/** A project at one point of its history: what the models say, and what is in the database. */
export interface Snapshot {
  readonly state: ProjectState
  readonly schema: Schema
}
