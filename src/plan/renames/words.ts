import type { Operation, OperationOf } from '../../django/operation'
import { modelKey, type Field } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'
import type { Note, PlannedChange } from '../plan'
import type { Site } from '../site'
import type { Names } from './names'

/** A rename in words, for comments, file names and the summary. */
export function renameChange(operation: Operation, site: Site): PlannedChange {
  return { ...wordsOf(operation, site), verb: 'knows', why: site.why, place: operation.place }
}

type Words = Pick<PlannedChange, 'slug' | 'subject' | 'overlap' | 'later'>

const BY_TWIN = 'The database has the column under both names, and triggers keep the two equal.'
const BY_VIEW =
  'The table keeps its name, and a view has the new one: old and new code read and write the same rows.'
const BY_TWINS =
  'Columns of many-to-many tables that are called after the model have both names, and triggers keep these equal.'

function wordsOf(operation: Operation, site: Site): Words {
  switch (operation.kind) {
    case 'RenameField':
      return fieldWords(operation, site)
    case 'RenameModel':
      return modelWords(operation, site)
    case 'AlterField':
      return alteredWords(operation.model, operation.field.name, site)
    default:
      return alteredWords('model' in operation ? operation.model : '', undefined, site)
  }
}

function fieldWords({ model, from, to }: OperationOf<'RenameField'>, site: Site): Words {
  const name = modelName(model, site)
  const isTable = isOwnTable(model, from, site)
  return {
    slug: `rename_${model}_${from}_${to}`.toLowerCase(),
    subject: `${name}.${from} as ${to}`,
    overlap: isTable ? BY_VIEW : BY_TWIN,
    later: `renames the ${isTable ? 'table' : 'column'} of ${name}.${to}`,
  }
}

function modelWords(operation: OperationOf<'RenameModel'>, site: Site): Words {
  const { from, to } = operation
  const isPinned = isTablePinned(operation, site)
  return {
    slug: `rename_${from}_${to}`.toLowerCase(),
    subject: `the model ${from} as ${to}`,
    overlap: isPinned ? BY_TWINS : BY_VIEW,
    later: isPinned ? `renames the columns that are called after ${from}` : `renames the table of ${to}`,
  }
}

/** Another `db_column` or `db_table`. */
function alteredWords(model: string, field: string | undefined, site: Site): Words {
  const name = [modelName(model, site), ...(field === undefined ? [] : [field])].join('.')
  const isTable = field === undefined || isOwnTable(model, field, site)
  return {
    slug: ['rename', model, ...(field === undefined ? [] : [field])].join('_').toLowerCase(),
    subject: `${name} under another name in the database`,
    overlap: isTable ? BY_VIEW : BY_TWIN,
    later: `renames the ${isTable ? 'table' : 'column'} of ${name}`,
  }
}

/** A `db_table` of its own does not follow the name of the model. */
function isTablePinned({ from }: OperationOf<'RenameModel'>, { before, migration }: Site): boolean {
  return before.state.models.get(modelKey(migration.app, from))?.options.dbTable !== undefined
}

function modelName(name: string, site: Site): string {
  return site.before.state.models.get(modelKey(site.migration.app, name))?.name ?? name
}

function fieldOf(model: string, name: string, { before, migration }: Site): Field | undefined {
  return before.state.models.get(modelKey(migration.app, model))?.fields.get(name)
}

function isOwnTable(model: string, name: string, site: Site): boolean {
  return fieldOf(model, name, site)?.kind === 'many-to-many'
}

/**
 * Django groups by the primary key alone (`allows_group_by_selected_pks`, django/db/backends/postgresql/features.py),
 * and PostgreSQL knows that of a table, not of a view.
 */
export function viewNotes(
  operation: Operation,
  before: Names,
  now: Names,
  { options }: Site,
): readonly Note[] {
  if (options.dialect !== 'postgresql') return []
  return now.tables
    .filter((table) => !before.tables.includes(table))
    .slice(0, 1)
    .map(({ to }) => ({
      text:
        `until step 2 has run, new code meets a view in ${to}: annotate() with an aggregate fails on it, unless ` +
        'connection.features.allows_group_by_selected_pks is False; see docs/strategies/rename-model.md',
      place: operation.place,
    }))
}

/** The way to have the rename in Python without one in the database. */
export function cheapestWay(operation: Operation, site: Site, { columns }: Names): readonly Note[] {
  // Columns of many-to-many tables are called after the model, whatever its table is called.
  if (operation.kind === 'RenameModel' && columns.length > 0) return []
  const argument = keptName(operation, site)
  if (argument === undefined) return []
  const text = `with ${argument} the database keeps the name and nothing has to be split: the cheapest way, where the name in the database does not matter`
  return [{ text, place: operation.place }]
}

function keptName(operation: Operation, site: Site): string | undefined {
  const { models } = site.before.state
  const { dialect } = site.options
  if (operation.kind === 'RenameModel') {
    const model = models.get(modelKey(site.migration.app, operation.from))
    return model && `db_table = ${JSON.stringify(tableName(model, dialect))} in Meta`
  }
  if (operation.kind !== 'RenameField') return undefined
  const model = models.get(modelKey(site.migration.app, operation.model))
  const field = fieldOf(operation.model, operation.from, site)
  if (model === undefined || field === undefined) return undefined
  const through = manyToManyTable(field, model, site.before.state, dialect)
  return through === undefined
    ? `db_column=${JSON.stringify(columnName(field))}`
    : `db_table=${JSON.stringify(through.name)}`
}
