import { breakSql } from '../../src/emit/break-sql'

const within = (width: number) => (piece: string) => piece.length + 2 <= width
const ADD_KEY =
  'ALTER TABLE "shop_product" ADD CONSTRAINT "shop_product_owner_id_overlap" FOREIGN KEY ("owner_id")' +
  ' REFERENCES "shop_owner" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID'

test('a statement is broken before its clauses', () => {
  expect(breakSql(ADD_KEY, within(77))).toEqual([
    'ALTER TABLE "shop_product" ADD CONSTRAINT "shop_product_owner_id_overlap"',
    ' FOREIGN KEY ("owner_id") REFERENCES "shop_owner" ("id") ON DELETE SET NULL',
    ' DEFERRABLE INITIALLY DEFERRED NOT VALID',
  ])
})

test('a statement that fits is left alone', () => {
  expect(breakSql(ADD_KEY, within(400))).toEqual([ADD_KEY])
})

test('lists are broken after a comma, where there is no clause', () => {
  expect(
    breakSql('CREATE TABLE "a" ("id" bigint NOT NULL, "name" varchar(20), "b" int)', within(44)),
  ).toEqual(['CREATE TABLE "a" ("id" bigint NOT NULL,', ' "name" varchar(20), "b" int)'])
})

test('programs are broken after their lines', () => {
  const sql = 'CREATE FUNCTION f() AS $$\nBEGIN\n  RETURN NEW;\nEND\n$$\n'
  expect(breakSql(sql, within(40))).toEqual([
    'CREATE FUNCTION f() AS $$\n',
    'BEGIN\n',
    '  RETURN NEW;\n',
    'END\n',
    '$$\n',
  ])
})

test.each([
  [`COMMENT ON COLUMN "a"."b" IS 'a very long comment, with SET and '' in it, which is not broken'`],
  ['ALTER TABLE "a table, with a very long and very odd name that has ON in it" DROP COLUMN "b"'],
  ['ALTER TABLE `a table, with a very long and very odd name that has ON in it` DROP COLUMN `b`'],
])('what is quoted stays in one piece: %s', (sql) => {
  const quoted = /(["'`]).*?\1/.exec(sql.slice(sql.indexOf('a ') - 1))?.[0] ?? ''
  expect(breakSql(sql, within(30)).some((piece) => piece.includes(quoted))).toBe(true)
})

test.each([
  ADD_KEY,
  'a'.repeat(100),
  'a '.repeat(60),
  ' x '.repeat(40),
  '\n\n'.repeat(40),
  "it's ".repeat(30),
  '',
  '(((('.repeat(30),
])('the pieces together are the statement: %j', (sql) => {
  for (const width of [5, 20, 40, 88]) expect(breakSql(sql, within(width)).join('')).toBe(sql)
})
