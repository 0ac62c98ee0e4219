"""Loads on a service behind TLS, which something in front of it ends.

usage: tls_test.py PROGRAM [TestCase[.test]]
"""

import asyncio
import json
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

PROGRAM = ""


def certificate(folder, name, host):
    """Of its own authority: (certificate, key)."""
    made = [folder / f"{name}.pem", folder / f"{name}.key"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                    "/CN=ordersim test", "-addext", f"subjectAltName={host}", "-out", made[0],
                    "-keyout", made[1]],
                   check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


class Front:
    """Takes TLS off and passes on what is in it."""

    def __init__(self, certificate_and_key, port, most=ssl.TLSVersion.TLSv1_3):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate_and_key)
        self.context.maximum_version = most
        self.context.set_alpn_protocols(["http/1.1"])
        self.behind = port
        self.port = 0
        self.protocols = set()
        self.loop = asyncio.new_event_loop()
        is_up = threading.Event()
        self.thread = threading.Thread(target=self._run, args=[is_up], daemon=True)
        self.thread.start()
        is_up.wait()

    def _run(self, is_up):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context))
        self.port = server.sockets[0].getsockname()[1]
        is_up.set()
        self.loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.loop.close()

    async def _serve(self, reader, writer):
        told = writer.get_extra_info("ssl_object")
        self.protocols.add((told.version(), told.selected_alpn_protocol()))
        try:
            to_read, to_write = await asyncio.open_connection("127.0.0.1", self.behind)
            await asyncio.gather(self._pass(reader, to_write), self._pass(to_read, writer))
        except OSError:
            pass

    @staticmethod
    async def _pass(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


class Tls(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.pair = certificate(self.folder, "here", "IP:127.0.0.1,DNS:localhost")
        self.service = subprocess.Popen(
            [PROGRAM, "serve", "aliexpress_base", "--key-file", self.folder / "key",
             "--clock-factor", "86400"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.behind = int(self.service.stdout.readline().rsplit(":", 1)[1])
        self.front = None

    def tearDown(self):
        if self.front:
            self.front.stop()
        self.service.kill()
        self.service.communicate()
        self._folder.cleanup()

    def load(self, *arguments, host="127.0.0.1", trusted="here"):
        return subprocess.run(
            [PROGRAM, "load", "aliexpress_base", "--target", f"https://{host}:{self.front.port}",
             "--ca-file", self.folder / f"{trusted}.pem", "--key-file", self.folder / "key",
             "--rate", "40", "--duration", "3s", "--connections", "16", "--accounts", "50",
             "--predict", "0", "--json", *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def test_replies_behind_tls_are_judged(self):
        for most, version in ((ssl.TLSVersion.TLSv1_3, "TLSv1.3"),
                              (ssl.TLSVersion.TLSv1_2, "TLSv1.2")):
            for host in ("127.0.0.1", "localhost"):
                with self.subTest(version=version, host=host):
                    self.front = Front(self.pair, self.behind, most)
                    ran = self.load(host=host)
                    self.assertEqual(ran.returncode, 0, ran.stderr)
                    result = json.loads(ran.stdout)["result"]
                    self.assertTrue(result["target"].startswith(f"https://{host}:"))
                    self.assertGreater(result["judgement"]["judged"], 300)
                    self.assertEqual(result["judgement"]["judged"],
                                     result["judgement"]["replies"])
                    self.assertEqual(self.front.protocols, {(version, "http/1.1")})
                    self.front.stop()
                    self.front = None

    def test_nobody_is_believed_without_a_proof(self):
        certificate(self.folder, "other", "IP:127.0.0.1")
        elsewhere = certificate(self.folder, "elsewhere", "DNS:shop.example")
        self.front = Front(self.pair, self.behind)
        for trusted, words in (("other", "self-signed certificate"),
                               ("none", "no certificates (PEM) can be read")):
            ran = self.load(trusted=trusted)
            self.assertEqual(ran.returncode, 1, ran.stderr)
            self.assertIn(words, ran.stderr)
            self.assertIn("--ca-file", ran.stderr)
        self.front.stop()
        self.front = Front(elsewhere, self.behind)
        ran = self.load(trusted="elsewhere")
        self.assertEqual(ran.returncode, 1)
        self.assertIn("IP address mismatch", ran.stderr)

    def test_who_speaks_no_tls_is_told_apart(self):
        self.front = Front(self.pair, self.behind)
        plain = self.front
        self.front = type("Plain", (), {"port": self.behind, "stop": lambda self: None})()
        ran = self.load()
        self.assertEqual(ran.returncode, 1)
        self.assertIn("no TLS with the target", ran.stderr)
        self.assertIn("http://", ran.stderr)
        plain.stop()


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
