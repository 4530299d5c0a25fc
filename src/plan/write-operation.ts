import { applyToState } from '../django/apply-state'
import { readOperation } from '../django/read-operation'
import type { Field, ProjectState } from '../django/state'
import { builder, keepArguments, withArguments, type Builder } from '../python/build'
import type { Call, Expression } from '../python/nodes'
import type { Place } from '../core/span'
import type { Step } from './plan'
import { functionName } from './function-name'
import type { RenameContentType, RowFunction } from './row-function'
import type { Site } from './site'

/** Arguments of a field that its column, key or table depend on; the rest is for Python alone. */
const DATABASE_ARGUMENTS: readonly string[] = [
  ...['null', 'unique', 'primary_key', 'db_index', 'db_column', 'db_tablespace', 'db_default'],
  ...['db_collation', 'db_comment', 'max_length', 'max_digits', 'decimal_places'],
  ...['to', 'to_field', 'on_delete', 'db_constraint', 'parent_link'],
  ...['through', 'through_fields', 'db_table', 'base_field', 'size', 'default_bounds'],
  ...['expression', 'output_field', 'db_persist'],
]

/** The field as the database sees it. A class that is not known may need any of its arguments, so that all are kept. */
export function databaseField(field: Field): Call {
  if (field.kind === 'unknown' || !field.className.startsWith('django.')) return field.source
  const call = keepArguments(field.source, DATABASE_ARGUMENTS)
  return field.relation && field.kind === 'relation' ? withPlainOnDelete(call) : call
}

/** `on_delete=models.SET(f)` names a function of the user's; to the database every on_delete is the same. */
function withPlainOnDelete(call: Call): Call {
  const argument = call.args.find((candidate) => candidate.name === 'on_delete')
  const isPlain =
    argument?.value.kind === 'reference' && argument.value.target.startsWith('django.db.models.')
  if (argument === undefined || isPlain) return call
  return withArguments(call, { on_delete: builder(call.place).reference('django.db.models.CASCADE') })
}

/** Makes the operations that a plan writes, each as the expression that is printed and the operation that is proved. */
export class OperationWriter {
  readonly build: Builder

  constructor(
    private readonly site: Pick<Site, 'migration' | 'before'>,
    readonly place: Place,
  ) {
    this.build = builder(place)
  }

  step(expression: Expression, comment: readonly string[] = []): Step {
    const { app } = this.site.migration
    return {
      operation: readOperation(expression, { app, settings: this.site.before.state.settings }),
      comment,
    }
  }

  /** The models once these operations have run, one after the other. */
  stateAfter(calls: readonly Expression[], state: ProjectState): ProjectState {
    const { app } = this.site.migration
    return calls.reduce((current, call) => applyToState(this.step(call).operation, app, current), state)
  }

  alterField(model: string, name: string, field: Expression): Expression {
    return this.fieldOperation('AlterField', model, name, field)
  }

  addField(model: string, name: string, field: Expression): Expression {
    return this.fieldOperation('AddField', model, name, field)
  }

  removeField(model: string, name: string): Expression {
    return this.operation('RemoveField', {
      model_name: this.build.string(model),
      name: this.build.string(name),
    })
  }

  deleteModel(name: string): Expression {
    return this.operation('DeleteModel', { name: this.build.string(name) })
  }

  /** `hints` let a project's database routers send the SQL where they would send the operation. */
  runSql(
    forward: readonly string[],
    reverse: readonly string[],
    model: string,
    stateOperations: readonly Expression[] = [],
  ): Expression {
    const hints = { hints: this.build.dict([['model_name', this.build.string(model)]]) }
    return this.operation('RunSQL', {
      sql: this.statements(forward),
      reverse_sql: this.statements(reverse),
      ...(stateOperations.length > 0 ? { state_operations: this.build.list(stateOperations) } : {}),
      ...(this.site.before.state.settings.hasDatabaseRouters ? hints : {}),
    })
  }

  /** Runs a function that the file gets, on the way there or on the way back; the other way does nothing. */
  run(rowFunction: Exclude<RowFunction, RenameContentType>, way: 'forward' | 'reverse' = 'forward'): Step {
    const noop = this.build.reference('django.db.migrations.RunPython.noop')
    const own = this.build.name(rowFunction.name)
    const model = this.build.string(rowFunction.model.toLowerCase())
    const { hasDatabaseRouters } = this.site.before.state.settings
    const hints = hasDatabaseRouters ? { hints: this.build.dict([['model_name', model]]) } : {}
    return this.runPython(way === 'forward' ? [own, noop] : [noop, own], hints, rowFunction)
  }

  /** Both functions of a renamed content type. Without hints: the function itself asks the routers, as Django's does. */
  runBothWays(rowFunction: RenameContentType): Step {
    const { name, reverseName } = rowFunction
    return this.runPython([this.build.name(name), this.build.name(reverseName)], {}, rowFunction)
  }

  /** A name for a function that the file has no other use for. Words may hold anything. */
  functionName(words: string): string {
    return functionName(words, this.site.migration.module.names)
  }

  alterUniqueTogether(model: string, sets: readonly (readonly string[])[]): Expression {
    const tuples = sets.map((fields) => this.build.tuple(fields.map((field) => this.build.string(field))))
    return this.operation('AlterUniqueTogether', {
      name: this.build.string(model),
      unique_together: { ...this.build.list(tuples), kind: 'set' },
    })
  }

  separate(halves: { state?: readonly Expression[]; database?: readonly Expression[] }): Expression {
    return this.operation('SeparateDatabaseAndState', {
      ...(halves.state ? { state_operations: this.build.list(halves.state) } : {}),
      ...(halves.database ? { database_operations: this.build.list(halves.database) } : {}),
    })
  }

  operation(name: string, keywords: Readonly<Record<string, Expression>>): Expression {
    return this.build.call(`django.db.migrations.${name}`, [], keywords)
  }

  private runPython(
    functions: readonly Expression[],
    keywords: Readonly<Record<string, Expression>>,
    rowFunction: RowFunction,
  ): Step {
    const call = this.build.call('django.db.migrations.RunPython', functions, keywords)
    return { ...this.step(call), rowFunction }
  }

  private fieldOperation(kind: string, model: string, name: string, field: Expression): Expression {
    return this.operation(kind, {
      model_name: this.build.string(model),
      name: this.build.string(name),
      field,
    })
  }

  /** A list is run as it is, statement by statement; a string would be cut at its semicolons. */
  private statements(sql: readonly string[]): Expression {
    if (sql.length === 0) return this.build.reference('django.db.migrations.RunSQL.noop')
    return this.build.list(sql.map((statement) => this.build.string(statement)))
  }
}
