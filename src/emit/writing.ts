import type { NameTemplates } from './name-template'
import type { Stage } from './stage'
import type { Templates } from './templates'

/** How files are written, as far as the user has a say in it. */
export interface Writing {
  /** The runner that they are marked for; none if left out. */
  readonly stage?: Stage | undefined
  readonly names?: NameTemplates | undefined
  readonly templates?: Templates | undefined
}
