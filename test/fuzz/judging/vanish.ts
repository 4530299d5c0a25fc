import fs from 'node:fs'
import { join } from 'node:path'

const ASKING = [
  'readFileSync',
  'readdirSync',
  'statSync',
  'lstatSync',
  'existsSync',
  'realpathSync',
  'openSync',
] as const

type Asked = (...args: readonly unknown[]) => unknown

/** While `work` runs, a file goes once the file system has been asked so many times, as if another process took it. */
export async function vanishing<T>(
  folder: string,
  gone: { readonly path: string; readonly after: number } | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (gone === undefined) return work()
  let left = gone.after
  // Functions of node:fs by their names, each put back below.
  const system = fs as unknown as Record<string, Asked>
  const real = new Map(
    ASKING.flatMap((name) => (system[name] === undefined ? [] : [[name, system[name]] as const])),
  )
  for (const [name, asked] of real)
    system[name] = (...args) => {
      if (left-- === 0) fs.rmSync(join(folder, gone.path), { force: true })
      return asked(...args)
    }
  try {
    return await work()
  } finally {
    for (const [name, asked] of real) system[name] = asked
  }
}
