import type * as Picocolors from 'picocolors'

type Paint = (text: string) => string

/** The few accents of what is reported. */
export interface Accents {
  readonly heading: Paint
  readonly quiet: Paint
  readonly error: Paint
  readonly note: Paint
  readonly good: Paint
  /** Line numbers, and what holds a report together. */
  readonly frame: Paint
}

const plain: Paint = (text) => text

const PLAIN: Accents = {
  heading: plain,
  quiet: plain,
  error: plain,
  note: plain,
  good: plain,
  frame: plain,
}

export function accents(colours: boolean): Accents {
  if (!colours) return PLAIN
  const { blue, bold, cyan, dim, green, red } = loaded()
  return {
    heading: bold,
    quiet: dim,
    error: (text) => bold(red(text)),
    note: (text) => bold(cyan(text)),
    good: (text) => bold(green(text)),
    frame: blue,
  }
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
