import type { Host } from '../host'
import { safe } from './safe'
import { cutTo } from './width'

export interface Progress {
  /** So many are done; the label says what is at work now. */
  readonly step: (done: number, total: number, label: string) => void
  /** Erases what is shown: to be called whatever happens, before anything else is written. */
  readonly end: () => void
}

/** Who waits for less than this is shown nothing. */
const SOON = 300
/** Milliseconds from one drawing to the next: whoever draws more often draws for nobody. */
const PAUSE = 60

const SILENT: Progress = { step: () => undefined, end: () => undefined }

const ERASE = '\r\u001B[K'

/**
 * A progress bar on standard error, where that is a terminal. In a pipe, in a log or for what is done at once there is
 * none, and afterwards nothing of it is left.
 *
 * @param now milliseconds, for tests
 */
export function progressOn({ errorTerminal }: Host, now: () => number = Date.now): Progress {
  if (errorTerminal === undefined) return SILENT
  const { columns, write } = errorTerminal
  let next = now() + SOON
  let isShown = false
  return {
    step: (done, total, label) => {
      if (now() < next) return
      next = now() + PAUSE
      isShown = true
      write(`${ERASE}${barLine(done, total, label, columns - 1)}`)
    },
    end: () => {
      if (isShown) write(ERASE)
      isShown = false
    },
  }
}

const LENGTH = 20

/** `█████░░░░░  12/200 shop.0012_more`: never as wide as the terminal, which would go on to the next line. */
function barLine(done: number, total: number, label: string, columns: number): string {
  const full = total === 0 ? LENGTH : Math.min(LENGTH, Math.floor((done / total) * LENGTH))
  const count = `${String(done).padStart(String(total).length)}/${total}`
  return cutTo(`${'█'.repeat(full)}${'░'.repeat(LENGTH - full)} ${count} ${safe(label)}`, columns)
}
