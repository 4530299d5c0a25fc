import type { MigrationKey } from '../../django/migration'
import type { Released, ReleaseFacts } from './plan-facts'
import { safe } from './safe'

/**
 * The migrations of a plan as a mermaid graph: a box for each release, an arrow from each migration to what depends on
 * it. What they depend on outside of the plan is there in grey.
 *
 * Ids are numbers of ours, and every character of a name that is more than a letter or a digit is written as a code, so
 * that no name can end its label or the block that the graph stands in.
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function mermaidGraph(releases: readonly ReleaseFacts[]): readonly string[] {
  const all = releases.flatMap(({ migrations }) => migrations)
  const own = new Set(all.map(({ key }) => key))
  const outside = [...new Set(all.flatMap(({ dependencies }) => dependencies))].filter((key) => !own.has(key))
  const ids = new Map([...outside, ...own].map((key, index) => [key, `m${index}`]))
  const idOf = (key: MigrationKey): string => ids.get(key) ?? 'm'
  return [
    'flowchart LR',
    ...outside.map((key) => `  ${idOf(key)}[${label(key)}]:::outside`),
    ...releases.flatMap((release) => boxOf(release, idOf)),
    ...all.flatMap(({ key, dependencies }) => dependencies.map((each) => `  ${idOf(each)} --> ${idOf(key)}`)),
    '  classDef outside fill:none,stroke-dasharray:4',
    '  classDef database fill:#fde68a,color:#000',
    '  classDef state fill:#bfdbfe,color:#000',
  ]
}

function boxOf({ number, migrations }: ReleaseFacts, idOf: (key: MigrationKey) => string): readonly string[] {
  const nodes = migrations.map(
    (released) => `    ${idOf(released.key)}[${label(released.key)}]${classOf(released)}`,
  )
  return [`  subgraph r${number}[${label(`Release ${number}`)}]`, '    direction TB', ...nodes, '  end']
}

function classOf({ part }: Released): string {
  return part === 'whole' ? '' : `:::${part}`
}

/** A label: a string of words, and of codes for all else. */
function label(text: string): string {
  const escaped = safe(text).replaceAll(
    /[^\p{L}\p{N}_. ]/gu,
    (character) => `#${character.codePointAt(0) ?? 0};`,
  )
  return `"${escaped}"`
}
