import type { Finding } from '../../src/core/finding'
import { textOf } from '../../src/core/span'
import { findingsOf, type FindingOptions } from '../../src/plan/findings/findings'
import { migration, projectFrom, type Files, type MigrationParts } from '../support/project'
import { OPTIONS } from './support'

/** Migrations of the app `shop` by their names, each after the one before where it does not say. */
export type Migrations = Readonly<Record<string, MigrationParts | string>>

export function shop(migrations: Migrations): Files {
  const names = Object.keys(migrations)
  return Object.fromEntries(
    names.map((name, index) => {
      const parts = migrations[name] ?? {}
      const before = names[index - 1]
      const usual = before === undefined ? [] : [`shop.${before}`]
      const text = typeof parts === 'string' ? parts : migration({ dependencies: usual, ...parts })
      return [`shop/migrations/${name}.py`, text]
    }),
  )
}

/** The findings about these migrations of a project; about all of `shop` but the first where none are named. */
export function findingsIn(
  files: Files,
  names?: readonly string[],
  options: Partial<FindingOptions> = {},
): readonly Finding[] {
  const project = projectFrom(files)
  const all = [...project.migrations.values()]
  const chosen = names === undefined ? all.slice(1) : all.filter(({ name }) => names.includes(name))
  return findingsOf(project, chosen, { ...OPTIONS, ...options })
}

/** As one line each: `error missing-column RemoveField Product.rating`. */
export function told(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, rule, operation, migration }) =>
    [severity, rule, operation ?? migration].join(' '),
  )
}

export { textOf }
