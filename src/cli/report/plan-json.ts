import { targetOf } from '../../emit/change'
import type { FileChange } from '../../emit/change'
import type { Note, PlannedChange } from '../../plan/plan'
import { JSON_VERSION, jsonText } from './findings-json'
import type { Lock, Locks } from './lock'
import { pathFrom } from './paths'
import { factsOf } from './plan-facts'
import type { MigrationFacts, OperationFacts, Released, ReleaseFacts } from './plan-facts'
import { regionOf } from './regions'
import { sentenceText } from './ways-back'
import type { Sentence } from './ways-back'
import type { PlanContext, WholePlan } from './whole-plan'

/** A plan for programs: docs/json.md. */
export function planJson(whole: WholePlan, { cwd }: PlanContext): string {
  const { releases, migrations } = factsOf(whole)
  return jsonText({
    version: JSON_VERSION,
    kind: whole.command,
    dialect: whole.dialect,
    written: whole.isWritten,
    releases: releases.map(releaseJson),
    migrations: migrations.map((each) => migrationJson(each, cwd)),
    files: whole.files.changes.map((change) => fileJson(change, cwd)),
    notes: [...whole.files.notes],
  })
}

function releaseJson({ number, migrations, barriers, wayBack }: ReleaseFacts): object {
  return { number, migrations: migrations.map(releasedJson), barriers, way_back: wayBack.map(wayBackJson) }
}

function wayBackJson(sentence: Sentence): object {
  return { text: sentenceText(sentence), commands: sentence.commands }
}

function releasedJson({ key, original, part, does, isHeldBack, dependencies }: Released): object {
  return { migration: key, original, part, does, held_back: isHeldBack, dependencies }
}

function migrationJson(facts: MigrationFacts, cwd: string): object {
  const { plan, names, changes, edits } = facts.files
  const isSplit = changes.length > 0
  return {
    migration: plan.migration.key,
    path: pathFrom(cwd, plan.migration.file.path, cwd),
    split: isSplit,
    analysed: plan.isAnalysed,
    state: isSplit ? halfJson(names.state, facts.releases.first, facts.locks.first) : null,
    database: isSplit ? halfJson(names.database, facts.releases.second, facts.locks.second) : null,
    operations: facts.operations.map((each) => operationJson(each, cwd)),
    notes: plan.notes.map((note) => noteJson(note, cwd)),
    files: [...changes, ...edits].map((change) => fileJson(change, cwd)),
  }
}

function halfJson(name: string, release: number | undefined, { locks, isPart }: Locks): object {
  return { name, release: release ?? null, locks: locks.map(lockJson), locks_more: isPart }
}

function lockJson({ on, lock, while: time }: Lock): object {
  return { on: on.kind, name: on.name, lock, while: time }
}

function operationJson({ name, operation, changes }: OperationFacts, cwd: string): object {
  const path = pathFrom(cwd, operation.place.file.path, cwd)
  return { name, path, ...regionOf(operation.place), changes: changes.map(changeJson) }
}

function changeJson({ subject, why, overlap, later }: PlannedChange): object {
  return { subject, why, overlap, later }
}

function noteJson({ text, place }: Note, cwd: string): object {
  if (place === undefined) return { text, path: null, start: null, end: null }
  return { text, path: pathFrom(cwd, place.file.path, cwd), ...regionOf(place) }
}

function fileJson(change: FileChange, cwd: string): object {
  const path = pathFrom(cwd, targetOf(change), cwd)
  const from = change.kind === 'rename' ? pathFrom(cwd, change.from, cwd) : null
  return { action: change.kind, path, from }
}
