import type { Dialect } from '../../core/dialect'

/** What a database can, as django/db/backends/<backend>/features.py says: each by Django's name for it. */
export interface Features {
  readonly supportsPartialIndexes: boolean
  readonly supportsDeferrableUniqueConstraints: boolean
  readonly supportsCoveringIndexes: boolean
  readonly supportsExpressionIndexes: boolean
  readonly supportsNullsDistinctUniqueConstraints: boolean
  readonly supportsIndexColumnOrdering: boolean
  readonly supportsComments: boolean
  readonly supportsExclusionConstraints: boolean
  readonly canRenameIndex: boolean
  readonly ignoresTableNameCase: boolean
  readonly relatedFieldsMatchType: boolean
  /** `CHAR` without a length. */
  readonly supportsUnlimitedCharfield: boolean
  /** Keys are constraints with names of their own, added and dropped by ALTER TABLE. */
  readonly namesForeignKeys: boolean
}

const MYSQL: Features = {
  supportsPartialIndexes: false,
  supportsDeferrableUniqueConstraints: false,
  supportsCoveringIndexes: false,
  supportsExpressionIndexes: true,
  supportsNullsDistinctUniqueConstraints: false,
  supportsIndexColumnOrdering: true,
  supportsComments: true,
  supportsExclusionConstraints: false,
  canRenameIndex: true,
  ignoresTableNameCase: false,
  relatedFieldsMatchType: true,
  supportsUnlimitedCharfield: false,
  namesForeignKeys: true,
}

/** Of the versions that Django 5.2 supports, the newer: MySQL 8.0.16, MariaDB 10.8, PostgreSQL 15, SQLite 3.35.5. */
export const FEATURES: Readonly<Record<Dialect, Features>> = {
  postgresql: {
    supportsPartialIndexes: true,
    supportsDeferrableUniqueConstraints: true,
    supportsCoveringIndexes: true,
    supportsExpressionIndexes: true,
    supportsNullsDistinctUniqueConstraints: true,
    supportsIndexColumnOrdering: true,
    supportsComments: true,
    supportsExclusionConstraints: true,
    canRenameIndex: true,
    ignoresTableNameCase: false,
    relatedFieldsMatchType: false,
    supportsUnlimitedCharfield: true,
    namesForeignKeys: true,
  },
  mysql: MYSQL,
  mariadb: { ...MYSQL, supportsExpressionIndexes: false },
  sqlite: {
    supportsPartialIndexes: true,
    supportsDeferrableUniqueConstraints: false,
    supportsCoveringIndexes: false,
    supportsExpressionIndexes: true,
    supportsNullsDistinctUniqueConstraints: false,
    supportsIndexColumnOrdering: true,
    supportsComments: false,
    supportsExclusionConstraints: false,
    canRenameIndex: false,
    ignoresTableNameCase: true,
    relatedFieldsMatchType: false,
    supportsUnlimitedCharfield: true,
    namesForeignKeys: false,
  },
}

export function isMysql(dialect: Dialect): boolean {
  return dialect === 'mysql' || dialect === 'mariadb'
}
