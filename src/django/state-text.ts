import { stateJson } from './state-json'
import type { ColumnJson, FieldJson, ModelJson, TableJson } from './state-json'
import type { Snapshot } from './snapshot'

/**
 * A snapshot as text to read: the models with their fields, then the tables with their columns and rules.
 *
 * @param shown what becomes of a line, in which names and values stand as they are
 */
export function stateText(snapshot: Snapshot, shown: (line: string) => string = (line) => line): string {
  const { models, tables, views, dialect } = stateJson(snapshot)
  const lines = [
    ...Object.values(models).flatMap(modelLines),
    `Tables (${dialect})`,
    '',
    ...Object.entries(tables).flatMap(([name, table]) => tableLines(name, table)),
    ...Object.entries(views).flatMap(([name, { table, columns }]) => [
      `${name}: a view of ${table} (${columns.join(', ')})`,
      '',
    ]),
  ]
  return lines.map(shown).join('\n')
}

function modelLines(model: ModelJson): readonly string[] {
  const notes = noted([
    [model.proxy, 'proxy'],
    [!model.managed, 'not managed'],
    [model.bases.length > 0, `extends ${model.bases.join(', ')}`],
  ])
  const rows = model.fields.map((field) => [field.name, shortClass(field.class), fieldNotes(field)])
  const sets = model.unique_together.map((set) => `  unique together (${set.join(', ')})`)
  const rules = [...model.indexes, ...model.constraints].map(
    (rule) => `  ${shortClass(rule.class)} ${rule.name}`,
  )
  return [`Model ${model.app}.${model.name}${notes && `: ${notes}`}`, ...aligned(rows), ...sets, ...rules, '']
}

/** `models.CharField` for Django's own, in the way that a migration spells them. */
function shortClass(name: string): string {
  return name.replace(/^django\.db\.models\./, '')
}

function fieldNotes(field: FieldJson): string {
  return noted([
    [field.primary_key, 'primary key'],
    [field.null, 'null'],
    [field.unique, 'unique'],
    [field.relation !== null, `to ${field.relation?.to ?? 'an unknown model'}`],
    [field.default !== null, `default ${field.default ?? ''}`],
    [field.db_default !== null, `db_default ${field.db_default ?? ''}`],
    [field.column !== null && field.column !== field.name, `column ${field.column ?? ''}`],
  ])
}

function tableLines(name: string, table: TableJson): readonly string[] {
  const rows = table.columns.map((column) => [
    column.name,
    column.type ?? '(unknown type)',
    columnNotes(column),
  ])
  return [name, ...aligned(rows), ...ruleLines(table).map((line) => `  ${line}`), '']
}

function columnNotes(column: ColumnJson): string {
  return noted([
    [!column.null, 'not null'],
    [column.identity, 'identity'],
    [column.default !== null, `default ${column.default?.text ?? ''}`],
    [column.generated !== null, `generated ${column.generated ?? ''}`],
  ])
}

function ruleLines(table: TableJson): readonly string[] {
  return [
    ...(table.primary_key.length > 0 ? [`primary key (${table.primary_key.join(', ')})`] : []),
    ...table.uniques.map((each) => `unique${named(each.name)} (${each.columns.join(', ')})`),
    ...table.indexes.map(
      (each) => `index${named(each.name)} (${each.parts.map((part) => part.column).join(', ')})`,
    ),
    ...table.checks.map((each) => `check${named(each.name)} (${each.sql ?? '…'})`),
    ...table.exclusions.map((each) => `exclusion${named(each.name)}`),
    ...table.foreign_keys.map(foreignKeyLine),
    ...table.twins.map((each) => `triggers ${each.name}: ${each.column} and ${each.twin} are kept equal`),
  ]
}

function foreignKeyLine(key: TableJson['foreign_keys'][number]): string {
  const action = key.on_delete === 'no-action' ? '' : ` on delete ${key.on_delete.replace('-', ' ')}`
  return `foreign key${named(key.name)} (${key.column}) to ${key.to_table} (${key.to_column})${action}`
}

function named(name: string | null): string {
  return name === null ? '' : ` ${name}`
}

function noted(notes: readonly (readonly [holds: boolean, text: string])[]): string {
  return notes.flatMap(([holds, text]) => (holds ? [text] : [])).join(', ')
}

/** Rows of cells in columns, indented. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    return `  ${cells.join('  ').trimEnd()}`
  })
}
