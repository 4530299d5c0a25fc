import type { Operation } from '../../django/operation'
import { modelKey, type Field } from '../../django/state'
import { columnName, manyToManyTable, tableName } from '../../django/tables'
import type { Note, PlannedChange } from '../plan'
import type { Site } from '../site'

/** A rename in words, for comments, file names and the summary. */
export function renameChange(operation: Operation, site: Site): PlannedChange {
  return { ...wordsOf(operation, site), verb: 'knows', why: site.why, place: operation.place }
}

type Words = Pick<PlannedChange, 'slug' | 'subject' | 'overlap' | 'later'>

const BY_TWIN = 'The database has the column under both names, and triggers keep the two equal.'
const BY_VIEW =
  'The table keeps its name, and a view has the new one: old and new code read and write the same rows.'

function wordsOf(operation: Operation, site: Site): Words {
  switch (operation.kind) {
    case 'RenameField': {
      const { model, from, to } = operation
      return {
        slug: `rename_${model}_${from}_${to}`.toLowerCase(),
        subject: `${modelName(model, site)}.${from} as ${to}`,
        overlap: isOwnTable(model, from, site) ? BY_VIEW : BY_TWIN,
        later: `leaves only the new name of ${modelName(model, site)}.${to}`,
      }
    }
    case 'RenameModel':
      return {
        slug: `rename_${operation.from}_${operation.to}`.toLowerCase(),
        subject: `the model ${operation.from} as ${operation.to}`,
        overlap: BY_VIEW,
        later: `gives the table of ${operation.to} its new name`,
      }
    default: {
      const model = 'model' in operation ? operation.model : ''
      const name = operation.kind === 'AlterField' ? `_${operation.field.name}` : ''
      return {
        slug: `rename_${model}${name}`.toLowerCase(),
        subject: `${modelName(model, site)}${name.replace('_', '.')} under another name in the database`,
        overlap:
          operation.kind === 'AlterField' && !isOwnTable(model, operation.field.name, site)
            ? BY_TWIN
            : BY_VIEW,
        later: `leaves only the new name of ${modelName(model, site)}${name.replace('_', '.')}`,
      }
    }
  }
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

/** The way to have the rename in Python without one in the database. */
export function cheapestWay(operation: Operation, site: Site): readonly Note[] {
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
