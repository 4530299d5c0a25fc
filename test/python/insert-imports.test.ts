import { insertImports } from '../../src/python/print'
import { moduleOf } from './support'

function inserted(text: string, ...lines: string[]): string {
  const edits = insertImports(moduleOf(text), lines)
  return edits.reduceRight(
    (changed, { span, text: added }) => changed.slice(0, span.start) + added + changed.slice(span.end),
    text,
  )
}

const CLASS = '\n\nclass Migration(migrations.Migration):\n    pass\n'
const MIGRATIONS = 'from django.db import migrations\n'
const DELETION = 'import django.db.models.deletion'
const BOTH = 'from django.db import migrations, models'

describe('a statement that takes another name', () => {
  test.each([
    [MIGRATIONS, 'from django.db import models', `${BOTH}\n`],
    ['from django.db import models\n', 'from django.db import migrations', `${BOTH}\n`],
    ['from django.db import migrations  # why\n', 'from django.db import models', `${BOTH}  # why\n`],
    [
      'from django.db import models, migrations\n',
      'from django.db import connection',
      'from django.db import models, migrations, connection\n',
    ],
    [`${BOTH}\n`, 'from django.db import models', `${BOTH}\n`],
  ])('%j and %s', (text, line, expected) => {
    expect(inserted(text + CLASS, line)).toBe(expected + CLASS)
  })

  test.each([
    ['from django.db import (\n    migrations,\n)\n'],
    ['from django.db import migrations as m\n'],
    ['from django.db import \\\n    migrations\n'],
    ['from django.db import *\n'],
  ])('%j is left as it is', (text) => {
    expect(inserted(text + CLASS, 'from django.db import models')).toBe(
      `${text}from django.db import models\n${CLASS}`,
    )
  })
})

describe('a line of its own', () => {
  test.each([
    ['before what sorts after it', MIGRATIONS, `${DELETION}\n${MIGRATIONS}`],
    ['after what sorts before it', 'import a\n', `import a\n${DELETION}\n`],
    ['between', `import django.conf\n${MIGRATIONS}`, `import django.conf\n${DELETION}\n${MIGRATIONS}`],
    ['under a header', `# Generated\n\n${MIGRATIONS}`, `# Generated\n\n${DELETION}\n${MIGRATIONS}`],
    ['under a docstring', `"""Doc."""\n${MIGRATIONS}`, `"""Doc."""\n${DELETION}\n${MIGRATIONS}`],
    ['after a byte order mark', `\uFEFF${MIGRATIONS}`, `\uFEFF${DELETION}\n${MIGRATIONS}`],
    [
      'after imports from the future',
      `from __future__ import a\n${MIGRATIONS}`,
      `from __future__ import a\n${DELETION}\n${MIGRATIONS}`,
    ],
    ['with nothing but the future', 'from __future__ import a\n', `from __future__ import a\n${DELETION}\n`],
    [
      'in the group of its package',
      `import uuid\n\n${MIGRATIONS}\nfrom .a import b\n`,
      `import uuid\n\n${DELETION}\n${MIGRATIONS}\nfrom .a import b\n`,
    ],
    [
      'around comments',
      `import a  # one\n# two\nimport z\n`,
      `import a  # one\n# two\n${DELETION}\nimport z\n`,
    ],
    [
      'before a statement over several lines',
      'from a import (\n    b,\n)\n',
      `${DELETION}\nfrom a import (\n    b,\n)\n`,
    ],
    [
      'after a statement over several lines',
      'import a\nimport b; import \\\n    c\n',
      `import a\nimport b; import \\\n    c\n${DELETION}\n`,
    ],
    ['not among later imports', `import a\nx = 1\nimport z\n`, `import a\n${DELETION}\nx = 1\nimport z\n`],
    ['without any import', '# c\n', `# c\n\n\n${DELETION}\n`],
  ])('%s', (_what, text, expected) => {
    const rest = text === '# c\n' ? CLASS.trimStart() : CLASS
    const before = text === '# c\n' ? '# c\n\n\n' : text
    expect(inserted(before + rest, DELETION)).toBe(expected + rest)
  })

  test('with the newlines of the file', () => {
    const text = (MIGRATIONS + CLASS).replaceAll('\n', '\r\n')
    expect(inserted(text, DELETION, 'import uuid')).toBe(`${DELETION}\r\nimport uuid\r\n${text}`)
  })

  test('at the end of a file without a last newline', () => {
    expect(inserted('import a', 'import b')).toBe('import a\nimport b\n')
  })

  test('after a docstring and nothing else', () => {
    expect(inserted(`"""Doc\n\nmore."""\nx = 1\n`, 'import b')).toBe(`"""Doc\n\nmore."""\nimport b\nx = 1\n`)
  })

  test('together with a statement that takes a name', () => {
    expect(inserted(MIGRATIONS + CLASS, DELETION, 'from django.db import models')).toBe(
      `${DELETION}\n${BOTH}\n${CLASS}`,
    )
  })
})

test('a long row of comment signs between imports', () => {
  const text = `import a\n${'# '.repeat(2000)}\nx = 1\nimport z\n`
  expect(inserted(text, 'import b')).toBe(text.replace('import a\n', 'import a\nimport b\n'))
})

test('nothing to add', () => {
  expect(insertImports(moduleOf(MIGRATIONS + CLASS), [])).toEqual([])
})
