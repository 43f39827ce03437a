"""Opens sockets in the namespaces of one laboratory. Usage: agent.py, one JSON object per line in, one per line out.

A socket belongs to the namespace that the thread was in when it was made (setns(2)), so one process can be the
server of every pod and the client of any probe. Only the standard library is used.
"""
import ctypes
import errno
import fcntl
import json
import os
import selectors
import socket
import struct
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
# struct in_pktinfo of ip(7): which address a datagram was sent to
IP_PKTINFO = 8
CONNECTIONS = {}
# linux/netlink.h, linux/rtnetlink.h, linux/netfilter/nfnetlink_conntrack.h
NETLINK_ROUTE, NETLINK_NETFILTER = 0, 12
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
RTM_GETNEIGH = 30
CTNETLINK_DELETE = (1 << 8) | 2
# NUD_INCOMPLETE, NUD_PROBE: a question is on its way
ASKING = 0x01 | 0x10


def enter(netns):
    handle = os.open("/run/netns/" + netns, os.O_RDONLY)
    try:
        if LIBC.setns(handle, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns " + netns)
    finally:
        os.close(handle)


def end_of(address):
    return "%s:%d" % address[:2]


class Servers(threading.Thread):
    """Answers a request that ends in CR LF CR LF, and each datagram, with who answered and whom it saw."""

    def __init__(self):
        super().__init__(daemon=True)
        self.open = set()
        self.selector = selectors.DefaultSelector()
        self.wake, far = socket.socketpair()
        self.orders = []
        self.selector.register(far, selectors.EVENT_READ, ("wake", far))

    def call(self, work):
        """Runs in the thread that owns the connections."""
        done = threading.Event()
        self.orders.append((work, done))
        self.wake.send(b".")
        done.wait()

    def add(self, listener, kind, pod):
        self.selector.register(listener, selectors.EVENT_READ, (kind, pod))
        self.wake.send(b".")

    def run(self):
        while True:
            for key, _ in self.selector.select():
                try:
                    self.serve(key.fileobj, key.data)
                except OSError:
                    pass

    def serve(self, ready, data):
        kind, pod = data[:2]
        if kind == "wake":
            ready.recv(64)
            while self.orders:
                work, done = self.orders.pop(0)
                work()
                done.set()
        elif kind == "tcp":
            connection, _ = ready.accept()
            self.open.add(connection)
            self.selector.register(connection, selectors.EVENT_READ, ("open", pod, bytearray()))
        elif kind == "udp":
            _, told, _, sender = ready.recvmsg(65536, 64)
            own = socket.inet_ntoa(told[0][2][4:8])
            local = end_of((own, ready.getsockname()[1]))
            ready.sendto(who(pod, end_of(sender), local), sender)
        else:
            self.answer(ready, pod, data[2])

    def answer(self, connection, pod, waiting):
        try:
            received = connection.recv(65536)
        except OSError:
            received = b""
        if not received:
            self.forget(connection)
            connection.close()
            return
        waiting += received
        if not waiting.endswith(b"\r\n\r\n"):
            return
        waiting.clear()
        body = who(pod, end_of(connection.getpeername()), end_of(connection.getsockname()))
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        connection.sendall((head % len(body)).encode("ascii") + body)


    def forget(self, connection):
        self.selector.unregister(connection)
        self.open.discard(connection)

    def hang_up(self):
        for connection in list(self.open):
            self.forget(connection)
            reset(connection)


def who(pod, seen, local):
    return json.dumps({"pod": pod, "seen": seen, "local": local}).encode("ascii")


SERVERS = Servers()


def listen(netns, protocol, address, port, pod):
    enter(netns)
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    listener = socket.socket(socket.AF_INET, kind)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    if protocol == "tcp":
        listener.listen(512)
    else:
        listener.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    SERVERS.add(listener, protocol, pod)
    return {}


def failure(error, started):
    name = "TIMEOUT" if isinstance(error, TimeoutError) else errno.errorcode.get(error.errno, "EIO")
    return {"errno": name, "elapsed_ms": round((time.monotonic() - started) * 1000, 2)}


def connect(netns, sport, address, port, seconds):
    enter(netns)
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind(("0.0.0.0", sport))
    client.settimeout(seconds)
    started = time.monotonic()
    try:
        client.connect((address, port))
    except OSError as error:
        local = client.getsockname()
        client.close()
        return {**failure(error, started), "local": end_of(local)}
    elapsed = (time.monotonic() - started) * 1000
    CONNECTIONS[sport] = client
    return {"local": end_of(client.getsockname()), "connect_ms": round(elapsed, 3)}


def request(sport, text, seconds):
    """Who gets no answer ends the connection with a reset at once: a little later the next retransmission would be due."""
    client, started = CONNECTIONS[sport], time.monotonic()
    client.settimeout(seconds)
    waiting = b""
    try:
        client.sendall(text.encode("ascii"))
        while b"}" not in waiting:
            received = client.recv(65536)
            if not received:
                raise OSError(errno.EPIPE, "no answer")
            waiting += received
    except OSError as error:
        reset(CONNECTIONS.pop(sport))
        return failure(error, started)
    return {"response": waiting.partition(b"\r\n\r\n")[2].decode("ascii")}


def close(sport):
    CONNECTIONS.pop(sport).close()
    return {}


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def netlink(family, kind, flags, body):
    """One request; the messages of the answer, as (type, body)."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, family) as door:
        door.bind((0, 0))
        door.send(struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, 1, 0) + body)
        while True:
            data = door.recv(65536)
            while data:
                length, answer = struct.unpack_from("=IH", data)
                if answer in (NLMSG_ERROR, NLMSG_DONE):
                    code = struct.unpack_from("=i", data, 16)[0]
                    if code != 0:
                        raise OSError(-code, "netlink request %d" % kind)
                    return
                yield answer, data[16:length]
                data = data[(length + 3) & ~3:]


def forget(nodes, netnses):
    """Connections are forgotten, and what routes have learnt of path MTUs."""
    for netns in netnses:
        enter(netns)
        if netns in nodes:
            list(netlink(NETLINK_NETFILTER, CTNETLINK_DELETE, NLM_F_ACK, bytes(4)))
        with open("/proc/sys/net/ipv4/route/flush", "w", encoding="ascii") as switch:
            switch.write("1")
    return {}


def is_busy():
    """Someone in this namespace asks for a neighbour, or a segment will be sent again."""
    for _, body in netlink(NETLINK_ROUTE, RTM_GETNEIGH, NLM_F_DUMP, bytes(12)):
        if struct.unpack_from("=H", body, 8)[0] & ASKING:
            return True
    with open("/proc/thread-self/net/tcp", encoding="ascii") as table:
        # tr: 1 retransmission, 4 zero window probe
        return any(line.split()[5].split(":")[0] in ("01", "04") for line in list(table)[1:])


def hang_up(netnses, seconds):
    """Ends every connection and waits until no namespace has anything left to send."""
    SERVERS.call(SERVERS.hang_up)
    until = time.monotonic() + seconds
    busy = netnses
    while True:
        busy = [netns for netns in busy if enter(netns) or is_busy()]
        if not busy or time.monotonic() > until:
            return {"busy": busy}
        time.sleep(0.02)


def tables(netnses):
    """What `conntrack -L -o extended` prints, read where the kernel itself has the text."""
    found = {}
    for netns in netnses:
        enter(netns)
        with open("/proc/thread-self/net/nf_conntrack", encoding="ascii") as table:
            found[netns] = [line.strip() for line in table]
    return {"tables": found}


def datagram(netns, sport, address, port, text, seconds):
    enter(netns)
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with client:
        client.bind(("0.0.0.0", sport))
        client.settimeout(seconds)
        started = time.monotonic()
        try:
            client.connect((address, port))
            client.send(text.encode("ascii"))
            response = client.recv(65536).decode("ascii")
        except OSError as error:
            return failure(error, started)
        return {"response": response, "local": end_of(client.getsockname())}


def switches(netns, values):
    """Values below /proc/sys; a switch that this kernel does not have is named in the answer."""
    enter(netns)
    absent = []
    for key, value in values:
        try:
            with open("/proc/sys/" + key, "w", encoding="ascii") as switch:
                switch.write(value)
        except FileNotFoundError:
            absent.append(key)
    return {"absent": absent}


def touch(netns, addresses):
    """One datagram to each, to a port that nobody listens on."""
    enter(netns)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        for address in addresses:
            door.sendto(b".", (address, 9))
    return {}


SIOCETHTOOL = 0x8946
# ETHTOOL_SRXCSUM, STXCSUM, SSG, STSO, SGSO, SGRO of linux/ethtool.h
OFFLOADS = (0x15, 0x17, 0x19, 0x1F, 0x24, 0x2C)


def offloads_off(netns, devices):
    """What `ethtool -K DEVICE tx off tso off gso off gro off` does: checksums are final before a frame is captured."""
    enter(netns)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        for device in devices:
            for command in OFFLOADS:
                value = ctypes.create_string_buffer(struct.pack("II", command, 0))
                asked = struct.pack("16sQ", device.encode("ascii"), ctypes.addressof(value))
                try:
                    fcntl.ioctl(door, SIOCETHTOOL, asked.ljust(40, b"\0"))
                except OSError as error:
                    if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
                        raise
    return {}


WORK = {work.__name__: work for work in (listen, connect, request, close, datagram, switches, touch,
                                    offloads_off, forget, hang_up, tables)}


def main():
    # A server that is slow to close would let the kernel acknowledge by itself first; no process is to be waited for.
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    SERVERS.start()
    for line in sys.stdin:
        order = json.loads(line)
        work = order.pop("do")
        try:
            answer = WORK[work](**order)
        except (OSError, KeyError, TypeError) as error:
            answer = {"error": "%s: %r" % (work, error)}
        print(json.dumps(answer), flush=True)


main()
