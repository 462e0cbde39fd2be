"""What `mutagree serve` adds to a request that passes through: the same requests to a model's server and through mutagree, in turn.

    python3 pass_through.py target/release/mutagree [--calls 2000]

Standard library only. The model's server is a loop on loopback that answers at once with the same completion. One request at
a time on a connection that stays open; prints the medians and 95th percentiles in milliseconds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time

COMPLETION = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Paris."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 8, "completion_tokens": 2, "total_tokens": 10},
    }
).encode()
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(COMPLETION), COMPLETION)
REQUEST = json.dumps({"model": "m", "messages": [{"role": "user", "content": "What is the capital of France?"}]})


def answer_all(listener: socket.socket) -> None:
    """Answers each request on each connection."""

    def serve(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        data = b""
        while received := connection.recv(65536):
            data += received
            head, end, body = data.partition(b"\r\n\r\n")
            if not end:
                continue
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            if len(body) >= int(lengths[0].split(b":")[1]):
                data = b""
                connection.sendall(ANSWER)

    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def took(connection: http.client.HTTPConnection) -> float:
    """The milliseconds of one request."""
    began = time.perf_counter()
    connection.request("POST", "/v1/chat/completions", REQUEST, {"content-type": "application/json"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200 or body != COMPLETION:
        sys.exit(f"{response.status}: {body[:200]!r}")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("mutagree")
    parser.add_argument("--calls", type=int, default=2000)
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=answer_all, args=(listener,), daemon=True).start()
    port = listener.getsockname()[1]
    command = [options.mutagree, "serve", "--port", "0", "--model", "m", "--base-url", f"http://127.0.0.1:{port}/v1"]
    environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stderr
        address = next(line.split("//")[1].strip() for line in server.stderr if line.startswith("listening on"))
        plain = http.client.HTTPConnection("127.0.0.1", port)
        through = http.client.HTTPConnection(*address.split(":"))
        pairs = [(took(plain), took(through)) for _ in range(options.calls)]
    finally:
        server.terminate()
        server.wait()
    for name, times in (("plain", [it[0] for it in pairs]), ("through", [it[1] for it in pairs])):
        times.sort()
        print(f"{name}: p50 {times[len(times) // 2]:.3f} ms, p95 {times[int(len(times) * 0.95)]:.3f} ms")


if __name__ == "__main__":
    main()
