import { baseOf } from './reader'
import type { OperationReader } from './reader'
import { addConstraintReader, addIndexReader, namedReader, removeIndexReader } from './rules'
import { text } from './values'

/** django/contrib/postgres/operations.py. */
export const POSTGRES_OPERATIONS = {
  AddIndexConcurrently: addIndexReader(true),
  RemoveIndexConcurrently: removeIndexReader(true),
  AddConstraintNotValid: addConstraintReader(true),
  ValidateConstraint: namedReader('ValidateConstraint'),
  CreateExtension: named(['name']),
  BloomExtension: extension('bloom'),
  BtreeGinExtension: extension('btree_gin'),
  BtreeGistExtension: extension('btree_gist'),
  CITextExtension: extension('citext'),
  CryptoExtension: extension('pgcrypto'),
  HStoreExtension: extension('hstore'),
  TrigramExtension: extension('pg_trgm'),
  UnaccentExtension: extension('unaccent'),
  CreateCollation: named(['name', 'locale']),
  RemoveCollation: named(['name', 'locale']),
} satisfies Record<string, OperationReader>

function extension(name: string): OperationReader {
  return { parameters: [], read: (call) => ({ kind: 'Extension', ...baseOf(call), name }) }
}

function named(parameters: readonly string[]): OperationReader {
  return {
    parameters,
    read: (call) => {
      const name = text(call, 'name')
      return name === undefined ? undefined : { kind: 'Extension', ...baseOf(call), name }
    },
  }
}
