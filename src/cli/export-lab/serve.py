"""The servers of one place of the laboratory. Usage: serve.py LISTENERS NAMES READY

LISTENERS holds one line per socket: protocol address port kind [name [status]]; kind is http, dns or silent.
http says who answered and which addresses it saw; dns knows the cluster's names; silent accepts and never answers.
Nothing but Python's standard library is needed.
"""
import json
import socket
import struct
import sys
import threading

with open(sys.argv[2], encoding="ascii") as names_file:
    NAMES = json.load(names_file)
REASONS = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 500: "Internal Server Error",
           503: "Service Unavailable"}


def page(target, name, status, seen, local):
    path, _, query = target.partition("?")
    text = json.dumps({"pod": name, "seen": seen, "local": local}, separators=(",", ":")) + "\n"
    if path == "/":
        return 200, text
    if path == "/health":
        return status, text
    if path == "/large":
        size = query[6:] if query.startswith("bytes=") else "6000"
        return 200, "x" * min(200000, int(size) if size.isdigit() else 6000)
    return 404, "%s has no %s\n" % (name, path)


def answer_http(head, name, status, seen, local):
    words = head.split(b"\r\n")[0].decode("latin-1").split(" ")
    method, target = (words + ["", ""])[:2]
    if method in ("GET", "HEAD"):
        code, text = page(target, name, status, seen, local)
    else:
        code, text = 405, "%s is not allowed\n" % method
    kind = "application/json" if text.startswith("{") else "text/plain"
    lines = ["HTTP/1.1 %d %s" % (code, REASONS.get(code, "")), "Content-Type: " + kind,
             "Content-Length: %d" % len(text), "", "" if method == "HEAD" else text]
    return "\r\n".join(lines).encode("ascii")


def read_name(query):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    return ".".join(labels), at + 1


def encode_name(name):
    return b"".join(bytes([len(part)]) + part.encode("ascii") for part in name.split(".")) + b"\0"


def lookup(name):
    """Records as (type, data), or None for a name that does not exist."""
    lower = name.lower()
    if lower in NAMES["addresses"]:
        return [(1, socket.inet_aton(ip)) for ip in NAMES["addresses"][lower]]
    if lower in NAMES["pointers"]:
        return [(12, encode_name(NAMES["pointers"][lower]))]
    return [] if any(known.endswith("." + lower) for known in NAMES["addresses"]) else None


def answer_dns(query):
    name, end = read_name(query)
    wanted = struct.unpack(">H", query[end:end + 2])[0]
    records = lookup(name)
    answers = [record for record in records or [] if record[0] == wanted]
    flags = 0x8580 if records is not None else 0x8583
    head = query[:2] + struct.pack(">HHHHH", flags, 1, len(answers), 0, 0)
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 30, len(data)) + data
                    for kind, data in answers)
    return head + query[12:end + 4] + body


def end_of(address):
    return "%s:%d" % address[:2]


def serve_connection(connection, kind, name, status):
    seen, local = end_of(connection.getpeername()), end_of(connection.getsockname())
    waiting = b""
    with connection:
        while True:
            received = connection.recv(65536)
            if not received:
                return
            waiting += received
            while kind == "http" and b"\r\n\r\n" in waiting:
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                connection.sendall(answer_http(head, name, status, seen, local))
            if kind == "dns" and len(waiting) > 14:
                reply = answer_dns(waiting[2:])
                connection.sendall(struct.pack(">H", len(reply)) + reply)
                waiting = b""


def guarded(work, *arguments):
    try:
        work(*arguments)
    except (OSError, IndexError, struct.error, UnicodeError):
        pass


def serve_stream(listener, kind, name, status):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=guarded, args=(serve_connection, connection, kind, name, status),
                         daemon=True).start()


def answer_datagram(listener):
    query, sender = listener.recvfrom(65536)
    listener.sendto(answer_dns(query), sender)


def serve_datagrams(listener):
    while True:
        guarded(answer_datagram, listener)


def open_listener(protocol, address, port):
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    listener = socket.socket(socket.AF_INET, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, int(port)))
    if protocol == "tcp":
        listener.listen(512)
    return listener


def main():
    threads = []
    with open(sys.argv[1], encoding="ascii") as table:
        rows = [line.split() for line in table if line.strip()]
    for protocol, address, port, kind, *rest in rows:
        listener = open_listener(protocol, address, port)
        name, status = (rest + ["", "200"][len(rest):])[:2]
        if protocol == "tcp":
            threads.append(threading.Thread(target=serve_stream,
                                            args=(listener, kind, name, int(status)), daemon=True))
        elif kind == "dns":
            threads.append(threading.Thread(target=serve_datagrams, args=(listener,), daemon=True))
    for thread in threads:
        thread.start()
    with open(sys.argv[3], "w", encoding="ascii") as ready:
        ready.write("ready\n")
    threading.Event().wait()


main()
