/** What a command may know and do of the process around it. */
export interface Host {
  /** Absolute. */
  readonly cwd: string
  /** The id of the user, where the system has such. */
  readonly user: number | undefined
  readonly colours: boolean
  /** Results. */
  readonly out: (text: string) => void
  /** Everything else. A line without its newline. */
  readonly note: (line: string) => void
}
