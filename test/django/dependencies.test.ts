import { textOf } from '../../src/core/span'
import { buildGraph } from '../../src/django/build-graph'
import { ancestors, assertSound, leaf } from '../../src/django/graph'
import type { Migration } from '../../src/django/migration'
import { mentionsOf } from '../../src/django/project'
import type { Project } from '../../src/django/project'
import { projectFrom } from '../support/project'
import { refusalOf } from '../support/refusal'

/** A migration whose dependencies are computed, after two that are not. */
function projectOf(dependencies: string, above = '', settings = ''): Project {
  const plain = (value: string): string =>
    `from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = ${value}\n    operations = []\n`
  return projectFrom({
    'config/settings.py': `INSTALLED_APPS = []\n${settings}`,
    'kb/migrations/0001_initial.py': plain('[]'),
    'kb/migrations/0002_more.py': plain('[("kb", "0001_initial")]'),
    'teams/migrations/0001_initial.py': plain('[]'),
    'kb/migrations/0003_team.py': `from django.conf import settings
from django.db import migrations
import swapper
from kb import settings as kb_settings

${above}
class Migration(migrations.Migration):
    dependencies = ${dependencies}
    operations = []
`,
  })
}

function lastOf({ migrations }: Project): Migration {
  const found = migrations.get('kb.0003_team')
  if (found === undefined) throw new Error('it is gone')
  return found
}

const parents = (project: Project): readonly string[] =>
  [...(buildGraph(project).nodes.get('kb.0003_team')?.parents ?? [])].sort()

describe('dependencies that only Python puts together', () => {
  test.each([
    ['a sum (django-helpdesk)', '[("kb", "0002_more")] + kb_settings.MORE', ''],
    ['a condition (django-allauth)', '([] if kb_settings.X else []) + [("kb", "0002_more")]', ''],
    ['a starred element', '[("kb", "0002_more"), *kb_settings.MORE]', ''],
    ['a comprehension', '[each for each in [("kb", "0002_more")] if each]', ''],
    [
      'a function (weblate)',
      'get_dependencies()',
      'def get_dependencies():\n    known = [("kb", "0002_more")]\n    return known + kb_settings.MORE\n',
    ],
    [
      'a function by another one',
      'get_dependencies()',
      'def known():\n    return [("kb", "0002_more")]\n\ndef get_dependencies():\n    return known() + kb_settings.MORE\n',
    ],
    ['a list of the module', 'KNOWN + kb_settings.MORE', 'KNOWN = [("kb", "0002_more")]\n'],
    ['an addition', '[("kb", "0002_more")]\n    dependencies += kb_settings.MORE', ''],
    [
      'one under a condition',
      '[]\n    if kb_settings.X:\n        dependencies.append(("kb", "0002_more"))',
      '',
    ],
  ])('%s: what stands in it is kept', (_name, dependencies, above) => {
    const project = projectOf(dependencies, above)
    expect(parents(project)).toEqual(['kb.0002_more'])
    expect(leaf(buildGraph(project), 'kb')).toBe('kb.0003_team')
    expect(lastOf(project).untoldDependencies).toHaveLength(1)
    expect(lastOf(project).initial).toBe(false)
  })

  test('swappable ones in it are kept as well', () => {
    const project = projectOf(
      '[("kb", "0002_more"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)] + kb_settings.MORE',
      '',
      'AUTH_USER_MODEL = "teams.Person"\n',
    )
    expect(parents(project)).toEqual(['kb.0002_more', 'teams.0001_initial'])
  })

  test('pairs elsewhere in the file are none', () => {
    const above = 'def other():\n    return ("teams", "0001_initial")\n\nOTHER = [("kb", "0001_initial")]\n'
    expect(parents(projectOf('[("kb", "0002_more")] + kb_settings.MORE', above))).toEqual(['kb.0002_more'])
  })

  test('one that is not there need not be in it', () => {
    const project = projectOf('[("kb", "0002_more")] + ([("kb", "0002_gone")] if kb_settings.X else [])')
    const graph = buildGraph(project)
    expect(() => {
      assertSound(graph, 'kb.0003_team')
    }).not.toThrow()
    expect(ancestors(graph, 'kb.0003_team')).toEqual(['kb.0001_initial', 'kb.0002_more', 'kb.0003_team'])
  })

  test('they follow when a migration gets another name', () => {
    const mentions = mentionsOf(projectOf('[("kb", "0002_more")] + kb_settings.MORE'), 'kb.0002_more')
    expect(mentions.map(({ from, place }) => [from.key, textOf(place)])).toEqual([
      ['kb.0003_team', '"0002_more"'],
    ])
  })

  test('where nothing can be read of them, that is said, and not that the branches are to be merged', () => {
    const refusal = refusalOf(() => leaf(buildGraph(projectOf('kb_settings.DEPENDENCIES')), 'kb'))
    expect(refusal).toMatchObject({
      code: 'several-leaves',
      reason:
        'the app kb has several last migrations as far as its files tell, 0002_more, 0003_team: only Python could tell what is in kb_settings.DEPENDENCIES',
      wayOut: 'write the dependencies of this migration as a plain list',
    })
    expect(refusal.place && textOf(refusal.place)).toBe('kb_settings.DEPENDENCIES')
  })

  test('a plain list is told whole', () => {
    const project = projectOf(
      '[("kb", "0002_more"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]',
    )
    expect(lastOf(project).untoldDependencies).toEqual([])
  })
})

describe('swapper', () => {
  const list = (call: string): string => `[("kb", "0002_more"), ${call}]`

  test('a dependency is on the first migration of the app', () => {
    const project = projectOf(list('swapper.dependency("teams", "Team")'))
    expect(parents(project)).toEqual(['kb.0002_more', 'teams.0001_initial'])
    expect(lastOf(project).untoldDependencies).toEqual([])
  })

  test('or on the one that it names', () => {
    const project = projectOf(list('swapper.dependency("kb", "Article", version="0001_initial")'))
    expect(parents(project)).toEqual(['kb.0001_initial', 'kb.0002_more'])
  })

  test('or of the app that a setting names', () => {
    const project = projectOf(
      list('swapper.dependency("news", "Team")'),
      '',
      'NEWS_TEAM_MODEL = "teams.Team"\n',
    )
    expect(parents(project)).toEqual(['kb.0002_more', 'teams.0001_initial'])
  })

  test('what it computes is not told', () => {
    const project = projectOf(list('swapper.dependency(*swapper.split(settings.X), version="1")'))
    expect(lastOf(project).untoldDependencies).toHaveLength(1)
  })
})
