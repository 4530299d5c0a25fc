export interface Venv {
  readonly python: string
  readonly directory: string
  /** Undefined where `BGSPLIT_TEST_PYTHON` names the interpreter. */
  readonly django: string | undefined
}

export function ensureVenv(options?: { readonly django?: string; readonly also?: readonly string[] }): Venv
