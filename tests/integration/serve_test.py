"""The order service as its clients meet it, over real sockets on the loopback.

usage: serve_test.py PROGRAM SOURCE_DIR [TestCase[.test]]
"""

import concurrent.futures
import hashlib
import hmac
import http.client
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

from jsonschema import Draft202012Validator

PROGRAM = ""
SOURCE = pathlib.Path()


class Shop(unittest.TestCase):
    """A service of its own for every test."""

    ARGUMENTS = ()

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._folder.name)
        self.tokens = {}
        self.start()
        self.assertEqual((self.folder / "key").stat().st_mode & 0o777, 0o600)

    def arguments(self):
        return [PROGRAM, "serve", "aliexpress_base", "--key-file", self.folder / "key",
                *self.ARGUMENTS]

    def start(self):
        self.process = subprocess.Popen(self.arguments(), stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        address = self.process.stdout.readline().strip().removeprefix("http://")
        self.host, _, port = address.rpartition(":")
        self.port = int(port)
        self.key = (self.folder / "key").read_text()

    def tearDown(self):
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        self._folder.cleanup()
        self.assertEqual(self.process.returncode, 0, errors)
        self.assertNotIn(self.key, errors, "the key is in the log")

    def request(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        connection.request(method, path, text, {k.replace("_", "-"): v for k, v in headers.items()})
        reply = connection.getresponse()
        text = reply.read().decode()
        connection.close()
        kind = reply.headers.get("Content-Type", "")
        return reply.status, json.loads(text) if "json" in kind else text, reply.headers

    def ask(self, role, method, path, body=None, account=None, **headers):
        account = account or {"buyer": "b1", "seller": "s1", "platform": "support"}[role]
        if (role, account) not in self.tokens:
            status, reply, _ = self.request(
                "POST", "/login", {"role": role, "account": account, "key": self.key})
            self.assertEqual(status, 200, reply)
            self.tokens[role, account] = reply["token"]
        return self.request(method, path, body,
                            Authorization="Bearer " + self.tokens[role, account], **headers)

    def hook(self, path, body):
        text = json.dumps(body)
        signature = hmac.new(self.key.encode(), text.encode(), hashlib.sha256).hexdigest()
        return self.request("POST", path, text, X_Ordersim_Signature=signature)

    def placed(self):
        """The id of an order that is paid and verified."""
        _, reply, _ = self.ask("buyer", "POST", "/orders", {
            "command": "place_order", "amount": 1000, "minutes": 10000, "seller": "s1"})
        order = reply["id"]
        self.ask("buyer", "POST", f"/orders/{order}/payments", {"command": "pay", "amount": 1000})
        status, reply, _ = self.hook("/hooks/payment",
                                     {"command": "payment_verified", "order": order})
        self.assertEqual((status, reply["order"]["state"]), (200, "processing"))
        return order


class Journeys(Shop):
    def test_request_approve_refund(self):
        order = self.placed()
        status, reply, headers = self.ask(
            "buyer", "POST", f"/orders/{order}/cancel",
            {"command": "request_cancel", "reason": "mistake"}, If_Match='"3"')
        self.assertEqual((status, reply["transition"]), (200, "T10"), reply)
        self.assertEqual(headers["ETag"], '"4"')
        _, actions, _ = self.ask("seller", "GET", f"/orders/{order}/actions")
        self.assertIn("approve_cancel", [action["command"] for action in actions])
        self.ask("seller", "POST", f"/orders/{order}/cancel/decision",
                 {"command": "approve_cancel"})
        _, reply, _ = self.ask("buyer", "GET", f"/orders/{order}")
        self.assertEqual(reply["state"], "refunding")
        _, refunds, _ = self.ask("buyer", "GET", f"/orders/{order}/refunds")
        self.assertEqual(refunds[0]["amount"], 1000)
        _, listed, _ = self.ask("buyer", "GET", "/orders?state=refunding")
        self.assertEqual([one["id"] for one in listed], [order])

    def test_every_answer_is_what_the_rules_say(self):
        """The same commands, played by `run` under the same policy, come to the same."""
        script = self.folder / "script.toml"
        steps = [("buyer", "place_order", "amount = 1000\nminutes = 10000"),
                 ("buyer", "pay", "amount = 1000"), ("gateway", "payment_verified", ""),
                 ("buyer", "request_cancel", 'reason = "mistake"'),
                 ("buyer", "request_cancel", 'reason = "mistake"'),
                 ("seller", "counter_offer", 'offer = "coupon"\namount = 100'),
                 ("buyer", "decline_offer", ""), ("seller", "ship", ""),
                 ("carrier", "hand_over_scan", ""), ("buyer", "withdraw_cancel", "")]
        script.write_text('extends = "aliexpress_base"\n' + "".join(
            f'[[script]]\nat = "0"\nactor = "{actor}"\ncommand = "{command}"\n{fields}\n'
            for actor, command, fields in steps))
        played = json.loads(subprocess.run([PROGRAM, "run", script, "--json"], check=True,
                                           capture_output=True, text=True).stdout)
        outcomes = [step["outcome"] for step in played["lists"][0]["steps"]][:len(steps)]
        paths = {"pay": "payments", "request_cancel": "cancel", "withdraw_cancel": "cancel",
                 "counter_offer": "cancel/decision", "decline_offer": "cancel/answer",
                 "ship": "ship"}
        for (actor, command, fields), outcome in zip(steps, outcomes):
            body = {"command": command, "order": "1"} if actor in ("gateway", "carrier") else \
                {"command": command}
            for line in filter(None, fields.split("\n")):
                name, _, value = line.partition(" = ")
                body[name] = json.loads(value)
            if command == "place_order":
                _, reply, _ = self.ask("buyer", "POST", "/orders", {**body, "seller": "s1"})
                continue
            if actor in ("gateway", "carrier"):
                hook = {"gateway": "payment", "carrier": "carrier"}[actor]
                _, reply, _ = self.hook(f"/hooks/{hook}", body)
            else:
                method = "DELETE" if command == "withdraw_cancel" else "POST"
                _, reply, _ = self.ask(actor, method, f"/orders/1/{paths[command]}", body)
            if outcome.startswith("refused"):
                self.assertEqual(reply["refusal"], outcome.split()[1].rstrip(":;"), command)
            elif outcome == "recorded":
                self.assertEqual(reply["outcome"], "recorded", command)
            else:
                self.assertEqual(reply["transition"], outcome.split()[0], command)

    def test_of_a_request_and_a_parcel_in_one_instant_the_rules_let_one_win(self):
        for _ in range(20):
            order = self.placed()
            self.ask("seller", "GET", "/orders")
            race = [("buyer", "cancel", {"command": "request_cancel"}),
                    ("seller", "ship", {"command": "ship"})] * 2
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                replies = list(pool.map(lambda one: self.ask(
                    one[0], "POST", f"/orders/{order}/{one[1]}", one[2]), race))
            accepted = [reply["order"]["version"] for status, reply, _ in replies if status == 200]
            self.assertEqual(sorted(accepted), list(range(4, 4 + len(accepted))))
            _, after, _ = self.ask("buyer", "GET", f"/orders/{order}")
            self.assertEqual(after["version"], 3 + len(accepted))


class Described(Shop):
    def test_the_openapi_document_describes_what_is_served(self):
        status, document, _ = self.request("GET", "/openapi.json")
        self.assertEqual((status, document["openapi"]), (200, "3.1.0"))
        order = self.placed()
        commands = set()
        for path, operations in document["paths"].items():
            target = path.replace("{order}", order)
            for method, operation in operations.items():
                if method == "parameters":
                    continue
                status, reply, headers = self.ask("buyer", method.upper(), target,
                                                  {} if method != "get" else None)
                self.assertIn(str(status), operation["responses"], f"{method} {path}: {reply}")
                body = operation.get("requestBody", {}).get("content", {})
                schema = body.get("application/json", {}).get("schema", {})
                for command in schema.get("oneOf", []):
                    Draft202012Validator.check_schema(command)
                    commands.add(command["properties"]["command"]["const"])
            _, _, headers = self.ask("buyer", "PUT", target)
            told = {method.upper() for method in operations if method != "parameters"}
            self.assertEqual(set(headers["Allow"].split(", ")), told, path)
        self.assertEqual(len(commands), 47, "a command has no place in the document")

    def test_bodies_of_the_document_are_taken_and_others_refused(self):
        _, document, _ = self.request("GET", "/openapi.json")
        post = document["paths"]["/orders"]["post"]
        schema = post["requestBody"]["content"]["application/json"]["schema"]
        good = {"command": "place_order", "amount": 1000, "minutes": 10000, "seller": "s1"}
        for body in (good, {**good, "amount": -1}, {**good, "surprise": 1},
                     {**good, "quantity": 65536}, {**good, "seller": ""}):
            is_valid = Draft202012Validator(schema).is_valid(body)
            self.assertEqual(self.ask("buyer", "POST", "/orders", body)[0],
                             201 if is_valid else 400, body)


class Deadlines(Shop):
    ARGUMENTS = ("--clock-factor", str(48 * 3600))  # two days a second

    def test_silence_answers_by_itself(self):
        order = self.placed()
        self.ask("buyer", "POST", f"/orders/{order}/cancel", {"command": "request_cancel"})
        deadline = time.monotonic() + 20
        state = ""
        while state not in ("refunding", "refunded") and time.monotonic() < deadline:
            time.sleep(0.1)
            _, metrics, _ = self.request("GET", "/metrics")  # reads no order, gives no command
            fired = int(metrics.rsplit("ordersim_deadlines_fired_total ", 1)[1].split()[0])
            if fired:
                _, reply, _ = self.ask("buyer", "GET", f"/orders/{order}")
                state = reply["state"]
        self.assertIn(state, ("refunding", "refunded"))


class Planted(Shop):
    ARGUMENTS = ("--plant", "D54")

    def test_a_planted_defect_shows(self):
        order = self.placed()
        status, reply, _ = self.ask("buyer", "GET", f"/orders/{order}", account="b2")
        self.assertEqual((status, reply["buyer"]), (200, "b1"))


class PlantedRules(Shop):
    ARGUMENTS = ("--plant", "D34")

    def test_a_planted_defect_of_the_rules_shows(self):
        order = self.placed()
        _, reply, _ = self.ask("buyer", "POST", f"/orders/{order}/cancel",
                               {"command": "request_cancel"})
        self.assertEqual((reply["transition"], reply["order"]["state"]), ("T10", "processing"))


class Trusted(Shop):
    ARGUMENTS = ("--trusted", "b1")

    def test_no_buyer_calls_himself_trusted(self):
        status, reply, _ = self.ask("buyer", "POST", "/orders", {
            "command": "place_order", "amount": 1000, "minutes": 10, "is_trusted": True})
        self.assertEqual(status, 400)
        self.assertIn("is_trusted", reply["detail"])


class Durable(Shop):
    """With a store in a file, which kills (-9) must not harm."""

    KILLS = 5

    def arguments(self):
        return [*super().arguments(), "--store", self.folder / "orders.sqlite"]

    def work(self, acknowledged, number):
        """Places and pays orders until the service is gone; notes what was acknowledged."""
        try:
            for turn in range(10_000):
                _, reply, _ = self.ask("buyer", "POST", "/orders", {
                    "command": "place_order", "amount": 1000, "minutes": 10000},
                    Idempotency_Key=f"{number}-{turn}-{self.process.pid}")
                acknowledged[reply["id"]] = 1
                _, reply, _ = self.ask("buyer", "POST", f"/orders/{reply['id']}/payments",
                                       {"command": "pay", "amount": 1000})
                acknowledged[reply["order"]["id"]] = reply["order"]["version"]
        except (OSError, http.client.HTTPException):
            return

    def test_nothing_acknowledged_is_lost(self):
        acknowledged = {}
        for _ in range(self.KILLS):
            self.ask("buyer", "GET", "/orders")
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                working = [pool.submit(self.work, acknowledged, number) for number in range(4)]
                time.sleep(0.3)
                self.process.kill()
                concurrent.futures.wait(working)
            self.process.communicate()
            self.start()
            for order, version in acknowledged.items():
                status, reply, _ = self.ask("buyer", "GET", f"/orders/{order}")
                self.assertEqual(status, 200, f"order {order} is lost")
                self.assertGreaterEqual(reply["version"], version)
                self.assertEqual(reply["state"],
                                 {1: "awaiting_payment", 2: "pay_verifying"}[reply["version"]])
        self.assertGreater(len(acknowledged), 20, "nothing was tried")

    def test_a_request_is_answered_again_after_a_restart(self):
        def place():
            return self.ask("buyer", "POST", "/orders", {
                "command": "place_order", "amount": 1000, "minutes": 10000}, Idempotency_Key="k")
        first = place()
        self.process.kill()
        self.process.communicate()
        self.start()
        self.assertEqual(place()[:2], first[:2])
        self.assertEqual(len(self.ask("buyer", "GET", "/orders")[1]), 1)

    def test_a_second_service_is_kept_out(self):
        done = subprocess.run(self.arguments(), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("another process", done.stderr)


class Hostile(Shop):
    def raw(self, *pieces):
        """What comes back for bytes sent as they are; empty if the connection is closed."""
        with socket.create_connection((self.host, self.port), timeout=20) as connection:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        return received

    def test_what_is_no_request_is_refused_and_closed(self):
        self.assertIn(b"400", self.raw(b"nonsense\r\n\r\n").split(b"\r\n")[0])
        self.assertIn(b"400", self.raw(b"GET / HTTP/1.1\r\nBad Header: x\r\n\r\n")[:20])
        self.assertIn(b"431", self.raw(
            b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n")[:20])
        self.assertIn(b"413", self.raw(
            b"POST /login HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")[:20])

    def test_lengths_that_two_readers_could_read_differently_are_refused(self):
        inner = b"GET /health HTTP/1.1\r\n\r\n"
        for headers in (b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                        b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                        b"Content-Length: 4\r\nContent-Length: 5\r\n",
                        b"Content-Length: +4\r\n", b"Content-Length: 4 4\r\n"):
            answer = self.raw(b"POST /login HTTP/1.1\r\n" + headers + b"\r\n0\r\n\r\n" + inner)
            self.assertIn(b" 400 ", answer.split(b"\r\n")[0], headers)
            self.assertEqual(answer.count(b"HTTP/1.1"), 1, headers)

    def test_requests_in_one_packet_are_answered_in_order(self):
        answer = self.raw(b"GET /health HTTP/1.1\r\n\r\nGET /nothing HTTP/1.1\r\n\r\n"
                          b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n")
        statuses = [part.split()[0] for part in answer.split(b"HTTP/1.1 ")[1:]]
        self.assertEqual(statuses, [b"200", b"404", b"200"])

    def test_a_request_in_pieces_is_one_request(self):
        whole = b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"
        self.assertIn(b" 200 ", self.raw(*[whole[i:i + 1] for i in range(len(whole))])[:20])

    def test_who_may_not_learns_nothing(self):
        order = self.placed()
        self.assertEqual(self.request("GET", f"/orders/{order}")[0], 401)
        self.assertEqual(self.request("GET", f"/orders/{order}", Authorization="Bearer a.b.c")[0],
                         401)
        self.assertEqual(self.ask("buyer", "GET", f"/orders/{order}", account="b2")[0], 404)
        self.assertEqual(self.ask("platform", "GET", f"/orders/{order}")[0], 404)
        self.assertEqual(self.ask("seller", "POST", f"/orders/{order}/cancel",
                                  {"command": "request_cancel"})[0], 403)
        self.assertEqual(self.request("POST", "/hooks/payment", {
            "command": "payment_verified", "order": order}, X_Ordersim_Signature="00")[0], 401)


class Slow(Shop):
    """Clients who send their request byte by byte."""

    CLIENTS = 60
    PATIENCE = 60  # seconds; the service has ten

    def test_they_are_closed_and_keep_nobody_else_waiting(self):
        order = self.placed()
        slow = [socket.create_connection((self.host, self.port)) for _ in range(self.CLIENTS)]
        for connection in slow:
            connection.sendall(b"POST /login HTTP/1.1\r\nHost: h\r\n")
            connection.setblocking(False)
        answered = 0
        end = time.monotonic() + self.PATIENCE
        while slow and time.monotonic() < end:
            self.assertEqual(self.ask("buyer", "GET", f"/orders/{order}")[0], 200)
            answered += 1
            slow = [connection for connection in slow if self.is_open(connection)]
            time.sleep(0.1)
        self.assertEqual(slow, [], "slow clients may stay for ever")
        self.assertGreater(answered, 20)

    def is_open(self, connection):
        try:
            connection.send(b"X")
            is_open = connection.recv(1000) != b""
        except BlockingIOError:
            return True
        except OSError:
            is_open = False
        if not is_open:
            connection.close()
        return is_open


if __name__ == "__main__":
    PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
