import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** A plain forwarder of TCP on loopback, a thread of its own. Given a port, it leads there and cuts what is open. */
let behind = 0;
const open = new Set<Socket>();

createServer((client) => {
  const onward = connect(behind, '127.0.0.1');
  join(client, onward);
  join(onward, client);
}).listen(Number(workerData), '127.0.0.1', () => parentPort?.postMessage('listening'));

parentPort?.on('message', (port: number) => {
  behind = port;
  open.forEach((socket) => socket.destroy());
});

function join(from: Socket, to: Socket): void {
  open.add(from);
  from
    .on('error', () => undefined)
    .on('close', () => {
      open.delete(from);
      to.destroy();
    });
  from.pipe(to);
}
