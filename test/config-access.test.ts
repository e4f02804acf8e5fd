import t from 'tap'
import { parseConfig } from '../src/config.ts'
import { AppError } from '../src/domain/error.ts'

t.test(
  'config: reading is public unless PUBLIC_READ is false, and there is no admin key unless one is set',
  async t => {
    const { publicRead, adminKey } = parseConfig({})
    t.strictSame([publicRead, adminKey], [true, undefined])
    const closed = parseConfig({ PUBLIC_READ: 'false', OFFPRINT_ADMIN_KEY: 'k'.repeat(32) })
    t.strictSame([closed.publicRead, closed.adminKey], [false, 'k'.repeat(32)])
  },
)

t.test('config: refuses a key that is too weak, and does not show it', async t => {
  t.throws(
    () => parseConfig({ OFFPRINT_ADMIN_KEY: 'hunter2', PUBLIC_READ: 'no' }),
    new AppError(
      'config-invalid',
      'PUBLIC_READ="no" is not valid: it must be true or false.\nOFFPRINT_ADMIN_KEY is not valid: it must be 32 to 256 visible ASCII characters.',
      { hint: 'Correct or unset the variable. docs/settings.md lists them all.' },
    ),
  )
})
