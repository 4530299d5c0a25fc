import { safe } from './safe'

/**
 * Markdown as GitHub and GitLab read it, made of text that may be anything: none of it can end a cell of a table, a
 * block of code or a paragraph, make a link or a heading, name a person, or be HTML.
 */

/** Text as text. */
export function prose(text: string): string {
  const escaped = safe(text)
    .replaceAll(/[&<>|\\`*[\]~$]/g, entity)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, entity)
  return unlinked(escaped)
}

/** What becomes a link only once the page is there: people, issues, addresses. A comment in between is no text. */
function unlinked(text: string): string {
  return text
    .replaceAll(/[@](?=[\w-])|(?<!&)#(?=\w)|\bGH-|\bwww(?=\.)|:(?=\/\/)/gi, (start) => `${start}<!-- -->`)
    .replaceAll(/\b[0-9a-f]{7,40}\b/gi, (hash) =>
      /\d/.test(hash) ? `${hash[0] ?? ''}<!-- -->${hash.slice(1)}` : hash,
    )
}

/** Text as code, in one line. What Markdown would make something of, in a table at the latest, is written as HTML. */
export function code(text: string): string {
  const inLine = safe(text)
  const isPlain = /^[\p{L}\p{N}_.,:;/()'"=+ -]+$/u.test(inLine) && inLine.trim() === inLine
  return isPlain ? `\`${inLine}\`` : `<code>${inLine.replaceAll(/[^\p{L}\p{N} ]/gu, codeEntity)}</code>`
}

/** HTML is text to whoever looks for addresses. */
function codeEntity(character: string): string {
  return /[.:@]/.test(character) ? `<!-- -->${entity(character)}<!-- -->` : entity(character)
}

function entity(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`
}

/** A table of finished cells. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)]
}

/** A longer part that is shown when it is asked for. */
export function folded(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${prose(summary)}</summary>`, '', ...lines, '', '</details>']
}
