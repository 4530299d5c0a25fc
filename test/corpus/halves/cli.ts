import { main } from '../../../src/cli/main'

main()
