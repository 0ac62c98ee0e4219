"""A proxy of TCP that knows where a request begins and ends, and does to it what networks do.

It listens on a port of its own in a thread of its own. Each request meets one fault, drawn by the
seed, or none, from `storm` to `calm`. Every request with an Idempotency-Key that was sent twice
must have been answered alike: `unlike` lists those that were not.
"""

import asyncio
import collections
import random
import socket
import struct
import threading

# What may happen to a request, and how often among a thousand. The rest goes by unharmed.
DOSE = {
    "cut before it is sent": 15,
    "cut in the middle of it": 15,
    "cut before the reply": 25,     # the request was carried out: an unknown outcome
    "cut in the middle of the reply": 15,
    "reset before the reply": 25,
    "reset in the middle of the reply": 15,
    "half closed": 20,              # the end of what is sent comes right behind the request
    "delayed": 40,                  # later ones overtake it
    "byte by byte": 20,             # it, and its reply
    "sent twice": 120,              # at the same time, over two connections
    "sent again later": 60,         # after its reply
}


async def read_message(reader):
    """One request or reply as its bytes; None at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                length = int(value)
        return head + await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError, OSError):
        return None


def key_of(request):
    for line in request.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(b"idempotency-key:"):
            return line.split(b":", 1)[1].strip()
    return None


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                               struct.pack("ii", 1, 0))
    writer.transport.abort()


async def drip(writer, message):
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for place in range(len(message)):
        writer.write(message[place:place + 1])
        await writer.drain()
        await asyncio.sleep(0)


class Cut(Exception):
    """The connection of the client ends here."""


class Proxy:
    def __init__(self, port, seed):
        self.met = collections.Counter()
        self.unlike = []
        self._port = port
        self._dice = random.Random(f"{seed}.proxy")
        self._is_calm = True
        self._flowing = None
        self._server = None
        self._begun = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._begun.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._own_port}"

    def storm(self):
        self._is_calm = False

    def calm(self):
        self._is_calm = True
        self.flow(True)

    def flow(self, is_flowing):
        """Whether anything moves at all: what is stopped waits, as behind a dead cable."""
        change = self._flowing.set if is_flowing else self._flowing.clear
        self._loop.call_soon_threadsafe(change)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._begin())
        self._begun.set()
        self._loop.run_forever()
        self._server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _begin(self):
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._own_port = self._server.sockets[0].getsockname()[1]

    def _draw(self):
        if self._is_calm:
            return ""
        at = self._dice.randrange(1000)
        for fault, share in DOSE.items():
            at -= share
            if at < 0:
                self.met[fault] += 1
                return fault
        return ""

    async def _serve(self, reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.close()
            return
        try:
            while (request := await read_message(reader)) is not None:
                await self._flowing.wait()
                await self._pass_on(request, writer, there, self._draw())
        except (Cut, ConnectionError, OSError):
            pass
        finally:
            writer.close()
            there[1].close()

    async def _pass_on(self, request, writer, there, fault):
        if fault == "cut before it is sent":
            raise Cut
        if fault == "cut in the middle of it":
            there[1].write(request[:self._dice.randrange(1, len(request))])
            raise Cut
        if fault == "delayed":
            await asyncio.sleep(self._dice.uniform(0.02, 0.4))
        twin = None
        if fault == "sent twice":
            twin = asyncio.ensure_future(self._send_apart(request))
        reply = await self._reply_to(request, there, fault)
        if twin is not None:
            self._compare(request, reply, await twin)
        if fault == "sent again later":
            self._compare(request, reply, await self._send_apart(request))
        if reply is None or fault == "cut before the reply":
            raise Cut
        await self._flowing.wait()
        if fault.startswith("reset"):
            writer.write(reply[:self._dice.randrange(len(reply)) if "middle" in fault else 0])
            reset(writer)
            raise Cut
        if fault == "cut in the middle of the reply":
            writer.write(reply[:self._dice.randrange(len(reply))])
            raise Cut
        await (drip if fault == "byte by byte" else self._write)(writer, reply)
        if fault == "half closed":
            raise Cut

    @staticmethod
    async def _write(writer, message):
        writer.write(message)
        await writer.drain()

    async def _reply_to(self, request, there, fault):
        await (drip if fault == "byte by byte" else self._write)(there[1], request)
        if fault == "half closed":
            there[1].write_eof()
        return await read_message(there[0])

    async def _send_apart(self, request):
        try:
            there = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return None
        reply = await self._reply_to(request, there, "")
        there[1].close()
        return reply

    def _compare(self, request, first, second):
        if key_of(request) is not None and None not in (first, second) and first != second and \
                b" 503 " not in (first[8:13], second[8:13]):
            self.unlike.append((request, first, second))
