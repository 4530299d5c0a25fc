import type { Dialect } from '../core/dialect'
import { quoteName } from '../core/quote'
import type { Schema } from '../django/schema'
import { CAPABILITIES, type Capabilities } from './dialect'

export interface CompileOptions {
  /** In the forms that keep nobody waiting while rows are read; see `runsOutsideTransaction`. */
  readonly online?: boolean
  /** Each statement can be run again after a later one failed, where the database has the words for that. */
  readonly rerunnable?: boolean
  /** An index that is there, and valid, stays as it is: it may be over a column that has changed its name since. */
  readonly keepsIndexes?: boolean
  /** Tables that a later statement of the same migration drops or renames: gone, when it is run again. */
  readonly leaving?: ReadonlySet<string>
}

/** What the statements of one change have in common: the schema around it, and the words that the options ask for. */
export class Terms {
  readonly dialect: Dialect
  readonly can: Capabilities
  readonly reruns: Capabilities['reruns']
  /** As asked for; statements that the capabilities know nothing of have words of their own. */
  readonly rerunnable: boolean
  readonly keepsIndexes: boolean
  /** With a space behind, or nothing. */
  readonly ifExists: 'IF EXISTS ' | ''
  readonly ifNotExists: 'IF NOT EXISTS ' | ''

  constructor(
    readonly before: Schema,
    readonly after: Schema,
    private readonly options: CompileOptions,
    /** Tables of these statements' own, which nobody else uses yet. */
    private readonly fresh: ReadonlySet<string>,
  ) {
    this.dialect = before.dialect
    this.can = CAPABILITIES[before.dialect]
    this.rerunnable = options.rerunnable === true
    this.keepsIndexes = options.keepsIndexes === true
    this.reruns = this.rerunnable ? this.can.reruns : undefined
    this.ifExists = this.reruns === undefined ? '' : 'IF EXISTS '
    this.ifNotExists = this.reruns === undefined ? '' : 'IF NOT EXISTS '
  }

  withFresh(table: string): Terms {
    return new Terms(this.before, this.after, this.options, new Set([...this.fresh, table]))
  }

  /** With the words that pass over what is done already, where the database has them. */
  withGuards(): Terms {
    return new Terms(this.before, this.after, { ...this.options, rerunnable: true }, this.fresh)
  }

  /** Whether a statement about the table must not keep others waiting. */
  isOnline(table: string | undefined): boolean {
    return isOnline(this.options, this.dialect) && !(table !== undefined && this.fresh.has(table))
  }

  alterTable(table: string, actions: string): string {
    const isGone = this.options.leaving?.has(table) === true
    return `ALTER TABLE ${isGone ? this.ifExists : ''}${this.name(table)} ${actions}`
  }

  name(name: string): string {
    return quoteName(name, this.dialect)
  }

  /** An index of a table in another schema is found under that schema: `'"hr"."staff"'`. */
  indexName(table: string | undefined, name: string): string {
    const schema = this.dialect === 'postgresql' ? /^("[^"]+"\.)"[^"]+"$/.exec(table ?? '')?.[1] : undefined
    return (schema ?? '') + this.name(name)
  }
}

export function isOnline(options: CompileOptions, dialect: Dialect): boolean {
  return options.online === true && CAPABILITIES[dialect].online
}
