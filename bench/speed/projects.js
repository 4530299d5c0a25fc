'use strict'
const fs = require('node:fs')
const path = require('node:path')

/**
 * Writes a Django project that runs, the same each time: so many migrations in so many apps, as `makemigrations` would
 * have written them. Each app begins with models; what follows adds, alters, indexes, renames and removes. The last
 * migration of each app removes a field. Returns the path of the very last one.
 */
function writeProject(folder, { apps, migrations }) {
  fs.rmSync(folder, { recursive: true, force: true })
  const names = Array.from({ length: apps }, (_, index) => `app${String(index + 1).padStart(3, '0')}`)
  write(path.join(folder, 'manage.py'), MANAGE)
  write(path.join(folder, 'settings.py'), settings(names))
  let last = ''
  for (const [index, app] of names.entries()) {
    const count = Math.floor(migrations / apps) + (index < migrations % apps ? 1 : 0)
    last = writeApp(path.join(folder, app), app, names[index - 1], count)
  }
  return last
}

function writeApp(folder, app, before, count) {
  write(path.join(folder, '__init__.py'), '')
  write(path.join(folder, 'migrations', '__init__.py'), '')
  let [previous, file] = ['', '']
  for (let number = 1; number <= count; number++) {
    const operations = number === 1 ? initial(before) : step(app, number, count)
    const name = `${String(number).padStart(4, '0')}_${number === 1 ? 'initial' : 'auto'}`
    file = path.join(folder, 'migrations', `${name}.py`)
    const first = before === undefined ? [] : [[before, '0001_initial']]
    write(file, migration(number === 1 ? first : [[app, previous]], operations))
    previous = name
  }
  return file
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
}

const MODELS = 6

/** Models with a dozen columns each; the second and following ones, and the app before, are pointed at. */
function initial(before) {
  return Array.from({ length: MODELS }, (_, index) => {
    const to = index > 0 ? `model${index - 1}` : before && `${before}.model0`
    const key = to && `('parent', ${foreignKey(to)}),\n                `
    const fields = Array.from(
      { length: 10 },
      (_each, at) => `('field${at}', ${KINDS[at % KINDS.length]}),\n                `,
    )
    return `migrations.CreateModel(
            name='Model${index}',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ${fields.join('')}${key ?? ''}('created', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['field0'],
                'verbose_name': 'a model',
            },
        )`
  })
}

const KINDS = [
  "models.CharField(max_length=100, verbose_name='what it is called')",
  'models.IntegerField(default=0)',
  "models.TextField(blank=True, help_text='As long as you like.')",
  'models.BooleanField(default=False)',
  "models.CharField(choices=[('new', 'New'), ('open', 'Open'), ('done', 'Done')], default='new', max_length=8)",
  'models.DecimalField(decimal_places=2, max_digits=10, null=True)',
]

function foreignKey(to) {
  return `models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='${to}')`
}

/** What happens to a model over time; each refers to what is there. The field that is removed is one added before. */
function step(app, number, count) {
  const model = `model${number % MODELS}`
  const own = (name) => `model_name='${model}',\n            name='${name}'`
  if (number === count) return [`migrations.RemoveField(\n            ${own('field1')},\n        )`]
  switch (Math.floor(number / MODELS) % 8) {
    case 0:
    case 3:
      return [field('AddField', own(`added${number}`), 'models.CharField(max_length=50, null=True)')]
    case 1:
      return [field('AddField', own(`count${number}`), 'models.IntegerField(default=0)')]
    case 2:
      return [
        field('AlterField', own('field2'), `models.TextField(blank=True, help_text='As of ${number}.')`),
      ]
    case 4:
      return [
        `migrations.AddIndex(
            model_name='${model}',
            index=models.Index(fields=['field0', 'created'], name='${app}_index_${number}'),
        )`,
      ]
    case 5:
      return [field('AlterField', own('field0'), `models.CharField(max_length=${100 + number})`)]
    case 6:
      // The one that case 1 added, so many migrations ago.
      return [`migrations.RemoveField(\n            ${own(`count${number - 5 * MODELS}`)},\n        )`]
    default:
      return [
        `migrations.AlterModelOptions(
            name='${model}',
            options={'ordering': ['field0', 'field${number % 5}']},
        )`,
      ]
  }
}

function field(operation, names, value) {
  return `migrations.${operation}(
            ${names},
            field=${value},
        )`
}

function migration(dependencies, operations) {
  const pairs = dependencies.map(([app, name]) => `        ('${app}', '${name}'),\n`).join('')
  const list = operations.map((each) => `        ${each},\n`).join('')
  return `# Generated by Django 5.2.19 on 2026-01-01 12:00

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
${dependencies.length === 0 ? '\n    initial = True\n' : ''}
    dependencies = [
${pairs}    ]

    operations = [
${list}    ]
`
}

function settings(apps) {
  return `from pathlib import Path

SECRET_KEY = 'only for the bench'
INSTALLED_APPS = [${['django_migration_linter', ...apps].map((app) => `'${app}'`).join(', ')}]
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': Path(__file__).resolve().parent / 'db.sqlite3',
    }
}
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
USE_TZ = True
`
}

const MANAGE = `import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`

module.exports = { writeProject }
