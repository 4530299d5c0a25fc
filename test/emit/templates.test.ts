import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../../src/core/errors'
import { positionAt } from '../../src/core/span'
import { render } from '../../src/emit/render'
import { TEMPLATE_NAMES } from '../../src/emit/template-names'
import { openTemplates } from '../../src/emit/templates'
import { folderWith } from '../support/project'
import type { Files } from '../support/project'

const OURS = resolve(__dirname, '../../templates')
const ours = (name: string): string => readFileSync(join(OURS, name), 'utf8')

const step = (code: string) => ({ comment: [`# ${code}`], code })
const STATE = { name: 'Separate', originals: [step('a()')], database: [step('b()'), step('c()')] }
const DATABASE = {
  imports: ['from django.db import migrations'],
  base: 'migrations.Migration',
  comment: ['# Why.'],
  dependencies: ['("shop", "0001_initial")'],
  runBefore: [],
  atomic: true,
  attributes: [],
  functions: [],
  operations: [step('migrations.RunSQL("1")')],
}
const CHANGE = { subject: 'Product.rating', overlap: 'Old.', item: 'Product.rating: old.', later: 'drops it' }
const COMMENT = { step: 1, release: 'no longer knows it', changes: [CHANGE], other: '0003_b' } as const

/** `name:line: cause`, as the user sees it. */
async function failureOf(
  files: Files,
  run: (templates: Awaited<ReturnType<typeof openTemplates>>) => unknown,
) {
  const folder = folderWith(files)
  try {
    await run(await openTemplates(folder))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { place, path, code, reason, wayOut } = error
    const at = place === undefined ? '' : `:${positionAt(place.file.text, place.span.start).line}`
    const file = (place?.file.path ?? path ?? '').replace(folder, 'T')
    return [code, `${file}${at}: ${reason}`, wayOut]
  }
  throw new Error('nothing was refused')
}

const state = async (files: Files) =>
  failureOf(files, (templates) => render('state-operation.py.ejs', { templates }, STATE))
const database = async (files: Files) =>
  failureOf(files, (templates) => render('database-migration.py.ejs', { templates }, DATABASE))

test('the names are those of the files that we have', () => {
  expect([...TEMPLATE_NAMES].sort()).toEqual(readdirSync(OURS).sort())
})

describe('a template of the user', () => {
  test('takes the place of ours, and the others stay', async () => {
    const templates = await openTemplates(folderWith({ 'class-comment.py.ejs': '# Half <%= view.step %>\n' }))
    expect(render('class-comment.py.ejs', { templates }, COMMENT)).toBe('# Half 1\n')
    expect(render('state-operation.py.ejs', { templates }, STATE)).toBe(
      render('state-operation.py.ejs', {}, STATE),
    )
    expect(render('database-migration.py.ejs', { templates }, DATABASE)).toBe(
      render('database-migration.py.ejs', {}, DATABASE),
    )
  })

  test('is included by ours, and includes ours', async () => {
    const steps = await openTemplates(
      folderWith({
        'steps.py.ejs': '<% for (const step of view.steps) { -%>\n<%- step.code %>, # x\n<% } -%>\n',
      }),
    )
    expect(render('state-operation.py.ejs', { templates: steps }, STATE)).toContain('a(), # x\n')
    const outer = await openTemplates(
      folderWith({
        'state-operation.py.ejs': "f([<%- include('steps.py.ejs', { steps: view.database }) -%>])\n",
      }),
    )
    expect(render('state-operation.py.ejs', { templates: outer }, STATE)).toBe(
      'f([# b()\nb(),\n# c()\nc(),\n])\n',
    )
  })

  test('includes what is in a folder beside it', async () => {
    const templates = await openTemplates(
      folderWith({
        'state-operation.py.ejs': "<%- include('parts/one', { x: 1 }) -%>\n",
        'parts/one.ejs': 'f(<%= view.x %>)',
        'README.md': '# Ours',
        '.gitkeep': '',
      }),
    )
    expect(render('state-operation.py.ejs', { templates }, STATE)).toBe('f(1)')
  })

  test('data in it is data', async () => {
    const templates = await openTemplates(folderWith({ 'class-comment.py.ejs': '# <%- view.other %>\n' }))
    const other = '<%= process.exit(9) %> \uF8F00\uF8F1'
    expect(render('class-comment.py.ejs', { templates }, { ...COMMENT, other })).toBe(`# ${other}\n`)
  })

  test.each(TEMPLATE_NAMES)('is %s as we have it, with a mark of the order of bytes', async (name) => {
    const templates = await openTemplates(folderWith({ [name]: `\uFEFF${ours(name)}` }))
    for (const [each, view] of [
      ['state-operation.py.ejs', STATE],
      ['database-migration.py.ejs', DATABASE],
      ['class-comment.py.ejs', COMMENT],
    ] as const)
      expect(render(each, { templates }, view as never)).toBe(render(each, {}, view as never))
  })
})

describe('the folder', () => {
  test('is not there', async () => {
    await expect(openTemplates('/nowhere/templates')).rejects.toMatchObject({
      code: 'template',
      path: '/nowhere/templates',
      message: 'there is no such folder; give a folder with templates',
    })
  })

  test.each([
    ['class-comments.py.ejs', 'did you mean "class-comment.py.ejs"?'],
    ['class-comment.ejs', 'did you mean "class-comment.py.ejs"?'],
    ['steps.py.ejs.bak', 'did you mean "steps.py.ejs"?'],
    ['x', `the names are ${TEMPLATE_NAMES.join(', ')}`],
  ])('has a file that is no template: %s', async (name, wayOut) => {
    expect(await state({ [name]: '' })).toEqual(['template', `T/${name}: no template has this name`, wayOut])
  })
})

const MEND = 'mend the template; nothing was written'

describe('no EJS', () => {
  test.each([
    [
      'a tag that is not closed',
      '# a\n# <%= 1 %>\n# <%- view.step\n',
      '3: Could not find matching close tag for "<%-".',
    ],
    [
      'no JavaScript',
      '# a\n\n<% for (const x off []) { -%>\n<% } -%>\n',
      '3: not JavaScript: Missing initializer in const declaration',
    ],
    [
      'after a tag of several lines',
      '<%# a\nb\n-%>\n# c\n<%= 1 + %>\n',
      "5: not JavaScript: Unexpected token ')'",
    ],
    ['a loop that does not end', '# a\n<% for (;;) { %>\n# b\n', '4: not JavaScript: '],
    [
      'strict code',
      '# a\n<% with (view) {} %>\n',
      '2: not JavaScript: Strict mode code may not include a with statement',
    ],
    ['newlines of Windows', '# a\r\n# b\r\n<%= ) %>\r\n', "3: not JavaScript: Unexpected token ')'"],
  ])('%s', async (_, text, expected) => {
    const [code, message, wayOut] = await state({ 'class-comment.py.ejs': text })
    expect([code, wayOut]).toEqual(['template', MEND])
    expect(message).toContain(`T/class-comment.py.ejs:${expected}`)
  })
})

describe('a template that throws', () => {
  test.each([
    [
      'a name that is not there',
      'f(\n<%= view.name %>,\n<%= nothing %>)\n',
      '3: ReferenceError: nothing is not defined',
    ],
    ['in the first line', '<% null.x %>\n', "1: TypeError: Cannot read properties of null (reading 'x')"],
    ['something of its own', 'f(\n<% throw new Error("a:7\\n    1| b\\n\\nc") %>)\n', '2: a:7'],
    [
      'a file that is not there',
      "f()\n<%- include('x.ejs') %>\n",
      '2: there is no template "x.ejs" to include',
    ],
    [
      'the view changed',
      '<% Object.freeze(view); view.name = 1 %>\n',
      '1: TypeError: Cannot assign to read only',
    ],
  ])('%s', async (_, text, expected) => {
    const [code, message, wayOut] = await state({ 'state-operation.py.ejs': text })
    expect([code, wayOut]).toEqual(['template', MEND])
    expect(message).toContain(`T/state-operation.py.ejs:${expected}`)
  })

  test("within one that includes it, whether that is the user's or ours", async () => {
    const steps = 'a,\n\n<%= view.steps.none.x %>\n'
    const expected = "T/steps.py.ejs:3: TypeError: Cannot read properties of undefined (reading 'x')"
    expect((await state({ 'steps.py.ejs': steps }))[1]).toBe(expected)
    const outer = ours('state-operation.py.ejs')
    expect((await state({ 'steps.py.ejs': steps, 'state-operation.py.ejs': outer }))[1]).toBe(expected)
  })

  test('in a folder beside it', async () => {
    const files = { 'state-operation.py.ejs': "<%- include('a/b') %>", 'a/b.ejs': '\n\n\n<%= none %>' }
    expect((await state(files))[1]).toBe('T/a/b.ejs:4: ReferenceError: none is not defined')
  })

  test('where ours does, for what it was given: at the line that gave it', async () => {
    const files = { 'state-operation.py.ejs': "f(\n\n<%- include('steps.py.ejs', {}) %>)\n" }
    expect((await state(files))[1]).toBe('T/state-operation.py.ejs:3: TypeError: view.steps is not iterable')
  })

  test('what is no error', async () => {
    const [code, message] = await state({ 'state-operation.py.ejs': 'f()\n<% throw "x" %>\n' })
    expect(code).toBe('template')
    expect(message).toContain('T/state-operation.py.ejs')
  })
})

describe('what a template gives is no Python', () => {
  test('a whole file, by the line of the template', async () => {
    const text = ours('database-migration.py.ejs').replace('    operations = [', '   operations = [')
    const line = text.split('\n').indexOf('   operations = [') + 1
    expect(await database({ 'database-migration.py.ejs': text })).toEqual([
      'template',
      `T/database-migration.py.ejs:${line}: what it gives is not Python (\`operations = [\`): unindent does not match any outer indentation level`,
      MEND,
    ])
  })

  test('a line that comes from a loop', async () => {
    const text = ours('database-migration.py.ejs').replace('<%- dependency %>,', '<%- dependency %>;')
    const line = text.split('\n').findIndex((each) => each.includes('dependency %>;')) + 1
    expect((await database({ 'database-migration.py.ejs': text }))[1]).toContain(
      `T/database-migration.py.ejs:${line}: what it gives is not Python (\`("shop", "0001_initial");\`): `,
    )
  })

  test('what ours includes', async () => {
    const text = '<% for (const step of view.steps) { -%>\n# a\n<%- step.code %>\n<% } -%>\n'
    expect((await state({ 'steps.py.ejs': text }))[1]).toContain(
      'T/steps.py.ejs:3: what it gives is not Python (`c()`): Expected `,`, found name',
    )
  })

  test('nothing where an operation is wanted', async () => {
    expect((await state({ 'state-operation.py.ejs': '' }))[0]).toBe('template')
  })

  test('a comment may hold anything', async () => {
    const templates = await openTemplates(folderWith({ 'class-comment.py.ejs': 'import os (\n' }))
    expect(render('class-comment.py.ejs', { templates }, COMMENT)).toBe('import os (\n')
  })
})
