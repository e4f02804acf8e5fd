import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/**
 * The same address with a port: the one asked for, or for 0 one that is free now. URLs in answers name the port, so it
 * must be known before anything is printed.
 *
 * @throws Error of the system where it is to be `checked` that nothing else listens there
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
