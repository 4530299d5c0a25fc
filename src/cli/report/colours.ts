import type * as Picocolors from 'picocolors'

/** The few accents of what is reported. */
export interface Accents {
  readonly heading: (text: string) => string
  readonly quiet: (text: string) => string
}

const PLAIN: Accents = { heading: (text) => text, quiet: (text) => text }

export function accents(colours: boolean): Accents {
  if (!colours) return PLAIN
  const { bold, dim } = loaded()
  return { heading: bold, quiet: dim }
}

/** A patch as git shows it to a person. */
export function colouredDiff(patch: string): string {
  const { bold, cyan, green, red } = loaded()
  const paint = (line: string): string => {
    if (/^(diff|rename|new file|---|\+\+\+) /.test(line)) return bold(line)
    if (line.startsWith('@@')) return cyan(line)
    if (line.startsWith('+')) return green(line)
    return line.startsWith('-') ? red(line) : line
  }
  return patch.split('\n').map(paint).join('\n')
}

function loaded(): ReturnType<typeof Picocolors.createColors> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- for terminals only
  return (require('picocolors') as typeof Picocolors).createColors(true)
}
