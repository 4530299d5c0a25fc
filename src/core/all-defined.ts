/** The values; undefined where one is missing, since what is made of parts is made of all or not at all. */
export function allDefined<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const defined = values.filter((value) => value !== undefined)
  return defined.length === values.length ? defined : undefined
}
