import { differs, type TwinDialect } from '../../src/sql/differs'

test.each<[TwinDialect, boolean, string]>([
  ['postgresql', false, 'a IS DISTINCT FROM b'],
  ['postgresql', true, 'a::text COLLATE "C" IS DISTINCT FROM b::text COLLATE "C"'],
  ['mariadb', false, 'NOT (a <=> b)'],
  ['mysql', true, 'NOT (CAST(a AS BINARY) <=> CAST(b AS BINARY))'],
])('%s, bytes: %s', (dialect, comparesBytes, sql) => {
  expect(differs('a', 'b', dialect, comparesBytes)).toBe(sql)
})
