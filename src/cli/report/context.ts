/** What a report of findings is told besides them. Nothing here is looked up: a report does no reading and no writing. */
export interface ReportContext {
  /** Absolute: what paths are relative to in `text` and `json`. */
  readonly cwd: string
  /** Absolute: what they are relative to in `github`, `sarif` and `markdown`, the top folder of the repository. */
  readonly root: string
  /** Of the terminal; left out where there is none: then nothing is wrapped and nothing is cut. */
  readonly columns?: number | undefined
  readonly colours: boolean
  /** How many migrations were looked at. */
  readonly checked: number
  /** Findings that are not among those given: silenced by a comment, or known from the baseline. */
  readonly ignored?: number
  readonly known?: number
  /** Of bgsplit. */
  readonly version?: string
  /** What each rule is about, in one sentence, by its id. */
  readonly rules?: ReadonlyMap<string, string>
}
