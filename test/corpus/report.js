'use strict'
/** What a run prints of each package, and the page docs/corpus.md. */
const environments = require('./environments.json')

/** How often each code occurs, most frequent first: ` (opaque 3, no-default 1)`. */
function codes(cases) {
  const counts = new Map()
  for (const { code } of cases) counts.set(code, (counts.get(code) ?? 0) + 1)
  const sorted = [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
  return sorted.length === 0 ? '' : ` (${sorted.map(([code, count]) => `${code} ${count}`).join(', ')})`
}

const HEAD = [
  'package',
  'migrations',
  'read',
  'replayed (passed over)',
  'state equal',
  'SQLite equal',
  'PostgreSQL equal',
  'unsafe (planned, as the newest)',
  'split',
  'refused',
  'unlike check',
  'crashes',
  'as the newest: split',
  'refused',
  'unlike check',
  'ms: load read replay check plan newest',
]

function row(name, each) {
  const { load, read, replay, check, plan, newest } = each.times
  return [
    name,
    each.migrations,
    `${each.read}${codes(each.notRead)}`,
    `${each.replayed} (${each.passed.length})`,
    ...['state', 'sqlite', 'postgresql'].map((part) => equal(each.truth, part)),
    `${each.unsafe} (${each.planned}, ${each.newest.planned})`,
    each.split,
    `${each.refused.length}${codes(each.refused)}`,
    `${each.unlike.length}${codes(each.unlike)}`,
    each.crashes.length + each.newest.crashes.length,
    each.newest.split,
    `${each.newest.refused.length}${codes(each.newest.refused)}`,
    `${each.newest.unlike.length}${codes(each.newest.unlike)}`,
    [load, read, replay, check, plan, newest].join(' '),
  ]
}

/** `53 models, 320 fields; 4 explained`. */
function equal(truth, part) {
  if (truth === undefined) return ''
  if (truth.missing !== undefined) return `not compared: ${truth.missing}`
  const found = truth[part]
  if (found === undefined) return 'not its database'
  const counted =
    part === 'state'
      ? `${found.models} models, ${found.fields} fields`
      : `${found.tables} tables, ${found.columns} columns`
  const rest = [
    ...(found.explained > 0 ? [`${found.explained} explained`] : []),
    ...(found.unexplained.length > 0 ? [`**${found.unexplained.length} unlike**`] : []),
  ]
  return [counted, ...rest].join('; ')
}

function total(results) {
  const sum = (key) => results.reduce((all, each) => all + each[key], 0)
  const every = (key) => results.flatMap((each) => each[key])
  const times = {}
  for (const part of ['load', 'read', 'replay', 'check', 'plan', 'newest'])
    times[part] = results.reduce((all, each) => all + each.times[part], 0)
  const counted = Object.fromEntries(
    ['migrations', 'read', 'replayed', 'unsafe', 'planned', 'split'].map((key) => [key, sum(key)]),
  )
  const listed = Object.fromEntries(
    ['notRead', 'passed', 'refused', 'unlike', 'crashes'].map((key) => [key, every(key)]),
  )
  const newest = {
    planned: results.reduce((all, each) => all + each.newest.planned, 0),
    split: results.reduce((all, each) => all + each.newest.split, 0),
    refused: results.flatMap((each) => each.newest.refused),
    unlike: results.flatMap((each) => each.newest.unlike),
    crashes: results.flatMap((each) => each.newest.crashes),
  }
  const all = { ...counted, ...listed, newest, times, truth: totalTruth(results) }
  return row(`${results.length} packages`, all)
}

function totalTruth(results) {
  const found = {}
  for (const part of ['state', 'sqlite', 'postgresql'])
    for (const { truth } of results.filter((each) => each.truth?.[part] !== undefined)) {
      const { differences, idle, reasons, ...counts } = truth[part]
      found[part] ??= Object.fromEntries(
        Object.entries(counts).map(([key, value]) => [key, Array.isArray(value) ? [] : 0]),
      )
      for (const [key, value] of Object.entries(counts))
        found[part][key] = Array.isArray(value) ? [...found[part][key], ...value] : found[part][key] + value
    }
  return results.some(({ truth }) => truth !== undefined) ? found : undefined
}

/** Everything for which a run fails. */
function faults(results) {
  return results.flatMap(({ name, crashes, newest, truth }) => [
    ...[...crashes, ...newest.crashes].map((each) => `${name} ${each.migration}: ${each.text}`),
    ...(truth?.absent === true ? [`${name}: ${truth.missing} is not on this machine`] : []),
    ...['state', 'sqlite', 'postgresql'].flatMap((part) => {
      const found = truth?.[part]
      if (found === undefined) return []
      return [
        ...found.unexplained.map(
          ({ place, theirs, ours }) => `${name} ${part}: ${place}: Django ${theirs}, bgsplit ${ours}`,
        ),
        ...found.idle.map((place) => `${name} ${part}: ${place}: explained, and no longer different`),
      ]
    }),
  ])
}

const line = (cells) => `| ${cells.join(' | ')} |\n`
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(line).join('')

const PAGE_HEAD = [
  'package',
  'migrations',
  'read',
  'replayed',
  'state equal',
  'SQLite equal',
  'PostgreSQL equal',
  'unsafe',
  'split',
  'refused',
  'as the newest: split',
  'as the newest: refused',
]

function pageRow(name, each) {
  return [
    name,
    each.migrations,
    each.read,
    each.replayed,
    ...['state', 'sqlite', 'postgresql'].map((part) => equal(each.truth, part)),
    each.unsafe,
    ofPlanned(each.split, each),
    each.refused.length,
    ofPlanned(each.newest.split, { ...each.newest, unsafe: each.unsafe }),
    each.newest.refused.length,
  ]
}

/** Where time was up before all were planned, the page says so. */
function ofPlanned(split, { planned, unsafe }) {
  return planned === unsafe ? split : `${split} of ${planned} planned`
}

/** docs/corpus.md: nothing in it depends on the machine, but for how many were planned in the time there was. */
function page(results) {
  const sum = (pick) => results.reduce((all, each) => all + pick(each), 0)
  const all = {
    migrations: sum((each) => each.migrations),
    read: sum((each) => each.read),
    replayed: sum((each) => each.replayed),
    truth: totalTruth(results),
    unsafe: sum((each) => each.unsafe),
    planned: sum((each) => each.planned),
    split: sum((each) => each.split),
    refused: results.flatMap((each) => each.refused),
    newest: {
      planned: sum((each) => each.newest.planned),
      split: sum((each) => each.newest.split),
      refused: results.flatMap((each) => each.newest.refused),
    },
  }
  const rows = results.map((each) => pageRow(`${each.name} ${each.version}`, each))
  return `# The corpus

<!-- Written by npm run test:corpus -- --truth --docs -->

bgsplit is run over the migrations of ${results.length} public Django packages, ${all.migrations} in all. The packages are
pinned by version and hash; nothing of theirs is in this repository. [How it is run](../test/corpus/README.md).

${table(PAGE_HEAD, [...rows, pageRow('all', all)])}
- **read**: every dependency and operation of the file. What is not: ${listed(results, 'notRead') || 'nothing'}.
  \`not-a-migration\` is a module without a class \`Migration\`, as Django's own in \`django/db/migrations\`, which kolibri
  brings along.
- **replayed**: the whole history, from nothing to the newest migration.
- **state equal**: the models that bgsplit comes to are those of Django's own \`MigrationLoader(...).project_state()\`:
  every model with its bases and options, every field with its class, column, NULL, unique, index, primary key,
  defaults and relation. The project is the package with the apps it needs, as they are installed.
- **SQLite equal**, **PostgreSQL equal**: the tables that bgsplit comes to are those that \`migrate\` made in an empty
  database: columns with type, NULL, default and collation; primary keys, unique rules, indexes, checks and foreign keys by
  name.
- **unsafe**: migrations that \`check\` has an error for; each is planned by itself, with all that came before and after
  it. **split** and **refused** say what came of it; **as the newest** is the same with all taken away that came
  later, which is how its author met it. \`5 of 6 planned\`: the time that a package has was up.

## What is refused

By reason, most frequent as the newest first; each has [what it means and what to do](codes.md).

${refusals(all)}
### As the newest, one by one

${refusedOneByOne(results)}
## What is not compared

${notCompared(results)}
## Explained differences

An explanation that explains nothing any more fails the run, as a difference without one does.

${explanations(results)}`
}

function listed(results, key) {
  return results
    .filter((each) => each[key].length > 0)
    .map((each) => `${each.name}${codes(each[key])}`)
    .join(', ')
}

function refusals({ refused, newest }) {
  const count = (cases, wanted) => cases.filter(({ code }) => code === wanted).length
  const found = [...new Set([...refused, ...newest.refused].map(({ code }) => code))].map((code) => [
    code,
    count(refused, code),
    count(newest.refused, code),
  ])
  found.sort(([one, a, b], [other, c, d]) => d - b || c - a || (one < other ? -1 : 1))
  return table(
    ['reason', 'as the history is', 'as the newest'],
    found.map(([code, ...counts]) => [`[\`${code}\`](codes.md#${code})`, ...counts]),
  )
}

function refusedOneByOne(results) {
  const rows = results.flatMap(({ name, newest }) =>
    newest.refused.map(({ migration, code, text }) => [name, `\`${migration}\``, `\`${code}\``, cell(text)]),
  )
  return table(['package', 'migration', 'reason', 'what it says'], rows)
}

/** The first line of a text, as it stands in a table; files by their place in the package. */
function cell(text) {
  const [line] = text.split('\n')
  return line.replace(/\/\S*\/unpacked\/[^/]+\//g, '').replace(/[|<>*_`]/g, (each) => `\\${each}`)
}

function notCompared(results) {
  const missing = results.filter(({ truth }) => truth?.missing !== undefined)
  const partly = results.filter(({ name }) => environments[name]?.dialects !== undefined)
  const lines = [
    ...missing.map(({ name, truth }) => `- ${name}: ${truth.missing}`),
    ...partly.map(({ name }) => `- ${name}: migrates on ${environments[name].dialects.join(', ')} alone`),
  ]
  return lines.map((each) => `${each}\n`).join('')
}

/** Each reason with how often it is the one, in state and schemas. */
function explanations(results) {
  return results
    .map(({ name, truth }) => [name, explanationsOf(truth)])
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `### ${name}\n\n${text}`)
    .join('\n')
}

function explanationsOf(truth) {
  const counts = new Map()
  for (const part of ['state', 'sqlite', 'postgresql'])
    for (const [reason, count] of Object.entries(truth?.[part]?.reasons ?? {}))
      counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts].map(([reason, count]) => `- ${reason} (${count})\n`).join('')
}

module.exports = { HEAD, row, total, faults, page, line }
