import { allDefined } from '../core/all-defined'
import type { Dialect } from '../core/dialect'
import { orUndefined } from '../core/errors'
import { applyChange } from '../django/apply-change'
import type { Change } from '../django/changes'
import type { Check, Column, ForeignKey, Index, Schema, Table, Unique } from '../django/schema'
import { addConstraint, addUniqueConstraint, addValid, createIndex, dropIndex } from './add-rule'
import { changeColumn, columnChecks } from './change-column'
import { columnDefinition, commentOn } from './column'
import { ON_DELETE, type Capabilities } from './dialect'
import { fold, type Folded } from './fold'
import { comesWithKey, isInlineCheck, isInlineUnique, type ColumnRules } from './inline'
import { indexDefinition, uniqueKey } from './rule-text'
import { renameConstraint } from './rename-constraint'
import { isOnline, Terms, type CompileOptions } from './terms'
import { twinStatements } from './twins'
import { viewStatements } from './views'

export type { CompileOptions }

/**
 * Changes of the schema as statements of one database; undefined where static reading cannot write one of them, or
 * the database has no statement for it: then Django's own operations do it.
 *
 * `schema` is what is there before the first change (a constraint is dropped as what it is).
 */
export function compile(
  changes: readonly Change[],
  schema: Schema,
  options: CompileOptions = {},
): readonly string[] | undefined {
  const { dialect } = schema
  const fresh = new Set<string>()
  const leaving = new Set([...(options.leaving ?? []), ...changes.flatMap(leavingTable)])
  const statements: (readonly string[])[] = []
  let before = schema
  for (const folded of fold(changes, dialect, isOnline(options, dialect))) {
    const after = folded.all.reduce(advanced, before)
    const written = new Writer(new Terms(before, after, { ...options, leaving }, fresh)).statements(folded)
    if (written === undefined) return undefined
    if (folded.change.kind === 'create-table') fresh.add(folded.change.table.name)
    statements.push(written)
    before = after
  }
  return statements.flat().filter(isNew)
}

/** What makes an index anew drops what has its name, and so does what takes that one away. */
function isNew(statement: string, at: number, all: readonly string[]): boolean {
  return statement !== all[at - 1]
}

function leavingTable(change: Change): readonly string[] {
  if (change.kind === 'settle-views') return change.views.map(({ table }) => table)
  if (change.kind === 'unsettle-views') return change.views.map(({ name }) => name)
  return change.kind === 'drop-table' || change.kind === 'rename-table' ? [change.table] : []
}

/** The schema after a change; one that does not fit leaves it as it is: that is for the proof to find. */
function advanced(schema: Schema, change: Change): Schema {
  return orUndefined(() => applyChange(schema, change)) ?? schema
}

type Statements = readonly string[] | undefined

class Writer {
  private readonly dialect: Dialect
  private readonly can: Capabilities

  constructor(private readonly terms: Terms) {
    this.dialect = terms.dialect
    this.can = terms.can
  }

  statements({ change, all }: Folded): Statements {
    switch (change.kind) {
      case 'add-column':
        return this.addColumn(change.table, change.column, columnRules(all))
      case 'drop-column':
        return this.dropColumn(change.table, change.column, all)
      case 'create-table':
        return this.createTable(change.table)
      case 'drop-table':
        return [`DROP TABLE ${this.terms.ifExists}${this.terms.name(change.table)}`]
      case 'rename-table':
        return [this.renameTable(change.table, change.to)]
      case 'add-index':
        return this.addIndex(change.table, change.index, change.ifNotExists)
      case 'drop-index':
        return [dropIndex(this.terms, change.table, change.name)]
      case 'add-unique':
        return this.addUnique(change.table, change.unique)
      case 'add-check':
        return this.addCheck(change.table, change.check)
      case 'add-foreign-key':
        return this.addForeignKey(change.table, change.foreignKey)
      case 'drop-constraint':
        return this.dropConstraint(change)
      case 'alter-column':
        return change.to.name === change.column
          ? this.alterColumn(change.table, change.column, all)
          : undefined
      case 'set-column':
        return this.alterColumn(change.table, change.column, all)
      case 'rename-index':
        return this.renameIndex(change.table, change.name, change.to)
      case 'rename-constraint':
        return this.can.renamesConstraints
          ? [renameConstraint(change.table, change.name, change.to, this.terms.rerunnable)]
          : undefined
      case 'add-twin':
      case 'drop-twin':
      case 'settle-twin':
      case 'swap-columns':
        return twinStatements(this.terms, change)
      case 'create-view':
      case 'drop-view':
      case 'settle-views':
      case 'unsettle-views':
        return viewStatements(this.terms, change)
      // Written with the index, see `addUniqueConstraint`.
      case 'use-index':
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
    const definition = columnDefinition(column, rules, this.dialect)
    if (definition === undefined) return undefined
    const add = this.terms.alterTable(table, `ADD COLUMN ${this.terms.ifNotExists}${definition}`)
    return [add, ...commentOn(table, column, this.dialect)]
  }

  private dropColumn(table: string, column: string, all: readonly Change[]): Statements {
    const own = this.terms.before.tables.get(table)?.foreignKeys.filter((key) => key.column === column) ?? []
    const others = all.filter((change) => change.kind === 'drop-constraint')
    const apart = others.filter(({ name }) => own.every((key) => key.name !== name))
    const keys = this.can.dropsKeysWithColumn ? [] : own
    const named = keys.flatMap((key) => (key.name === undefined ? [] : [key.name]))
    const before = allDefined(apart.map((change) => this.dropConstraint(change)))
    if (before === undefined || named.length !== keys.length) return undefined
    // One statement: what cannot be rolled back is done as a whole or not at all.
    const parts = named.map(
      (key) => `DROP ${this.can.dropForeignKey} ${this.terms.ifExists}${this.terms.name(key)}`,
    )
    const drop = [...parts, `DROP COLUMN ${this.terms.ifExists}${this.terms.name(column)}`].join(', ')
    return [...before.flat(), this.terms.alterTable(table, drop)]
  }

  private alterColumn(table: string, column: string, all: readonly Change[]): Statements {
    const inside = columnChecks(this.terms.before, table, column)
    const apart = all
      .filter((change) => change.kind === 'drop-constraint')
      .filter(({ name }) => inside.every((check) => check.name !== name))
    const drops = allDefined(apart.map((change) => this.dropConstraint(change)))
    const statements = changeColumn(this.terms, table, column, all)
    return statements && drops && [...statements, ...drops.flat()]
  }

  private renameIndex(table: string | undefined, name: string, to: string): Statements {
    if (!this.can.altersTables) return undefined
    const [from, into] = [this.terms.ifExists + this.terms.indexName(table, name), this.terms.name(to)]
    if (!this.can.dropIndexOnTable) return [`ALTER INDEX ${from} RENAME TO ${into}`]
    return table === undefined ? undefined : [this.terms.alterTable(table, `RENAME INDEX ${from} TO ${into}`)]
  }

  private createTable(table: Table): Statements {
    if (this.isUnwritable(table)) return undefined
    const columns = allDefined([...table.columns.values()].map((column) => this.tableColumn(table, column)))
    const fresh = new Writer(this.terms.withFresh(table.name))
    const rest = fresh.rulesOf(table)
    if (columns === undefined || rest === undefined) return undefined
    const comments = [...table.columns.values()].flatMap((column) =>
      commentOn(table.name, column, this.dialect),
    )
    const create = `CREATE TABLE ${this.terms.ifNotExists}${this.terms.name(table.name)} (${columns.join(', ')})`
    return [create, ...rest, ...comments]
  }

  /** What is not said with the columns of a new table. */
  private rulesOf(table: Table): Statements {
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
    return allDefined(after)?.flat()
  }

  private isUnwritable(table: Table): boolean {
    if (table.twins !== undefined) return true
    if (table.exclusions.length > 0 || table.comment !== undefined || table.primaryKey.length > 1) return true
    return !this.can.altersTables && table.foreignKeys.length > 0
  }

  private isInline(table: Table, rule: Unique | Check): boolean {
    return [...table.columns.keys()].some((column) =>
      'uses' in rule
        ? isInlineUnique(rule, table.name, column, this.dialect)
        : isInlineCheck(rule, table.name, column, this.dialect),
    )
  }

  private tableColumn(table: Table, column: Column): string | undefined {
    const { name } = column
    const rules = {
      primaryKey: table.primaryKey.length === 1 && table.primaryKey[0] === name,
      unique: table.uniques.some((unique) => isInlineUnique(unique, table.name, name, this.dialect)),
      checks: table.checks.filter((check) => isInlineCheck(check, table.name, name, this.dialect)),
    }
    return columnDefinition(column, rules, this.dialect)
  }

  private renameTable(table: string, to: string): string {
    const into = this.terms.name(to)
    return this.can.renamesTablesWith === 'rename'
      ? `RENAME TABLE ${this.terms.ifExists}${this.terms.name(table)} TO ${into}`
      : this.terms.alterTable(table, `RENAME TO ${into}`)
  }

  private addIndex(table: string, index: Index, ifNotExists?: true): Statements {
    const definition = indexDefinition(index, this.dialect)
    if (index.name === undefined || definition === undefined) return undefined
    const terms = ifNotExists ? this.terms.withGuards() : this.terms
    return createIndex(terms, 'INDEX', table, index.name, definition)
  }

  private addUnique(table: string, unique: Unique): Statements {
    const key = uniqueKey(unique, this.dialect)
    if (key === undefined) return undefined
    if (!this.can.altersTables || unique.index === true) {
      return unique.name === undefined
        ? undefined
        : createIndex(this.terms, 'UNIQUE INDEX', table, unique.name, ` ${key.index}`)
    }
    if (unique.name !== undefined) return addUniqueConstraint(this.terms, table, unique.name, key)
    const isPlain = this.terms.reruns === undefined && !this.terms.isOnline(table)
    return isPlain
      ? [this.terms.alterTable(table, `ADD UNIQUE ${key.constraint}${key.deferrable}`)]
      : undefined
  }

  private addCheck(table: string, check: Check): Statements {
    if (check.sql === undefined || check.name === undefined || !this.can.altersTables) return undefined
    if (this.terms.isOnline(table)) return addValid(this.terms, table, check.name, `CHECK (${check.sql})`)
    return [addConstraint(this.terms, table, check.name, 'CHECK', `(${check.sql})`)]
  }

  private addForeignKey(table: string, key: ForeignKey): Statements {
    if (!this.can.altersTables || key.name === undefined) return undefined
    const definition =
      `(${this.terms.name(key.column)}) REFERENCES ${this.terms.name(key.toTable)}` +
      ` (${this.terms.name(key.toColumn)})${onAction(key)}${this.can.deferrable}`
    // Rows that are there were checked by the key that this one replaces; a key of Django's own is checked again.
    const isOwn = key.onDelete === 'no-action'
    if (isOwn && this.terms.isOnline(table))
      return addValid(this.terms, table, key.name, `FOREIGN KEY ${definition}`)
    const unchecked = isOwn ? '' : this.can.notValid
    return [addConstraint(this.terms, table, key.name, 'FOREIGN KEY', definition + unchecked)]
  }

  private dropConstraint({ table, name, of }: Extract<Change, { kind: 'drop-constraint' }>): Statements {
    if (!this.can.altersTables) return undefined
    const there = this.terms.before.tables.get(table)
    const has = (list: 'foreignKeys' | 'uniques'): boolean => {
      const rules: readonly { readonly name: string | undefined }[] = there?.[list] ?? []
      return of === undefined ? rules.some((rule) => rule.name === name) : of === list
    }
    const isKey = has('foreignKeys')
    const what = isKey ? this.can.dropForeignKey : has('uniques') ? this.can.dropUnique : 'CONSTRAINT'
    return [this.terms.alterTable(table, `DROP ${what} ${this.terms.ifExists}${this.terms.name(name)}`)]
  }
}

function columnRules(changes: readonly Change[]): ColumnRules {
  return {
    unique: changes.some((change) => change.kind === 'add-unique'),
    checks: changes.flatMap((change) => (change.kind === 'add-check' ? [change.check] : [])),
    primaryKey: false,
  }
}

function onAction({ onDelete, onUpdate }: ForeignKey): string {
  return ON_DELETE[onDelete] + (onUpdate === 'cascade' ? ' ON UPDATE CASCADE' : '')
}
