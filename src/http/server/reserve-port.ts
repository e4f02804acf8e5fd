import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/**
 * Replaces port 0 with a free port. URLs in responses contain the port, so it must be known before articles are printed.
 *
 * @param how `checked` = fail if the port is in use
 * @throws Error of the system
 */
export async function reservePort<Address extends { host: string; port: number }>(
  address: Address,
  how: 'trusted' | 'checked' = 'trusted',
): Promise<Address> {
  if (address.port !== 0 && how === 'trusted') return address
  const server = createServer().listen(address.port, address.host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return { ...address, port }
}
