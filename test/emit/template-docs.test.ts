import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { openTemplates } from '../../src/emit/templates'
import { render } from '../../src/emit/render'
import { TEMPLATE_NAMES } from '../../src/emit/template-names'
import { folderWith } from '../support/project'

/**
 * Holds docs/templates.md to src/emit/view-models.ts: what stands between the two marks is printed from the types.
 * `UPDATE=1 npx jest test/emit/template-docs` writes it anew.
 */
const ROOT = resolve(__dirname, '../..')
const PAGE = join(ROOT, 'docs/templates.md')
const BETWEEN = /(<!-- views: [^\n]* -->\n)([^]*?)(<!-- \/views -->\n)/

function sourceOf(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true)
}

function interfacesOf(file: ts.SourceFile): ReadonlyMap<string, ts.InterfaceDeclaration> {
  return new Map(file.statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, each]))
}

const VIEWS = interfacesOf(sourceOf('src/emit/view-models.ts'))

/** The view of each template, as `render` takes it. */
function viewsByTemplate(): ReadonlyMap<string, string> {
  const views = interfacesOf(sourceOf('src/emit/render.ts')).get('Views')
  const members = views?.members.filter(ts.isPropertySignature) ?? []
  return new Map(members.map((member) => [member.name.getText().slice(1, -1), member.type?.getText() ?? '']))
}

function documentOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node)
  const text =
    comment === undefined || !ts.isJSDoc(comment) ? undefined : ts.getTextOfJSDocComment(comment.comment)
  return (text ?? '').replace(/\s+/g, ' ')
}

/** What it is for: the first words of the template itself. */
function purposeOf(template: string): string {
  const text = readFileSync(join(ROOT, 'templates', template), 'utf8')
  return (/^<%# ([^]*?)\s*view: /.exec(text)?.[1] ?? '').replace(/\s+/g, ' ').replace(/;.*(?=\.$)/, '')
}

function linesOf(members: readonly ts.TypeElement[], indent: string): readonly string[] {
  return members.filter(ts.isPropertySignature).flatMap((member) => {
    const { type } = member
    const inner = type !== undefined && ts.isTypeLiteralNode(type) ? type.members : []
    const words = inner.length > 0 ? 'object' : (type?.getText() ?? '').replace(/readonly /g, '')
    const optional = member.questionToken === undefined ? '' : ', may be missing'
    const document = documentOf(member)
    return [
      `${indent}- \`${member.name.getText()}\` (\`${words}\`${optional})${document === '' ? '' : `: ${document}`}`,
      ...linesOf(inner, `${indent}  `),
    ]
  })
}

function sectionOf(name: string): string {
  const view = VIEWS.get(name)
  if (view === undefined) throw new Error(`there is no view ${name}`)
  return linesOf(view.members, '').join('\n')
}

function reference(): string {
  const used = viewsByTemplate()
  const templates = [...used].map(
    ([template, view]) => `### \`${template}\`\n\n${purposeOf(template)}\n\n${sectionOf(view)}\n`,
  )
  const parts = [...VIEWS.keys()].filter((name) => ![...used.values()].includes(name))
  return `\n${[...templates, ...parts.map((name) => `### \`${name}\`\n\n${sectionOf(name)}\n`)].join('\n')}\n`
}

test('the page has what the types say', () => {
  const page = readFileSync(PAGE, 'utf8')
  const printed = page.replace(BETWEEN, (_, start: string, __, end: string) => start + reference() + end)
  if (process.env['UPDATE'] === '1') writeFileSync(PAGE, printed)
  expect(page).toBe(printed)
})

test('every property says what it is', () => {
  const isBare = (member: ts.TypeElement): boolean =>
    documentOf(member) === '' && !ts.isTypeLiteralNode(member.parent)
  const bare = [...VIEWS.values()].flatMap((view) =>
    view.members.filter(isBare).map((member) => `${view.name.text}.${member.name?.getText() ?? ''}`),
  )
  expect(bare).toEqual([])
})

test('every template is there, with what it is for', () => {
  expect([...viewsByTemplate().keys()].sort()).toEqual([...TEMPLATE_NAMES].sort())
  for (const name of TEMPLATE_NAMES) expect(purposeOf(name)).toMatch(/^[A-Z].*\.$/)
})

test('every property that our templates read is in their views', () => {
  for (const [template, view] of viewsByTemplate()) {
    const text = readFileSync(join(ROOT, 'templates', template), 'utf8')
    const known = VIEWS.get(view)?.members.map((member) => member.name?.getText()) ?? []
    const read = [...text.matchAll(/\bview\.(\w+)/g)].map((match) => match[1])
    expect(read.filter((name) => !known.includes(name))).toEqual([])
    expect(read.length).toBeGreaterThan(0)
  }
})

test('the example of the page works', async () => {
  const [, example = ''] = /```ejs\n(<% if [^]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? []
  const templates = await openTemplates(folderWith({ 'class-comment.py.ejs': example }))
  const view = { release: 'no longer knows it', changes: [], other: '0003_b' }
  expect(render('class-comment.py.ejs', { templates }, { ...view, step: 1 })).toBe(
    '# SHOP-HANDBOOK 4.2: this ships with the code that no longer knows it.\n# The other half: 0003_b.\n',
  )
  expect(render('class-comment.py.ejs', { templates }, { ...view, step: 2 })).toContain(
    'from before 0003_b runs',
  )
})
