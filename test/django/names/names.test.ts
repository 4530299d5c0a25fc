import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dialect } from '../../../src/core/dialect'
import {
  foreignKeyName,
  indexName,
  likeIndexName,
  namelessIndexName,
  namesDigest,
  postgresObjectName,
  rebuiltForeignKeyName,
  splitIdentifier,
  stripQuotes,
  throughFieldNames,
  truncateName,
  uniqueName,
} from '../../../src/django/names'

interface Recorded {
  readonly index: [string, string[], string, Dialect, string][]
  readonly truncate: [string, Dialect, string][]
}

// Holds: the file was written by Django 5.2's own functions, in this form.
const recorded = JSON.parse(readFileSync(join(__dirname, 'django-names.json'), 'utf8')) as Recorded

test.each(recorded.index)(
  'the index of %s over %j with %j on %s',
  (table, columns, suffix, dialect, expected) => {
    expect(indexName(table, columns, suffix, dialect)).toBe(expected)
  },
)

test.each(recorded.truncate)('%s on %s', (name, dialect, expected) => {
  expect(truncateName(name, dialect)).toBe(expected)
})

test('the digest runs its parts together', () => {
  expect(namesDigest(['shop', 'x'], 8)).toBe(namesDigest(['shopx'], 8))
})

test.each([
  ['"hr"."staff"', ['hr', 'staff']],
  ['staff', ['', 'staff']],
  ['"staff"', ['', 'staff']],
])('%s splits', (identifier, expected) => {
  expect(splitIdentifier(identifier)).toEqual(expected)
})

test('only the outer quotes are stripped', () => {
  expect(stripQuotes('"hr"."staff"')).toBe('hr"."staff')
  expect(stripQuotes('staff')).toBe('staff')
})

// As Django 5.2 names them for `shop_product`.
test('rules of a table', () => {
  expect(uniqueName('shop_product', ['a'], 'postgresql')).toBe(
    indexName('shop_product', ['a'], '_uniq', 'postgresql'),
  )
  expect(likeIndexName('shop_product', 'a')).toBe(indexName('shop_product', ['a'], '_like', 'postgresql'))
  expect(foreignKeyName('shop_product', 'owner_id', '"hr"."staff"', 'id', 'postgresql')).toMatch(
    /^shop_product_owner_id_[0-9a-f]{8}_fk_staff_id$/,
  )
  expect(rebuiltForeignKeyName('shop_product', 'owner_id', 'mysql')).toMatch(
    /^shop_product_owner_id_[0-9a-f]{8}_fk$/,
  )
})

test('an index in Meta without a name', () => {
  const parts = [{ column: 'title', descending: false }]
  expect(namelessIndexName('shop_book', parts, 'idx')).toMatch(/^shop_book_title_[0-9a-f]{6}_idx$/)
  expect(namelessIndexName('_book', parts, 'idx')).toMatch(/^Dbook_title_/)
  expect(
    namelessIndexName('shop_bookcase_of_mine', [{ column: 'published_on', descending: true }], 'gin'),
  ).toMatch(/^shop_bookca_publish_[0-9a-f]{6}_gin$/)
})

// SELECT conname FROM pg_constraint of PostgreSQL 15, after CREATE TABLE with the rule inline.
test.each([
  ['shop_book', 'title', 'key', 'shop_book_title_key'],
  ['shop_book', undefined, 'pkey', 'shop_book_pkey'],
  ['"hr"."staff"', 'code', 'key', 'staff_code_key'],
  ['t'.repeat(63), 'c'.repeat(10), 'check', `${'t'.repeat(46)}_${'c'.repeat(10)}_check`],
  ['t'.repeat(40), 'c'.repeat(40), 'key', `${'t'.repeat(29)}_${'c'.repeat(29)}_key`],
  ['ë'.repeat(30), 'x'.repeat(5), 'key', `${'ë'.repeat(26)}_${'x'.repeat(5)}_key`],
])('PostgreSQL calls the rule of %s.%s', (table, column, label, expected) => {
  expect(postgresObjectName(table, column, label)).toBe(expected)
})

test('the keys of a many-to-many table', () => {
  expect(throughFieldNames('Product', 'tag')).toEqual(['product', 'tag'])
  expect(throughFieldNames('Person', 'person')).toEqual(['from_person', 'to_person'])
})
