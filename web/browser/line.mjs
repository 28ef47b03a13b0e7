// The line between a phone and the program: passes everything on, and can break at the worst moment.
import { createServer, request } from "node:http";

/// Listens before `address`. With `lose` set the next answer to a POST is dropped after the program has done its work;
/// `posts` tells path and key of all that went through.
export async function line(address) {
  const target = new URL(address);
  const wire = { lose: false, posts: [] };
  const server = createServer((incoming, answer) => {
    if (incoming.method === "POST") wire.posts.push({ path: incoming.url, key: incoming.headers["idempotency-key"] });
    const onward = request(
      { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (reply) => {
        if (wire.lose && incoming.method === "POST") {
          wire.lose = false;
          reply.resume();
          reply.on("end", () => answer.destroy());
          return;
        }
        answer.writeHead(reply.statusCode, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.on("error", () => answer.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  wire.address = `http://127.0.0.1:${server.address().port}`;
  wire.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return wire;
}
