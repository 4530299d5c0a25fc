import type { Rule } from '../../compat/violation'
import { REFUSAL_CODES, type RefusalCode } from '../../core/errors'
import type { Finding } from '../../core/finding'

/** What a finding may be about: what ignore comments, the configuration and the baseline go by. */
export interface FindingRule {
  readonly id: string
  /** The usual one; some rules are a note where it works all the same. */
  readonly severity: Finding['severity']
  readonly words: string
}

/** What the configuration may say of a rule. */
export type RuleLevel = Finding['severity'] | 'off'

type Row = readonly [severity: Finding['severity'], words: string]

const COMPATIBILITY: Readonly<Record<Rule, Row>> = {
  'missing-table': ['error', 'old code uses a table that is gone'],
  'missing-column': ['error', 'old code uses a column that is gone'],
  'column-type': [
    'error',
    'a column has another type, or holds other values, than old code reads and writes',
  ],
  twin: ['error', 'two columns are kept equal, and one of them does not take what the other takes'],
  insert: ['error', 'old code inserts rows without a column that must have a value'],
  'insert-null': ['error', 'old code may write NULL to a column that no longer takes it'],
  'missing-default': ['error', 'old code leaves a column to a default of the database that is gone'],
  'insert-twice': ['error', 'old code leaves out a unique column, and the second row gets the same value'],
  'parent-delete': ['error', 'rows that old code does not know keep it from deleting what they point at'],
  'dangling-key': ['error', 'a foreign key is gone that old code still reads'],
  'stricter-rule': ['error', 'the database gets a rule that old code does not know'],
  'shorter-column': ['error', 'a column takes less than old code may write'],
  'reads-null': ['note', 'old code may read None from a field that is not null'],
  'missing-unique': ['note', 'a unique rule is gone that old code may rely on'],
  'new-key': ['note', 'a new foreign key: old code cannot delete what a row of new code points at'],
}

const PAIRS = {
  'missing-first-half': ['error', 'a database half takes away what the models still have'],
  'halves-together': ['error', 'both halves of a split would ship in one release'],
  crashes: ['error', 'Django stops in this half: the state has let go of what it looks for'],
} as const satisfies Readonly<Record<string, Row>>

const LOCKS = {
  'table-rewrite': ['note', 'PostgreSQL writes the whole table anew, and nobody can use it meanwhile'],
  'blocks-writes': ['note', 'nobody can write to the table while an index is built'],
} as const satisfies Readonly<Record<string, Row>>

const COMMENTS = {
  'not-analysed': ['note', 'RunPython, SQL or an operation of another package: not looked into'],
  'ignore-without-reason': ['error', 'an ignore comment does not say why'],
  'unused-ignore': ['note', 'an ignore comment silences nothing'],
  'unknown-rule': ['error', 'an ignore comment names a rule that there is not, or none'],
  'stale-baseline': ['note', 'the baseline has a finding that is no longer there'],
} as const satisfies Readonly<Record<string, Row>>

/** Of the command line, what surrounds the project, and other commands: no migration has them. */
const NO_FINDING: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'usage',
  'config',
  'baseline',
  'not-found',
  'write-failed',
  'no-history',
  'git',
  'showmigrations',
  'template',
  'not-finished',
  'not-live',
])

const REFUSED: Readonly<Partial<Record<RefusalCode, string>>> = {
  unreadable: 'the file cannot be read',
  'not-utf8': 'the file is not UTF-8',
  'not-python': 'the file is not valid Python',
  'not-a-migration': 'the file has no class Migration that can be read',
  'missing-dependency': 'it depends on a migration that is not there',
  'several-leaves': 'its app has several last migrations',
  squashed: 'it is squashed with others, and only one of them can be changed',
  'circular-dependency': 'migrations depend on each other in a circle',
  'ambiguous-app': 'it depends on an app that several folders have',
  'unknown-model': 'there is no such model at this point of the history',
  'unknown-field': 'there is no such field at this point of the history',
  'not-applicable': 'it does not fit the database that the history makes',
  'opaque-operations': 'only Python could tell what it does',
  'primary-key': 'it changes the primary key, by which old and new code find their rows',
  'no-default': 'rows of old code need a value, and there is none',
  'type-change': 'no column holds what old and what new code write',
  renamed: 'it cannot be renamed in steps',
  'name-comes-back': 'a name is used anew before the database has let go of the old one',
  'rule-left-behind': 'new code cannot live with what a first half leaves',
  'no-strategy': 'there is no recipe for a split of it',
  'local-name': 'its definition uses a name of its own file',
  'table-rebuild': 'SQLite would lose what is put off when it makes the table again',
  'proof-failed': 'no split of it can be proved safe',
  'other-database': 'it does not do the same on one of the databases that the files are for',
}

/** A code that is new is a rule at once. */
const SEE_CODES = 'see docs/codes.md'

/** Everything that `check` may report. docs/rules.md has them all in a table; a test holds the two together. */
export const FINDING_RULES: readonly FindingRule[] = [
  ...rowsOf(COMPATIBILITY),
  ...rowsOf(PAIRS),
  ...REFUSAL_CODES.filter((code) => !NO_FINDING.has(code)).map((id): FindingRule => ({
    id,
    severity: 'error',
    words: REFUSED[id] ?? SEE_CODES,
  })),
  ...rowsOf(LOCKS),
  ...rowsOf(COMMENTS),
]

export type CommentRule = keyof typeof COMMENTS

function rowsOf(rows: Readonly<Record<string, Row>>): readonly FindingRule[] {
  return Object.entries(rows).map(([id, [severity, words]]) => ({ id, severity, words }))
}

/** Findings as the configuration wants them: another severity, or left out. */
export function atTheirLevels(
  findings: readonly Finding[],
  levels: ReadonlyMap<string, RuleLevel>,
): readonly Finding[] {
  return findings.flatMap((finding): Finding[] => {
    const level = levels.get(finding.rule)
    if (level === 'off') return []
    return [level === undefined ? finding : { ...finding, severity: level }]
  })
}
