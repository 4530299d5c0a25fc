import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from '../../src/core/errors'
import type { SourceFile } from '../../src/core/span'
import { parse } from '../../src/python/parse'
import { plainTree } from '../../src/python/plain-parser'
import type { Cursor } from '../../src/python/syntax'

const ROOT = resolve(__dirname, '../..')

/** Every node that a reader asks for: its depth, its field, its type and its place. */
function nodesOf(cursor: Cursor): readonly string[] {
  const found: string[] = []
  const visit = (depth: number): void => {
    const { nodeType: type, currentFieldName: field = '', startIndex, endIndex } = cursor
    if (type === 'comment' || (!cursor.nodeIsNamed && field !== 'operator')) return
    found.push(`${depth} ${field} ${type} ${depth === 0 ? '' : `${startIndex}-${endIndex}`}`)
    if (type === 'string' || type === 'dotted_name' || !cursor.gotoFirstChild()) return
    do visit(depth + 1)
    while (cursor.gotoNextSibling())
    cursor.gotoParent()
  }
  visit(0)
  return found
}

function bySitter(file: SourceFile): readonly string[] | string {
  try {
    return nodesOf(parse(file).rootNode.walk())
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}

/** Whether it was taken; fails where it was taken for something else than tree-sitter takes it for. */
function isPlain(text: string): boolean {
  const file = { path: 'a.py', text }
  const cursor = plainTree(file)
  if (cursor === undefined) return false
  const [plain, wanted] = [nodesOf(cursor), bySitter(file)]
  if (JSON.stringify(plain) !== JSON.stringify(wanted)) expect([text, plain]).toEqual([text, wanted])
  return true
}

function pythonIn(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true }).map(String)
  return names.filter((name) => name.endsWith('.py')).map((name) => join(ROOT, folder, name))
}

const FILES = ['examples', 'test/cases'].flatMap(pythonIn).map((path) => readFileSync(path, 'utf8'))

test('the files of the cases are read as tree-sitter reads them, most of them without it', () => {
  const plain = FILES.filter(isPlain)
  expect(plain.length).toBeGreaterThan(FILES.length / 2)
})

/** What may be put into a text, at any place. */
const BITS =
  '( ) , | |    |\n|\n\n|\n  |\n        |\'|"|\'\'\'|"""|=|==|#| #|# c\n|.|:|;|[|]|{|}|x|1|0x1|1.|e5|1j|_|-|+|*|**|\\|\\\n|\t|é|' +
  'if |lambda|not |in |@|%|b|f|r|True|None|print |def f(): pass\n|pass\n|import a\n|from . import b\n|class A: pass\n'
const INSERTED = BITS.split('|').flatMap((bit) => (bit.startsWith('( ') ? bit.split(' ') : [bit]))

test('files that were changed anywhere are read as tree-sitter reads them, or not at all', () => {
  let state = 1
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % below
  }
  let plain = 0
  for (let round = 0; round < 4000; round++) {
    const text = FILES[next(FILES.length)] ?? ''
    const at = next(text.length + 1)
    const bit = next(4) === 0 ? '' : (INSERTED[next(INSERTED.length)] ?? '')
    if (isPlain(text.slice(0, at) + bit + text.slice(at + (next(3) === 0 ? next(12) : 0)))) plain += 1
  }
  expect(plain).toBeGreaterThan(500)
})

describe('what is plain', () => {
  test.each([
    '',
    '\n\n# nothing\n',
    '"""words"""\n',
    'import a.b, c as d\nfrom e.f import (\n    g,  # why\n    h as i,\n)\n',
    'from __future__ import annotations, division\n',
    'a = \'b\' "c" + d\n',
    'a = [1, -2, 3.5, True, None, (), (1,), (1), (1, 2), {}, {1}, {1: 2}]\n',
    "a = b[0]\nc = d.e['f'].g / 'h' + 60 * 60 % i() + (1 + 2) * 3\n",
    'a = b.c(d, e=f(), g=[\n    1,  # one\n    # two\n    2,\n])',
    'class A:\n  pass\n',
    "class A(b.C, d=1):  # why\n    '''words'''\n    e = 1\n\nf = 2\n# after\n",
    'class A(B):\n    c = 1\n# between\n    d = 2\n',
    String.raw`a = r'\d' + b'\x00' + 'it\'s' + u"é"` + '\n',
    `a = ${'['.repeat(50)}${']'.repeat(50)}\n`,
  ])('%j', (text) => {
    expect(isPlain(text)).toBe(true)
  })
})

describe('what is left to tree-sitter', () => {
  test.each([
    ...[
      'a = 1\r\n',
      '\uFEFFa = 1\n',
      'a = 1; b = 2\n',
      'a = b if c else d\n',
      'a = b[0:1]\n',
      'a = b[0, 1]\n',
      'a: int = 1\n',
    ],
    ...['a = b = 1\n', 'a.b = 1\n', 'a += 1\n', 'f()\n', 'def f():\n    pass\n', 'if a:\n    b = 1\n'],
    ...["a = f'{b}'\n", 'a = 0x10\n', 'a = 1_000\n', 'a = (b for b in c)\n', 'a = f(*b)\n', 'a = é\n'],
    ...[
      'from a import *\n',
      'from . import a\n',
      'a = \\\n1\n',
      'a = 1,\n',
      'a = "b\n',
      'a = (1\n',
      'a = 1 // 2\n',
      'a = 2 ** 3\n',
      'a = b @ c\n',
      'a = 1 - 2\n',
      'a = [1 2]\n',
    ],
    ...['class A:\n    b = 1\n    # after\n', 'class A:\n    b = 1  # after\n', 'class A:\n\tb = 1\n'],
    ...['class A:\n    b = 1\n  c = 2\n', 'class A:\n', '  a = 1\n', 'a = f(b=\n1)\n', 'lambda = 1\n'],
    `a = ${'['.repeat(90)}${']'.repeat(90)}\n`,
    `a = '${'x'.repeat(1_000_001)}'\n`,
  ])('%#', (text) => {
    expect(isPlain(text)).toBe(false)
  })
})

test('a long string, and a long list, fill no stack', () => {
  expect(isPlain(`a = """${'it\'s "so"\n'.repeat(60_000)}"""\n`)).toBe(true)
  expect(isPlain(`a = [${'1, '.repeat(100_000)}]\n`)).toBe(true)
  expect(isPlain(`a = ${'1 + '.repeat(2_000)}1\n`)).toBe(true)
})
