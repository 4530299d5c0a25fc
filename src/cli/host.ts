/** What a command may know and do of the process around it. */
export interface Host {
  /** Absolute. */
  readonly cwd: string
  /** The id of the user, where the system has such. */
  readonly user: number | undefined
  readonly colours: boolean
  /** How wide the terminal is that results go to; left out where they go to a file or a pipe. */
  readonly columns?: number | undefined
  /** Left out where standard error is no terminal, or one that cannot erase a line. */
  readonly errorTerminal?: ErrorTerminal | undefined
  /** Results. */
  readonly out: (text: string) => void
  /** Everything else. A line without its newline. */
  readonly note: (line: string) => void
}

/** Where a progress bar can be drawn. */
export interface ErrorTerminal {
  readonly columns: number
  readonly write: (text: string) => void
}
