import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Dialect, DIALECTS } from '../../src/core/dialect'
import { applyChange, applyChanges } from '../../src/django/apply-change'
import { emptySnapshot } from '../../src/django/empty-snapshot'
import { loadMigration } from '../../src/django/load-migration'
import type { Migration } from '../../src/django/migration'
import type { Operation } from '../../src/django/operation'
import { replayMigration } from '../../src/django/replay'
import type { Snapshot } from '../../src/django/snapshot'
import { constraintFor, indexFor } from '../../src/django/rules'
import type { Change } from '../../src/django/changes'
import type { ProjectState } from '../../src/django/state'
import { differences } from '../../src/plan/differences'
import { compile } from '../../src/sql/compile'
import { readSql } from '../../src/sql/read'
import { tokenize } from '../../src/sql/tokens'
import { modelIn, SETTINGS } from '../support/operations'

/**
 * Rules of models as SQL against what Django itself writes: rules-sql/expected/*.json, recorded by rules-sql/oracle.py.
 * A rule that cannot be told is left to Django; which ones are is in the snapshot, so that none joins them unseen.
 */
type Recorded = string | null | { readonly error: string }
interface Recording {
  readonly header: string
  /** Rules as makemigrations writes them, and their imports. */
  readonly written: Readonly<Record<string, readonly [text: string, imports: readonly string[]] | null>>
  readonly models: Readonly<Record<Dialect, readonly string[]>>
  readonly statements: Readonly<Record<Dialect, Readonly<Record<string, Recorded>>>>
}

// Holds: the files are written by oracle.py, in this form.
const recorded = (version: string): Recording =>
  JSON.parse(readFileSync(join(__dirname, 'rules-sql/expected', `${version}.json`), 'utf8')) as Recording
const NEWER = recorded('5.2')
const OLDER = recorded('4.2')

function migrationOf(texts: readonly string[], imports: readonly string[] = []): Migration {
  const text = [...new Set(imports), NEWER.header.replace('%s', () => texts.join(', '))].join('\n')
  const read = (): { path: string; text: string } => ({ path: 'shop/migrations/0001.py', text })
  return loadMigration({ app: 'shop', name: '0001', settings: SETTINGS, read })
}

/** Each rule as people write it, and as makemigrations does. */
const SPELLINGS = new Map<string, readonly Operation[]>()
{
  const rules = [...new Set(DIALECTS.flatMap((dialect) => Object.keys(NEWER.statements[dialect])))]
  const spelled = rules.map((rule) => NEWER.written[rule] ?? ([rule, []] as const))
  const kind = (rule: string): string => (/^[\w.]*Index\(/.test(rule) ? 'Index' : 'Constraint')
  const addition = (rule: string): string => `migrations.Add${kind(rule)}('product', ${rule})`
  const { operations } = migrationOf(
    [...rules, ...spelled.map(([text]) => text)].map(addition),
    spelled.flatMap(([, imports]) => imports),
  )
  rules.forEach((rule, place) => {
    SPELLINGS.set(
      rule,
      [operations[place], operations[place + rules.length]].filter((one) => one !== undefined),
    )
  })
}

function shop(dialect: Dialect): Snapshot {
  const environment = { app: 'shop', dialect, readSql: () => [] }
  return replayMigration(migrationOf(NEWER.models[dialect]), emptySnapshot(SETTINGS, dialect), environment)
}

function changeFor(operation: Operation, state: ProjectState, dialect: Dialect): Change | undefined {
  const model = modelIn(state, 'product')
  const table = 'shop_product'
  if (operation.kind === 'AddIndex') {
    const index = indexFor(operation.index, model, state, table, dialect)
    return index && { kind: 'add-index', table, index }
  }
  if (operation.kind !== 'AddConstraint') throw new Error(`no rule: ${operation.kind}`)
  const made = constraintFor(operation.constraint, model, state, dialect)
  if (made?.kind === 'unique') return { kind: 'add-unique', table, unique: made.unique }
  return made?.kind === 'check' ? { kind: 'add-check', table, check: made.check } : undefined
}

function statementFor(operation: Operation, state: ProjectState, dialect: Dialect): string | undefined {
  const change = changeFor(operation, state, dialect)
  if (change === undefined) return undefined
  // SQLite has no ADD CONSTRAINT: there a check is compared by what stands in CREATE TABLE.
  if (change.kind === 'add-check' && dialect === 'sqlite') {
    return change.check.sql && `CONSTRAINT "rule" CHECK (${change.check.sql})`
  }
  const { schema } = emptySnapshot(SETTINGS, dialect)
  return compile([change], schema)?.join(';\n')
}

/**
 * A statement's tokens, strings by their value: drivers escape them in ways of their own. Django 4.2 puts a value of its
 * own into brackets, which the databases drop.
 */
function normal(statement: string, dialect: Dialect): string {
  const words = tokenize(statement, dialect).map(({ kind, value }) => {
    if (kind === 'string') return JSON.stringify(decoded(value))
    return kind === 'name' ? `"${value}"` : value
  })
  return words.join(' ').replace(/(=|>|<) \( (-? ?[\d.]+|"[^"]*"|true|false) \)/g, '$1 $2')
}

function decoded(literal: string): string {
  const isEscaped = /^e/i.test(literal) || /\\['"n]/.test(literal)
  const inner = literal.replace(/^e?'|'$/gi, '').replaceAll("''", "'")
  return isEscaped || literal.includes('\\\\') ? inner.replace(/\\(.)/g, '$1') : inner
}

const statements: Partial<Record<Dialect, Record<string, string>>> = {}

describe.each(DIALECTS)('%s', (dialect) => {
  const { state, schema } = shop(dialect)
  const rules = Object.entries(NEWER.statements[dialect])

  test.each(rules)('%s', (rule, newer) => {
    const older = OLDER.statements[dialect][rule]
    // What 4.2 has no argument for is written by no migration for it.
    const isUnknown = typeof older === 'object' && older?.error.includes('unexpected keyword') === true
    for (const operation of SPELLINGS.get(rule) ?? []) {
      const ours = statementFor(operation, state, dialect)
      if (ours === undefined) continue
      ;(statements[dialect] ??= {})[rule] = ours
      for (const theirs of isUnknown ? [newer] : [newer, older]) {
        if (typeof theirs !== 'string')
          throw new Error(`Django does not write this: ${JSON.stringify(theirs)}`)
        expect(normal(ours, dialect)).toBe(normal(theirs, dialect))
      }
    }
  })

  test.each(rules)('read back: %s', (rule) => {
    for (const operation of SPELLINGS.get(rule) ?? []) {
      const change = changeFor(operation, state, dialect)
      if (change === undefined) continue
      for (const options of [{}, { online: true, rerunnable: true }]) {
        const statements = compile([change], schema, options)
        const changes = statements?.flatMap((statement) => readSql(statement, dialect))
        if (changes === undefined) continue
        expect(differences(applyChange(schema, change), applyChanges(schema, changes))).toEqual([])
      }
    }
  })

  test('conditions that are put together by operators are told as makemigrations writes them', () => {
    const put = rules.filter(([rule]) => /\) [|&] |~/.test(rule) && !rule.includes('F('))
    const unlike = put.filter(([rule]) => {
      const [one, other] = (SPELLINGS.get(rule) ?? []).map((each) => statementFor(each, state, dialect))
      return one !== other
    })
    expect(put.length).toBeGreaterThan(10)
    expect(unlike).toEqual([])
  })

  test('what is left to Django', () => {
    const left = rules.filter(([rule, newer]) => {
      const written = SPELLINGS.get(rule)?.at(-1)
      return typeof newer === 'string' && written && statementFor(written, state, dialect) === undefined
    })
    expect(left.map(([rule]) => rule)).toMatchSnapshot()
  })
})

/** For `oracle.py --verify`. */
afterAll(() => {
  const target = process.env['RULES_SQL_STATEMENTS']
  if (target !== undefined) writeFileSync(target, JSON.stringify(statements))
})
