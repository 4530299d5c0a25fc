import { isFieldClass, ownClass } from '../../../src/django/fields/own-classes'

test.each([
  'numeric(12, 2)',
  'NUMERIC(12,2)',
  'character varying(20)',
  'timestamp(3) without time zone',
  'geometry(Point,4326)',
  'varchar(20)[]',
  'integer[3][]',
  '"citext"',
  'public.mytype',
  "enum('a','b')",
  'varchar(20) character set latin1',
  'int unsigned',
])('%s is a type', (type) => {
  expect(ownClass(type)).toMatchObject({
    kind: 'column',
    family: 'unknown',
    types: { postgresql: type, sqlite: type },
  })
})

test.each([
  '',
  'int; DROP TABLE x',
  'int -- x',
  'int /* x */',
  'int\nint',
  "text DEFAULT 'x'",
  'int NOT NULL',
  'int primary key',
  'bigserial',
  'int auto_increment',
  '(select 1)',
  'numeric(12, (select 1))',
  3,
  true,
  ['int'],
  { postgresql: 3 },
  { postgresql: 'int; x' },
  { oracle: 'number' },
])('%j is none', (said) => {
  expect(isFieldClass(ownClass(said))).toBe(false)
})

test('a table says a type for each database, MySQL for MariaDB too', () => {
  expect(ownClass({ mysql: 'int' })).toMatchObject({ types: { mysql: 'int', mariadb: 'int' } })
  expect(ownClass({ mysql: 'int', mariadb: 'uuid' })).toMatchObject({ types: { mariadb: 'uuid' } })
})

test.each([
  ['DecimalField', { kind: 'column', family: 'decimal', like: 'django.db.models.DecimalField' }],
  ['django.db.models.CharField', { kind: 'column', internalType: 'CharField' }],
  ['django.contrib.postgres.fields.ArrayField', { family: 'array' }],
  ['ForeignKey', { kind: 'relation' }],
  ['ManyToManyField', { kind: 'many-to-many' }],
  ['django.contrib.contenttypes.fields.GenericForeignKey', { kind: 'none' }],
  ['taggit.managers.TaggableManager', { kind: 'none' }],
])('a class behaves like %s', (said, expected) => {
  expect(ownClass(said)).toMatchObject(expected)
})

test.each(['DecmalField', 'GeneratedField', 'shop.fields.OtherField', 'other.Thing'])(
  'not like %s',
  (said) => {
    expect(ownClass(said)).toMatchObject({ reason: `there is no field class ${said}` })
  },
)
