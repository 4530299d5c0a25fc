import type { Dialect } from '../core/dialect'
import type { Change } from '../django/changes'
import type { Check, Column, ForeignKey, Index, Schema, Table, Unique } from '../django/schema'
import { defaultSql } from './default'
import { CAPABILITIES, ON_DELETE, type Capabilities } from './dialect'
import { comesWithKey, isInlineCheck, isInlineUnique, type ColumnRules } from './inline'
import { quoteName, quoteString } from './quote'

/**
 * Changes of the schema as statements of one database; undefined where static reading cannot write one of them, or
 * the database has no statement for it: then Django's own operations do it.
 *
 * `schema` is what is there before the first change (a constraint is dropped as what it is).
 */
export function compile(changes: readonly Change[], schema: Schema): readonly string[] | undefined {
  const writer = new Writer(schema)
  const statements = fold(changes, schema.dialect).map((change) => writer.statements(change))
  return allDefined(statements)?.flat()
}

type AddColumn = Extract<Change, { kind: 'add-column' }>
type Folded = Exclude<Change, AddColumn> | (AddColumn & { readonly rules: ColumnRules })

/** Puts the rules that are declared with a column where the column is; what one statement says is said once. */
function fold(changes: readonly Change[], dialect: Dialect): readonly Folded[] {
  const added = changes.filter((change) => change.kind === 'add-column')
  const isOwn = (change: Change): boolean => added.some((column) => isRuleOf(change, column, dialect))
  return changes
    .filter((change) => !isOwn(change) && !goesWithColumn(change, changes))
    .map((change) => {
      if (change.kind !== 'add-column') return change
      const own = changes.filter((other) => isRuleOf(other, change, dialect))
      return { ...change, rules: columnRules(own) }
    })
}

function isRuleOf(change: Change, { table, column }: AddColumn, dialect: Dialect): boolean {
  if (!('table' in change) || change.table !== table) return false
  if (change.kind === 'add-unique') return isInlineUnique(change.unique, table, column.name, dialect)
  return change.kind === 'add-check' && isInlineCheck(change.check, table, column.name, dialect)
}

/** A key is dropped in the statement that drops its column: `dropColumn` finds it in the schema. */
function goesWithColumn(change: Change, changes: readonly Change[]): boolean {
  if (change.kind !== 'drop-constraint') return false
  return changes.some((other) => other.kind === 'drop-column' && other.table === change.table)
}

function columnRules(changes: readonly Change[]): ColumnRules {
  return {
    unique: changes.some((change) => change.kind === 'add-unique'),
    checks: changes.flatMap((change) => (change.kind === 'add-check' ? [change.check] : [])),
    primaryKey: false,
  }
}

type Statements = readonly string[] | undefined

class Writer {
  private readonly dialect: Dialect
  private readonly can: Capabilities

  constructor(private readonly schema: Schema) {
    this.dialect = schema.dialect
    this.can = CAPABILITIES[schema.dialect]
  }

  statements(change: Folded): Statements {
    switch (change.kind) {
      case 'add-column':
        return this.addColumn(change.table, change.column, change.rules)
      case 'drop-column':
        return this.dropColumn(change.table, change.column)
      case 'create-table':
        return this.createTable(change.table)
      case 'drop-table':
        return [`DROP TABLE ${this.name(change.table)}`]
      case 'rename-table':
        return [this.renameTable(change.table, change.to)]
      case 'add-index':
        return this.addIndex(change.table, change.index)
      case 'drop-index':
        return [this.dropIndex(change.table, change.name)]
      case 'add-unique':
        return this.addUnique(change.table, change.unique)
      case 'add-check':
        return this.addCheck(change.table, change.check)
      case 'add-foreign-key':
        return this.addForeignKey(change.table, change.foreignKey)
      case 'drop-constraint':
        return this.dropConstraint(change.table, change.name)
      case 'alter-column':
        return this.alterColumn(change.table, change.to)
      case 'rename-index':
        return this.renameIndex(change.table, change.name, change.to)
      case 'set-column':
      case 'set-primary-key':
      case 'add-exclusion':
      case 'set-table-comment':
      case 'rebuild-table':
      case 'unknown':
        return undefined
    }
  }

  private addColumn(table: string, column: Column, rules: ColumnRules): Statements {
    if (rules.unique && !this.can.addsUniqueColumns) return undefined
    const definition = this.columnDefinition(column, rules)
    if (definition === undefined) return undefined
    return [`ALTER TABLE ${this.name(table)} ADD COLUMN ${definition}`, ...this.columnComment(table, column)]
  }

  private dropColumn(table: string, column: string): Statements {
    const keys = this.can.dropsKeysWithColumn ? [] : this.foreignKeysOf(table, column)
    const named = keys.flatMap((key) => (key.name === undefined ? [] : [key.name]))
    if (named.length !== keys.length) return undefined
    // One statement: what cannot be rolled back is done as a whole or not at all.
    const parts = named.map((key) => `DROP ${this.can.dropForeignKey} ${this.name(key)}`)
    return [`ALTER TABLE ${this.name(table)} ${[...parts, `DROP COLUMN ${this.name(column)}`].join(', ')}`]
  }

  private foreignKeysOf(table: string, column: string): readonly ForeignKey[] {
    return this.schema.tables.get(table)?.foreignKeys.filter((key) => key.column === column) ?? []
  }

  /** The whole column as it is to be, where a statement takes that; its checks stay only if they are said again. */
  private alterColumn(table: string, column: Column): Statements {
    const there = this.schema.tables.get(table)
    if (!this.can.modifiesColumns || there === undefined) return undefined
    const checks = there.checks.filter((check) => isInlineCheck(check, table, column.name, this.dialect))
    const rules = { unique: false, primaryKey: false, checks: this.can.modifyDropsChecks ? checks : [] }
    const definition = this.columnDefinition(column, rules)
    return definition === undefined ? undefined : [`ALTER TABLE ${this.name(table)} MODIFY ${definition}`]
  }

  private renameIndex(table: string, name: string, to: string): Statements {
    if (!this.can.altersTables) return undefined
    const statement = this.can.dropIndexOnTable
      ? `ALTER TABLE ${this.name(table)} RENAME INDEX ${this.name(name)} TO ${this.name(to)}`
      : `ALTER INDEX ${this.indexName(table, name)} RENAME TO ${this.name(to)}`
    return [statement]
  }

  private createTable(table: Table): Statements {
    if (this.isUnwritable(table)) return undefined
    const columns = allDefined([...table.columns.values()].map((column) => this.tableColumn(table, column)))
    const after = [
      ...table.uniques
        .filter((rule) => !this.isInline(table, rule))
        .map((rule) => this.addUnique(table.name, rule)),
      ...table.checks
        .filter((rule) => !this.isInline(table, rule))
        .map((rule) => this.addCheck(table.name, rule)),
      ...table.indexes
        .filter((index) => !comesWithKey(table, index))
        .map((index) => this.addIndex(table.name, index)),
      ...table.foreignKeys.map((key) => this.addForeignKey(table.name, key)),
    ]
    const rest = allDefined(after)?.flat()
    if (columns === undefined || rest === undefined) return undefined
    const comments = [...table.columns.values()].flatMap((column) => this.columnComment(table.name, column))
    return [`CREATE TABLE ${this.name(table.name)} (${columns.join(', ')})`, ...rest, ...comments]
  }

  private isUnwritable(table: Table): boolean {
    if (table.exclusions.length > 0 || table.comment !== undefined || table.primaryKey.length > 1) return true
    return !this.can.altersTables && table.foreignKeys.length > 0
  }

  private isInline(table: Table, rule: Unique | Check): boolean {
    return [...table.columns.keys()].some((column) =>
      'sql' in rule
        ? isInlineCheck(rule, table.name, column, this.dialect)
        : isInlineUnique(rule, table.name, column, this.dialect),
    )
  }

  private tableColumn(table: Table, column: Column): string | undefined {
    const { name } = column
    return this.columnDefinition(column, {
      primaryKey: table.primaryKey.length === 1 && table.primaryKey[0] === name,
      unique: table.uniques.some((unique) => isInlineUnique(unique, table.name, name, this.dialect)),
      checks: table.checks.filter((check) => isInlineCheck(check, table.name, name, this.dialect)),
    })
  }

  /** In the order of Django's `_iter_column_sql`: type, collation, comment, default, NULL, key, check, suffix. */
  private columnDefinition(column: Column, rules: ColumnRules): string | undefined {
    if (column.type.kind === 'unknown' || column.generated !== undefined) return undefined
    const value = column.default && defaultSql(column.default, this.dialect)
    if (column.default !== undefined && value === undefined) return undefined
    const checks = rules.checks.map((check) => check.sql)
    if (checks.includes(undefined)) return undefined
    const parts = [
      this.name(column.name),
      column.type.sql,
      column.collation === undefined ? '' : `COLLATE ${this.collation(column.collation)}`,
      this.inlineComment(column),
      value === undefined ? '' : `DEFAULT ${value}`,
      column.nullable ? 'NULL' : 'NOT NULL',
      rules.primaryKey ? 'PRIMARY KEY' : rules.unique ? 'UNIQUE' : '',
      ...checks.map((check) => `CHECK (${check ?? ''})`),
      column.identity && !column.type.sql.endsWith(this.can.identity) ? this.can.identity : '',
    ]
    return parts.filter((part) => part !== '').join(' ')
  }

  private inlineComment(column: Column): string {
    if (column.comment === undefined || this.can.comments !== 'inline') return ''
    return `COMMENT ${quoteString(column.comment, this.dialect)}`
  }

  private columnComment(table: string, column: Column): readonly string[] {
    if (column.comment === undefined || this.can.comments !== 'statement') return []
    const text = quoteString(column.comment, this.dialect)
    return [`COMMENT ON COLUMN ${this.name(table)}.${this.name(column.name)} IS ${text}`]
  }

  private renameTable(table: string, to: string): string {
    const [from, into] = [this.name(table), this.name(to)]
    return this.can.renamesTablesWith === 'rename'
      ? `RENAME TABLE ${from} TO ${into}`
      : `ALTER TABLE ${from} RENAME TO ${into}`
  }

  private addIndex(table: string, index: Index): Statements {
    if (index.name === undefined || index.source !== undefined) return undefined
    const parts = index.parts.map(
      (part) =>
        this.name(part.column) +
        (part.opclass === undefined ? '' : ` ${part.opclass}`) +
        (part.descending === true ? ' DESC' : ''),
    )
    const method = index.method === undefined ? '' : ` USING ${index.method}`
    return [`CREATE INDEX ${this.name(index.name)} ON ${this.name(table)}${method} (${parts.join(', ')})`]
  }

  private dropIndex(table: string | undefined, name: string): string {
    const on = this.can.dropIndexOnTable && table !== undefined ? ` ON ${this.name(table)}` : ''
    return `DROP INDEX ${this.indexName(table, name)}${on}`
  }

  /** An index of a table in another schema is found under that schema: `'"hr"."staff"'`. */
  private indexName(table: string | undefined, name: string): string {
    const schema = this.dialect === 'postgresql' ? /^("[^"]+"\.)"[^"]+"$/.exec(table ?? '')?.[1] : undefined
    return (schema ?? '') + this.name(name)
  }

  private addUnique(table: string, unique: Unique): Statements {
    if (unique.source !== undefined) return undefined
    const columns = unique.columns.map((column) => this.name(column)).join(', ')
    if (!this.can.altersTables) {
      if (unique.name === undefined) return undefined
      return [`CREATE UNIQUE INDEX ${this.name(unique.name)} ON ${this.name(table)} (${columns})`]
    }
    const named = unique.name === undefined ? '' : `CONSTRAINT ${this.name(unique.name)} `
    return [`ALTER TABLE ${this.name(table)} ADD ${named}UNIQUE (${columns})`]
  }

  private addCheck(table: string, check: Check): Statements {
    if (check.sql === undefined || check.name === undefined || !this.can.altersTables) return undefined
    return [`ALTER TABLE ${this.name(table)} ADD CONSTRAINT ${this.name(check.name)} CHECK (${check.sql})`]
  }

  private addForeignKey(table: string, key: ForeignKey): Statements {
    if (!this.can.altersTables || key.name === undefined) return undefined
    // Rows that are there were checked by the key that this one replaces; a key of Django's own is checked again.
    const unchecked = key.onDelete === 'no-action' ? '' : this.can.notValid
    return [
      `ALTER TABLE ${this.name(table)} ADD CONSTRAINT ${this.name(key.name)}` +
        ` FOREIGN KEY (${this.name(key.column)}) REFERENCES ${this.name(key.toTable)}` +
        ` (${this.name(key.toColumn)})${onAction(key)}${this.can.deferrable}${unchecked}`,
    ]
  }

  private dropConstraint(table: string, name: string): Statements {
    if (!this.can.altersTables) return undefined
    const there = this.schema.tables.get(table)
    const isKey = there?.foreignKeys.some((key) => key.name === name) ?? false
    const isUnique = there?.uniques.some((unique) => unique.name === name) ?? false
    const what = isKey ? this.can.dropForeignKey : isUnique ? this.can.dropUnique : 'CONSTRAINT'
    return [`ALTER TABLE ${this.name(table)} DROP ${what} ${this.name(name)}`]
  }

  private name(name: string): string {
    return quoteName(name, this.dialect)
  }

  /** Source: `_collate_sql` of each schema editor: only SQLite's does not quote. */
  private collation(name: string): string {
    return this.dialect === 'sqlite' ? name : this.name(name)
  }
}

function onAction({ onDelete, onUpdate }: ForeignKey): string {
  return ON_DELETE[onDelete] + (onUpdate === 'cascade' ? ' ON UPDATE CASCADE' : '')
}

function allDefined<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const defined = values.filter((value) => value !== undefined)
  return defined.length === values.length ? defined : undefined
}
