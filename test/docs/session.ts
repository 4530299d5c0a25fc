import { partsOf } from './page'
import type { Block, Comment, Part } from './page'

/**
 * A page is tried in sessions. `<!-- session: fixture -->` begins one, in a folder that the fixture makes; it goes on
 * to the next one, to `<!-- session ends -->` or to the end of the page. In it
 *
 * - a block of `console` holds commands behind `$ ` and what they print, `...` for what is left out;
 * - a block of `sh` holds commands alone;
 * - a block of Python that begins with `# path` shows that file, or a part of it, as it is then;
 * - under `<!-- edit -->`, or `<!-- edit: path -->`, it is that file, which the reader writes; under `<!-- append -->` it
 *   comes to its end;
 * - under `<!-- prints: command -->` a block is what that command prints, JSON by its values;
 * - `<!-- hidden: command -->` is run without being shown.
 */
export interface Session {
  readonly page: string
  readonly line: number
  readonly fixture: string
  readonly steps: readonly Step[]
}

export type Step =
  /** `shown` is left out where any output will do. */
  | { readonly kind: 'run'; readonly line: number; readonly command: string; readonly shown?: string }
  | { readonly kind: 'prints'; readonly line: number; readonly command: string; readonly block: Block }
  | { readonly kind: 'write'; readonly line: number; readonly path: string; readonly text: string }
  | { readonly kind: 'append'; readonly line: number; readonly path: string; readonly text: string }
  | { readonly kind: 'file'; readonly line: number; readonly path: string; readonly text: string }

/** What a page holds: its sessions, and the blocks that no session runs and the tool did not print. */
export interface Tried {
  readonly sessions: readonly Session[]
  readonly others: readonly Block[]
}

/** What stands between two edges of sessions; no fixture where it is in none. */
interface Stretch {
  readonly page: string
  readonly line: number
  readonly fixture: string | undefined
  readonly parts: Part[]
}

export function tried(page: string): Tried {
  const all = stretches(page)
  const sessions = all.flatMap(({ fixture, parts, ...rest }) =>
    fixture === undefined ? [] : [{ ...rest, fixture, steps: stepsOf(parts) }],
  )
  const others = all.flatMap(({ fixture, parts }) =>
    fixture === undefined ? blocks(parts) : notSteps(parts),
  )
  return { sessions, others }
}

function stretches(page: string): readonly Stretch[] {
  const all: Stretch[] = [{ page, line: 1, fixture: undefined, parts: [] }]
  for (const part of notGenerated(partsOf(page))) {
    const edge = part.kind === 'comment' ? /^session(?:: (\S+)| ends)$/.exec(part.words) : null
    if (edge === null) all.at(-1)?.parts.push(part)
    else all.push({ page, line: part.line, fixture: edge[1], parts: [] })
  }
  return all
}

/** Outside of sessions. Throws where a comment wants something of one. */
function blocks(parts: readonly Part[]): readonly Block[] {
  return parts.flatMap((part) => {
    if (part.kind === 'block') return [part]
    if (MARKS.test(part.words)) throw new Error(`${where(part)}: there is no session here`)
    return []
  })
}

const MARKS = /^(edit(: .*)?|append|hidden: .*|prints: .*)$/

/** Without what stands between `<!-- generated: … -->` and `<!-- end -->`, which test/drift writes. */
function notGenerated(parts: readonly Part[]): readonly Part[] {
  let isGenerated = false
  return parts.filter((part) => {
    if (part.kind !== 'comment') return !isGenerated
    const isEdge = /^(generated|views): |^(end|\/views)$/.test(part.words)
    if (isEdge) isGenerated = part.words.includes(': ')
    return !isEdge && !isGenerated
  })
}

/** The blocks of a session that nothing is done with. */
function notSteps(parts: readonly Part[]): readonly Block[] {
  return parts.filter(
    (part, index): part is Block =>
      part.kind === 'block' && !isMarked(parts[index - 1]) && plain(part).length === 0,
  )
}

function isMarked(before: Part | undefined): before is Comment {
  return before?.kind === 'comment' && !before.words.startsWith('hidden: ')
}

export function where({ page, line }: { readonly page: string; readonly line: number }): string {
  return `${page}:${line}`
}

function stepsOf(parts: readonly Part[]): readonly Step[] {
  return parts.flatMap((part, index) => {
    const before = parts[index - 1]
    if (part.kind === 'comment') return hiddenIn(part)
    return isMarked(before) ? markedAs(before, part) : plain(part)
  })
}

function hiddenIn(comment: Comment): readonly Step[] {
  const command = /^hidden: (.*)$/.exec(comment.words)?.[1]
  return command === undefined ? [] : [{ kind: 'run', line: comment.line, command }]
}

function markedAs(comment: Comment, block: Block): readonly Step[] {
  const command = /^prints: (.*)$/.exec(comment.words)?.[1]
  if (command !== undefined) return [{ kind: 'prints', line: block.line, command, block }]
  const path = /^edit: (\S+)$/.exec(comment.words)?.[1]
  if (path !== undefined) return [{ kind: 'write', line: block.line, path, text: block.text }]
  if (comment.words === 'edit') return [{ kind: 'write', ...fileIn(block) }]
  if (comment.words === 'append') return [{ kind: 'append', ...fileIn(block) }]
  throw new Error(`${where(comment)}: nobody knows what "${comment.words}" means`)
}

function plain(block: Block): readonly Step[] {
  if (block.language === 'console') return commandsIn(block)
  if (block.language === 'sh') return linesIn(block)
  if (block.language === 'python' && NAMED.test(block.text)) return [{ kind: 'file', ...fileIn(block) }]
  return []
}

const NAMED = /^# (\S+\.\w+)\n+([\s\S]*)$/

/** The file that a block names in its first line, and what stands below. */
function fileIn(block: Block): { readonly line: number; readonly path: string; readonly text: string } {
  const [, path, text] = NAMED.exec(block.text) ?? []
  if (path === undefined || text === undefined) throw new Error(`${where(block)}: which file is it?`)
  return { line: block.line, path, text }
}

/** A command ends where the next one, or its output, begins. `> ` continues it, as a shell shows it. */
function commandsIn(block: Block): readonly Step[] {
  const steps: { kind: 'run'; line: number; command: string; shown: string }[] = []
  block.text.split('\n').forEach((line, index, lines) => {
    const last = steps.at(-1)
    if (line.startsWith('$ ')) {
      steps.push({ kind: 'run', line: block.line + 1 + index, command: line.slice(2), shown: '' })
    } else if (last === undefined) {
      throw new Error(`${where(block)}: a block of console begins with "$ "`)
    } else if (line.startsWith('> ') && last.shown === '') last.command += `\n${line.slice(2)}`
    else if (index < lines.length - 1) last.shown += `${line}\n`
  })
  return steps
}

function linesIn(block: Block): readonly Step[] {
  return block.text.split('\n').flatMap((command, index) => {
    const line = block.line + 1 + index
    return command === '' || command.startsWith('#') ? [] : [{ kind: 'run' as const, line, command }]
  })
}
