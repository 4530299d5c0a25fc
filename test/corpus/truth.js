'use strict'
/**
 * What bgsplit replayed, held against Django: its project state, and what `migrate` leaves in a database.
 *
 * What Django says and does is kept in the cache, as it depends on the environment alone.
 */
const { spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const { CACHE, databaseOf, environment, environments, settingsOf } = require('./environments.js')
const explained = require('./explained.json')

const SCRIPTS = ['dump.py', 'catalogue.py'].map((name) => path.join(__dirname, name))

/** The databases that a package can be migrated on. */
function dialectsOf(name) {
  return environments[name].dialects ?? ['sqlite', 'postgresql']
}

/** What dump.py prints of an environment, for a dialect. Throws where Django cannot migrate. */
function django(name, { python, project, variables }, dialect) {
  const read = [
    ...SCRIPTS,
    ...['corpus_base.py', 'corpus_settings.py'].map((each) => path.join(project, each)),
  ]
  const hash = createHash('sha256').update(python)
  for (const file of read) hash.update(fs.readFileSync(file))
  const kept = path.join(CACHE, 'django', `${name}-${dialect}-${hash.digest('hex').slice(0, 12)}.json`)
  if (fs.existsSync(kept)) return JSON.parse(fs.readFileSync(kept, 'utf8'))
  fs.mkdirSync(path.dirname(kept), { recursive: true })
  const database = dialect === 'sqlite' ? ':memory:' : `bgsplit_corpus_${process.pid}`
  if (dialect === 'postgresql')
    administer(python, `DROP DATABASE IF EXISTS ${database}`, `CREATE DATABASE ${database}`)
  try {
    const env = { ...variables, ...databaseOf(dialect, project, database), PYTHONPATH: __dirname }
    const text = run(python, [SCRIPTS[0]], { cwd: settingsOf(name), env: { ...process.env, ...env } })
    fs.writeFileSync(`${kept}.${process.pid}`, text)
    fs.renameSync(`${kept}.${process.pid}`, kept)
    return JSON.parse(text)
  } finally {
    if (dialect === 'postgresql') administer(python, `DROP DATABASE IF EXISTS ${database}`)
  }
}

const ADMINISTER = `
import os, sys, psycopg
server = f"host={os.environ.get('PGHOST', '127.0.0.1')} port={os.environ.get('PGPORT', '5432')}"
server += f" user={os.environ.get('PGUSER', 'postgres')} dbname=postgres"
with psycopg.connect(server, autocommit=True) as connection:
    for statement in sys.argv[1:]:
        connection.execute(statement)
`

function administer(python, ...statements) {
  run(python, ['-c', ADMINISTER, ...statements])
}

function run(command, args, options = {}) {
  const settings = { encoding: 'utf8', maxBuffer: 1 << 29, ...options }
  const { status, stdout, stderr, error } = spawnSync(command, args, settings)
  if (error) throw new Error(`cannot start ${command}: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args[0]} failed (${status}):\n${stderr.slice(-4000)}`)
  return stdout
}

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right)

/** One thing that is not the same: where, Django's and bgsplit's, as text. */
function difference(place, theirs, ours) {
  return { place, theirs: JSON.stringify(theirs), ours: JSON.stringify(ours) }
}

function unlike(place, theirs, ours) {
  return Object.keys(theirs).flatMap((key) =>
    same(theirs[key], ours[key]) ? [] : [difference(`${place} ${key}`, theirs[key], ours[key])],
  )
}

/** What only one of two has. */
function sides(place, theirs, ours) {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort()
  return names.flatMap((name) => {
    if (name in theirs && name in ours) return []
    return [
      difference(`${place}${name}`, name in theirs ? 'is there' : null, name in ours ? 'is there' : null),
    ]
  })
}

const both = (theirs, ours) => Object.keys(theirs).filter((name) => name in ours)

/** The models and fields of the apps that are installed; every difference. */
function compareStates({ labels, models }, { models: all }) {
  const counted = countedLabels(labels, Object.keys(all))
  const theirs = filtered(models, (key) => counted.has(labelOf(key)))
  const ours = filtered(all, (key) => counted.has(labelOf(key)))
  const differences = sides('model ', theirs, ours)
  let fields = 0
  for (const key of both(theirs, ours)) {
    const [their, our] = [theirs[key], ourModel(ours[key])]
    fields += Object.keys(their.fields).length
    const names = { ...their, fields: Object.keys(their.fields) }
    differences.push(...unlike(`model ${key}`, names, { ...our, fields: Object.keys(our.fields) }))
    for (const name of both(their.fields, our.fields))
      differences.push(...unlike(`field ${key}.${name}`, their.fields[name], our.fields[name]))
  }
  return { models: Object.keys(theirs).length, fields, differences }
}

const labelOf = (key) => key.split('.')[0]
const filtered = (all, keep) => Object.fromEntries(Object.entries(all).filter(([key]) => keep(key)))

/**
 * The project's folder may hold apps that are not installed, and Django has apps of its own that no migration and no
 * setting that can be read says anything of: bgsplit then has nothing of them.
 */
function countedLabels(labels, ours) {
  const contrib = new Set(['admin', 'auth', 'contenttypes', 'flatpages', 'redirects', 'sessions', 'sites'])
  const known = new Set(ours.map(labelOf))
  return new Set(labels.filter((label) => known.has(label) || !contrib.has(label)))
}

function ourModel(model) {
  const rules = (list) => list.map((rule) => [rule.name, rule.class])
  return {
    ...model,
    unique_together: [...model.unique_together].sort(byText),
    index_together: [...model.index_together].sort(byText),
    indexes: rules(model.indexes),
    constraints: rules(model.constraints),
    fields: Object.fromEntries(model.fields.map((field) => [field.name, ourField(field)])),
  }
}

function ourField({ relation, ...field }) {
  const none = { to: null, to_field: null, through: null, db_constraint: null }
  return {
    ...field,
    default: field.default !== null,
    db_default: field.db_default !== null,
    ...(relation ?? none),
  }
}

function byText(left, right) {
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)]
  return a < b ? -1 : Number(a > b)
}

/** The tables of the apps that are installed; every difference. */
function compareSchemas({ labels, tables }, state, dialect) {
  const counted = countedLabels(labels, Object.keys(state.models))
  const ours = filtered(state.tables, (name) => {
    const { model } = state.tables[name]
    return model === null || counted.has(labelOf(model))
  })
  const contrib =
    /^(auth_(group|permission|user)(_|$)|django_(admin_log|content_type|flatpage|redirect|session|site)(_|$))/
  const theirs = filtered(tables, (name) => name in ours || !contrib.test(name))
  const differences = sides('table ', theirs, ours)
  let columns = 0
  for (const name of both(theirs, ours)) {
    columns += Object.keys(theirs[name].columns).length
    differences.push(...compareTables(`table ${name}`, theirs[name], ours[name], dialect))
  }
  return { tables: Object.keys(theirs).length, columns, differences }
}

function compareTables(place, theirs, ours, dialect) {
  const columns = Object.fromEntries(ours.columns.map((column) => [column.name, ourColumn(column, dialect)]))
  const differences = sides(`${place}.`, theirs.columns, columns)
  for (const name of both(theirs.columns, columns))
    differences.push(...unlike(`${place}.${name}`, theirs.columns[name], columns[name]))
  if (!same(theirs.primary_key, ours.primary_key))
    differences.push(difference(`${place} primary key`, theirs.primary_key, ours.primary_key))
  for (const kind of ['indexes', 'uniques', 'checks', 'exclusions', 'foreign_keys'])
    differences.push(...compareRules(place, kind, theirs[kind].map(RULES[kind]), ours[kind].map(RULES[kind])))
  return differences
}

function ourColumn(column, dialect) {
  const { type, null: nullable, default: value, identity, generated, collation, comment } = column
  const facts = { type: native(type, dialect), null: nullable, default: value !== null, identity }
  return { ...facts, generated: generated !== null, collation, comment }
}

/** A type as the catalogue spells it. */
function native(type, dialect) {
  if (type === null) return null
  if (dialect === 'sqlite') return type.toLowerCase()
  return type
    .replace(/^varchar/, 'character varying')
    .replace(/^time$/, 'time without time zone')
    .replace(/(\[\d*\])+/, '[]')
    .replace(', ', ',')
}

/** What is compared of each sort of rule. A key with an expression in it has no columns. */
const RULES = {
  indexes: ({ name, method, parts }) => ({ name, method, parts: whole(parts, ({ column }) => column) }),
  uniques: ({ name, columns, kept_as }) => ({ name, columns: whole(columns, (column) => column), kept_as }),
  checks: ({ name, columns }) => ({ name, columns: [...(columns ?? ['?'])].sort() }),
  exclusions: ({ name }) => ({ name }),
  foreign_keys: ({ name, column, to_table, to_column, on_delete }) => {
    return { name, column, to_table: bareName(to_table), to_column, on_delete }
  },
}

const whole = (parts, columnOf) => (parts.some((part) => columnOf(part) === null) ? [] : parts)
const bareName = (table) => table.replace(/^"(.*)"$/, '$1')

function compareRules(place, kind, theirs, ours) {
  const called = ({ name, column, columns }) =>
    `${place} ${kind} ${name ?? [column ?? columns].flat().join()}`
  const left = [...ours]
  const differences = []
  for (const rule of theirs) {
    const found = left.findIndex((each) => same(each, likewise(rule, each)))
    if (found >= 0) left.splice(found, 1)
    else differences.push(difference(called(rule), rule, null))
  }
  return [...differences, ...left.map((rule) => difference(called(rule), null, rule))]
}

/** The catalogue's rule, in which the usual opclass is told where bgsplit tells it, as it may be written or not. */
function likewise(rule, other) {
  if (rule.parts === undefined) return rule
  const parts = rule.parts.map(({ usual = true, opclass, ...part }, place) => {
    const told = !usual || (other.parts?.[place]?.opclass ?? null) !== null
    return { ...part, opclass: told ? opclass : null }
  })
  return { ...rule, parts }
}

/** The differences that nobody has explained, and the explanations that explain nothing any more. */
function held(name, part, differences) {
  const known = Object.entries(explained[name]?.[part] ?? {}).flatMap(([reason, places]) =>
    places.map((text) => ({ reason, text, matches: matcher(text), count: 0 })),
  )
  const unexplained = []
  for (const each of differences) {
    const found = known.find(({ matches }) => matches(each.place))
    if (found === undefined) unexplained.push(each)
    else found.count += 1
  }
  const reasons = {}
  for (const { reason, count } of known) reasons[reason] = (reasons[reason] ?? 0) + count
  return {
    explained: differences.length - unexplained.length,
    reasons,
    unexplained,
    idle: known.filter(({ count }) => count === 0).map(({ text }) => text),
  }
}

/** A place stands for itself, `/…/` for all that match it: what one class of fields does to hundreds of columns. */
function matcher(text) {
  const [, pattern] = /^\/(.*)\/$/.exec(text) ?? []
  if (pattern === undefined) return (place) => place === text
  const found = new RegExp(`^(?:${pattern})$`)
  return (place) => found.test(place)
}

/**
 * Everything that is compared of a package. `replay(project, dialect)` gives the JSON of the state that bgsplit comes to.
 * `{ missing }` says why there is nothing to compare.
 */
function truthOf(name, replay) {
  if (environments[name]?.requirements === undefined)
    return { missing: environments[name]?.missing ?? 'no environment' }
  const found = environment(name)
  if (found.missing !== undefined) return { missing: found.missing, absent: true }
  const result = {}
  for (const dialect of dialectsOf(name)) {
    const theirs = django(name, found, dialect)
    const ours = replay(found.project, dialect)
    result.state ??= kept(name, 'state', compareStates(theirs, ours))
    result[dialect] = kept(name, dialect, compareSchemas(theirs, ours, dialect))
  }
  return result
}

function kept(name, part, { differences, ...counts }) {
  return { ...counts, differences, ...held(name, part, differences) }
}

/** A result of an earlier run, held against the explanations of today. */
function heldAnew({ name, truth, ...result }) {
  const parts = ['state', 'sqlite', 'postgresql'].filter((part) => truth?.[part] !== undefined)
  const again = parts.map((part) => [part, { ...truth[part], ...held(name, part, truth[part].differences) }])
  return { name, ...result, truth: { ...truth, ...Object.fromEntries(again) } }
}

module.exports = { heldAnew, truthOf }
