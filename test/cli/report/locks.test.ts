import { locksOf } from '../../../src/cli/report/locks'
import { mysqlLocks } from '../../../src/cli/report/locks-mysql'
import { postgresqlLocks } from '../../../src/cli/report/locks-postgresql'
import { readSql } from '../../../src/sql/read'
import { model, planOf, remove } from '../../plan/support'

const said = (locks: ReturnType<typeof postgresqlLocks>) =>
  locks?.map(({ on, lock, while: time }) => `${on.kind} ${on.name}: ${lock}, ${time}`)

describe('PostgreSQL', () => {
  const locks = (sql: string) => said(postgresqlLocks(sql, readSql(sql, 'postgresql')))

  test.each([
    ['ALTER TABLE "a" DROP COLUMN "b"', ['table a: ACCESS EXCLUSIVE, moment']],
    ['ALTER TABLE "a" ALTER COLUMN "b" DROP DEFAULT', ['table a: ACCESS EXCLUSIVE, moment']],
    ['ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL', ['table a: ACCESS EXCLUSIVE, scan']],
    ['ALTER TABLE "a" ALTER COLUMN "b" TYPE bigint', ['table a: ACCESS EXCLUSIVE, rewrite']],
    [
      'ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" IS NOT NULL) NOT VALID',
      ['table a: ACCESS EXCLUSIVE, moment'],
    ],
    ['ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" IS NOT NULL)', ['table a: ACCESS EXCLUSIVE, scan']],
    ['ALTER TABLE "a" VALIDATE CONSTRAINT "c"', ['table a: SHARE UPDATE EXCLUSIVE, beside']],
    [
      'ALTER TABLE "a" ADD CONSTRAINT "k" FOREIGN KEY ("b") REFERENCES "o" ("id") ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID',
      ['table a: SHARE ROW EXCLUSIVE, moment', 'table o: SHARE ROW EXCLUSIVE, moment'],
    ],
    ['CREATE UNIQUE INDEX CONCURRENTLY "i" ON "a" ("b")', ['table a: SHARE UPDATE EXCLUSIVE, beside']],
    ['CREATE INDEX "i" ON "a" ("b")', ['table a: SHARE, index']],
    ['DROP INDEX CONCURRENTLY IF EXISTS "i"', []],
    ['DROP INDEX "i"', ['index i: ACCESS EXCLUSIVE, moment']],
    ['DROP TABLE "a"', ['table a: ACCESS EXCLUSIVE, moment']],
    [
      'LOCK TABLE "a", "o" IN SHARE ROW EXCLUSIVE MODE',
      ['table a: SHARE ROW EXCLUSIVE, moment', 'table o: SHARE ROW EXCLUSIVE, moment'],
    ],
    ['DROP VIEW "v"', []],
    ['VACUUM "a"', undefined],
  ])('%s', (sql, expected) => {
    expect(locks(sql)).toEqual(expected)
  })
})

describe('MySQL and MariaDB', () => {
  const locks = (sql: string) => said(mysqlLocks(sql, readSql(sql, 'mariadb')))

  test.each([
    ['ALTER TABLE `a` DROP COLUMN `b`', ['table a: metadata lock, beside']],
    [
      'ALTER TABLE `a` ADD CONSTRAINT `k` FOREIGN KEY (`b`) REFERENCES `o` (`id`)',
      ['table a: metadata lock, copy'],
    ],
    ['ALTER TABLE `a` ADD CONSTRAINT `c` CHECK (`b` > 0)', ['table a: metadata lock, copy']],
    [
      'LOCK TABLES `a` WRITE, `b` WRITE',
      ['table a: metadata lock, moment', 'table b: metadata lock, moment'],
    ],
    ['ALTER TABLE `a` MODIFY `b` integer NULL', undefined],
  ])('%s', (sql, expected) => {
    expect(locks(sql)).toEqual(expected)
  })
})

describe('of a whole half', () => {
  const history = {
    before: [
      model('Owner', {}),
      model('Product', { owner: 'models.ForeignKey("shop.owner", models.CASCADE)' }),
    ],
    operations: [remove('product', 'owner')],
  }

  test('a weaker lock is not said beside a stronger one on the same table', () => {
    const { later } = planOf(history)
    expect(said(locksOf({ steps: later, app: 'shop', dialect: 'postgresql', atomic: true }).locks)).toEqual([
      'table shop_product: ACCESS EXCLUSIVE, moment',
      'table shop_owner: ACCESS EXCLUSIVE, moment',
    ])
  })

  test.each([
    [true, 'migration'],
    [false, 'rows'],
  ])('rows that are filled are locked for a batch, in a transaction (%s) until its end', (atomic, time) => {
    const { splits } = planOf({
      before: [model('Product', { name: 'models.TextField()' })],
      operations: ['migrations.RenameField("product", "name", "title")'],
    })
    const steps = splits.flatMap(({ database, fills }) => [...database, ...fills])
    const { locks } = locksOf({ steps, app: 'shop', dialect: 'postgresql', atomic })
    expect(said(locks)).toContain(`table shop_product: rows, ${time}`)
  })

  test('NOT NULL is not looked through twice', () => {
    const check = 'ALTER TABLE "a" VALIDATE CONSTRAINT "c"'
    const sql = 'ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL'
    const locks = postgresqlLocks(sql, readSql(sql, 'postgresql'), [check, sql])
    expect(said(locks)).toEqual(['table a: ACCESS EXCLUSIVE, moment'])
  })

  test('of a many-to-many field nothing is claimed of the model’s own table', () => {
    const tags = {
      before: [model('Tag', {}), model('Product', { tags: 'models.ManyToManyField("shop.tag")' })],
      operations: [remove('product', 'tags')],
    }
    const steps = planOf(tags).splits.flatMap(({ database }) => database)
    const { locks, isPart } = locksOf({ steps, app: 'shop', dialect: 'postgresql', atomic: true })
    expect(said(locks)).not.toContainEqual(expect.stringContaining('model shop.product'))
    expect(isPart).toBe(true)
  })

  test('SQLite has one lock for all', () => {
    const { later } = planOf(history, { dialect: 'sqlite' })
    expect(locksOf({ steps: later, app: 'shop', dialect: 'sqlite', atomic: true }).locks).toEqual([
      { on: { kind: 'database', name: '' }, lock: 'RESERVED', while: 'migration' },
    ])
  })

  test('what cannot be told is said to be there', () => {
    const { splits } = planOf(history, { dialect: 'mariadb' })
    const steps = splits.flatMap(({ database }) => database)
    expect(locksOf({ steps, app: 'shop', dialect: 'mariadb', atomic: true })).toMatchObject({ isPart: false })
  })
})
