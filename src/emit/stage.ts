import type { MigrationClass, ClassAttribute, Expression, Module } from '../python/nodes'
import { importLines, insertImports } from '../python/insert-imports'
import { printExpression } from '../python/print'
import { scopeOfModule, spellFrom } from '../python/print-scope'
import type { PrintScope } from '../python/print-scope'
import type { TextEdit } from './edits'
import { indentAt, lineStart } from './python-text'
import type { Style } from './style'

/** The runner that holds the second half back, and is told so by a class attribute. */
export type Stage = 'none' | 'safemigrate' | 'syzygy'

export type Half = 'state' | 'database'

interface Runner {
  readonly attribute: string
  /** The class of the value, and the module that the package's own pages import it from. */
  readonly module: string
  readonly name: string
  /** Other modules that it can be had from. */
  readonly also: readonly string[]
  /** What each half has of it. */
  readonly member: Readonly<Record<Half, string>>
  /** Behind the member. */
  readonly call: '()' | ''
}

/** Read in django-safemigrate 6.0 (`Safe`, and `Command.safe`) and django-syzygy 1.2.3 (`get_migration_stage`). */
const RUNNERS: Readonly<Record<Exclude<Stage, 'none'>, Runner>> = {
  safemigrate: {
    attribute: 'safe',
    module: 'django_safemigrate',
    name: 'Safe',
    also: [],
    member: { state: 'before_deploy', database: 'after_deploy' },
    call: '()',
  },
  syzygy: {
    attribute: 'stage',
    module: 'syzygy',
    name: 'Stage',
    also: ['syzygy.constants'],
    member: { state: 'PRE_DEPLOY', database: 'POST_DEPLOY' },
    call: '',
  },
}

/**
 * The edits that mark the user's own file as the half which runs before the new code: an attribute above
 * `dependencies`. Where the file has the attribute, only a value that says something else is replaced.
 *
 * @returns none for the stage `none`
 */
export function markerEdits(
  stage: Stage,
  { migration, file }: Pick<Module, 'migration' | 'file'>,
  style: Style,
  scope: PrintScope,
): readonly TextEdit[] {
  if (stage === 'none' || migration === undefined) return []
  const runner = RUNNERS[stage]
  const there = attributeOf(migration, runner)
  if (there === undefined) return [newMarker(markerText(runner, 'state', scope), migration, file.text, style)]
  if (memberOf(there.value, runner) === runner.member.state) return []
  return [{ span: there.valuePlace.span, text: valueText(runner, 'state', scope) }]
}

/**
 * The edits that mark a migration which is not split and comes behind a database migration: unmarked, safemigrate would
 * hold it back together with that and say nothing, and the new code would come without it. What it says already stays.
 */
export function behindEdits(stage: Stage, module: Module, style: Style): readonly TextEdit[] {
  if (stage === 'none' || module.migration === undefined) return []
  if (attributeOf(module.migration, RUNNERS[stage]) !== undefined) return []
  const scope = scopeOfModule(module)
  return [...markerEdits(stage, module, style, scope), ...insertImports(module, importLines(scope))]
}

/**
 * The line that marks the database migration; undefined for the stage `none`. What the user's migration says of the
 * later half already, such as a delay, is kept.
 *
 * @throws Refusal `local-name` where that holds a name which only the user's file knows
 */
export function databaseMarker(
  stage: Stage,
  { migration }: Pick<Module, 'migration'>,
  scope: PrintScope,
): string | undefined {
  if (stage === 'none') return undefined
  const runner = RUNNERS[stage]
  const there = migration && attributeOf(migration, runner)
  const isLater = there !== undefined && memberOf(there.value, runner) === runner.member.database
  if (!isLater || there.value.kind !== 'call') return markerText(runner, 'database', scope)
  return `${runner.attribute} = ${printExpression(there.value, scope)}`
}

/** Whether a class says to the runner which half it is. */
export function isMarked(stage: Stage, half: Half, migration: MigrationClass | undefined): boolean {
  if (stage === 'none') return true
  const runner = RUNNERS[stage]
  const there = migration && attributeOf(migration, runner)
  return there !== undefined && memberOf(there.value, runner) === runner.member[half]
}

/**
 * What to tell of a migration that is marked for a runner where nobody has said whether the halves are to be: the
 * second one would not be held back. Undefined where there is nothing to tell.
 */
export function markNote(stage: Stage | undefined, module: Module): string | undefined {
  const runner = stage === undefined ? runnerOf(module) : undefined
  if (runner === undefined) return undefined
  const what = `${module.file.path} is marked for django-${runner}, and its database migration is not`
  return `${what}: --stage ${runner} marks both halves, --stage none says that this is right`
}

/** The runner that a migration is marked for, whatever the mark says. */
export function runnerOf({ migration }: Pick<Module, 'migration'>): Exclude<Stage, 'none'> | undefined {
  const stages = ['safemigrate', 'syzygy'] as const
  return stages.find((stage) => {
    const there = migration && attributeOf(migration, RUNNERS[stage])
    return there !== undefined && memberOf(there.value, RUNNERS[stage]) !== undefined
  })
}

function attributeOf(migration: MigrationClass, { attribute }: Runner): ClassAttribute | undefined {
  return migration.attributes.find(({ name }) => name === attribute)
}

/** `after_deploy` of `Safe.after_deploy(delay=…)`, which safemigrate takes without its parentheses as well. */
function memberOf(value: Expression, { module, also, name }: Runner): string | undefined {
  const named = value.kind === 'call' ? value.callee : value
  if (named.kind !== 'reference') return undefined
  const prefix = [module, ...also]
    .map((each) => `${each}.${name}.`)
    .find((each) => named.target.startsWith(each))
  return prefix === undefined ? undefined : named.target.slice(prefix.length)
}

function valueText(runner: Runner, half: Half, scope: PrintScope): string {
  const spelled = spellFrom([runner.module, ...runner.also], runner.name, scope)
  return `${spelled}.${runner.member[half]}${runner.call}`
}

function markerText(runner: Runner, half: Half, scope: PrintScope): string {
  return `${runner.attribute} = ${valueText(runner, half, scope)}`
}

/** Above `dependencies` and the comment that it has; with an empty line where the file has such lines between them. */
function newMarker(line: string, migration: MigrationClass, text: string, style: Style): TextEdit {
  const before = anchorOf(migration)
  const start = lineStart(text, before)
  const indent = indentAt(text, before)
  if (start + indent.length !== before) return insertion(before, `${line}; `)
  const gap = hasEmptyLines(migration, text) ? style.newline : ''
  return insertion(aboveComment(text, start), `${indent}${line}${style.newline}${gap}`)
}

function insertion(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text }
}

/** The statement that it goes above. */
function anchorOf(migration: MigrationClass): number {
  const named = (wanted: string) => migration.attributes.find(({ name }) => name === wanted)
  const found = named('dependencies') ?? named('operations')
  if (found === undefined)
    throw new Error(`${migration.place.file.path} has nothing in its class to stand above`)
  return found.place.span.start
}

function hasEmptyLines({ attributes }: MigrationClass, text: string): boolean {
  return attributes.some(({ place }) => {
    const above = text.slice(0, aboveComment(text, lineStart(text, place.span.start)))
    return /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(above)
  })
}

/** The beginning of the lines of comment right above a line. */
function aboveComment(text: string, start: number): number {
  let at = start
  for (;;) {
    const above = at === 0 ? 0 : lineStart(text, at - (text.startsWith('\r\n', at - 2) ? 2 : 1))
    if (above === at || !/^[ \t]*#/.test(text.slice(above, at))) return at
    at = above
  }
}
