import { differs, isSame, type TwinDialect } from '../../src/sql/differs'

test.each<[TwinDialect, boolean, differs: string, isSame: string]>([
  ['postgresql', false, 'a IS DISTINCT FROM b', 'a IS NOT DISTINCT FROM b'],
  [
    'postgresql',
    true,
    'a::text COLLATE "C" IS DISTINCT FROM b::text COLLATE "C"',
    'a::text COLLATE "C" IS NOT DISTINCT FROM b::text COLLATE "C"',
  ],
  ['mariadb', false, 'NOT (a <=> b)', 'a <=> b'],
  ['mysql', true, 'NOT (CAST(a AS BINARY) <=> CAST(b AS BINARY))', 'CAST(a AS BINARY) <=> CAST(b AS BINARY)'],
])('%s, bytes: %s', (dialect, comparesBytes, different, same) => {
  expect(differs('a', 'b', dialect, comparesBytes)).toBe(different)
  expect(isSame('a', 'b', dialect, comparesBytes)).toBe(same)
})
