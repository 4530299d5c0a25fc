import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** What the tests of the docs see of a page: its code blocks and its HTML comments, in their order. */

export const ROOT = resolve(__dirname, '../..')

/** README, and every page of docs/. */
export const PAGES: readonly string[] = ['README.md', ...markdownIn('docs')]

export interface Block {
  readonly kind: 'block'
  readonly page: string
  /** Of the fence. */
  readonly line: number
  readonly language: string
  readonly text: string
}

/** `<!-- words -->` on a line of its own. */
export interface Comment {
  readonly kind: 'comment'
  readonly page: string
  readonly line: number
  readonly words: string
}

export type Part = Block | Comment

function markdownIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))
    .sort()
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** The blocks and comments of a page. Throws where a fence is not closed, since all behind it would be lost. */
export function partsOf(page: string, text = textOf(page)): readonly Part[] {
  const lines = text.split('\n')
  const parts: Part[] = []
  for (let index = 0; index < lines.length; index++) {
    const fence = FENCE.exec(lines[index] ?? '')
    if (fence === null) {
      const words = /^\s*<!-- (.*) -->$/.exec(lines[index] ?? '')?.[1]
      if (words !== undefined) parts.push({ kind: 'comment', page, line: index + 1, words })
      continue
    }
    const end = lines.findIndex((line, at) => at > index && closes(line, fence))
    if (end < 0) throw new Error(`${page}:${index + 1}: the block is not closed`)
    parts.push(blockOf(page, index, lines.slice(index + 1, end), fence))
    index = end
  }
  return parts
}

const FENCE = /^( *)(`{3,}|~{3,})(.*)$/

function closes(line: string, [, , marks = '']: RegExpExecArray): boolean {
  const text = line.trim()
  return text.startsWith(marks) && text.replaceAll(marks[0] ?? '', '') === ''
}

function blockOf(page: string, index: number, lines: readonly string[], fence: RegExpExecArray): Block {
  const [, indent = '', , language = ''] = fence
  const text = lines.map((line) => `${line.slice(indent.length)}\n`).join('')
  return { kind: 'block', page, line: index + 1, language: language.trim(), text }
}

/** The page without its code blocks. */
export function prose(text: string): string {
  const kept = new Set(text.split('\n').keys())
  for (const part of partsOf('', text)) {
    if (part.kind === 'comment') continue
    const height = part.text.split('\n').length
    for (let at = part.line - 1; at < part.line + height; at++) kept.delete(at)
  }
  return text
    .split('\n')
    .filter((_, at) => kept.has(at))
    .join('\n')
}
