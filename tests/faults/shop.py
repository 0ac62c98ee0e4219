"""One shopper after another, who keep what they were told: a history of which all is known."""

import dataclasses
import hashlib
import hmac
import http.client
import json
import time


@dataclasses.dataclass(frozen=True)
class Told:
    """A change that was acknowledged. Marks: how far the trace of the disk was."""
    key: str      # as the store has it
    order: int
    version: int  # that it made
    sent: int
    acknowledged: int


class Shop:
    def __init__(self, service, key, mark=lambda: 0, prefix="k"):
        self.told = []
        self.unavailable = 0
        self._service = service
        self._key = key
        self._mark = mark
        self._prefix = prefix
        self._tokens = {}
        self._calls = 0
        self._connection = None

    def play(self, orders):
        """Each placed, paid, its payment verified; every second cancelled, every third asked
        about."""
        for number in range(orders):
            order = self._change("buyer", "/orders", {"command": "place_order", "amount": 1000,
                                                      "minutes": 10000, "seller": "s1"})
            self._change("buyer", f"/orders/{order}/payments", {"command": "pay", "amount": 1000})
            self._hook("/hooks/payment", {"command": "payment_verified", "order": str(order)})
            if number % 2 == 0:
                self._change("buyer", f"/orders/{order}/cancel", {"command": "request_cancel"})
                self._change("seller", f"/orders/{order}/cancel/decision",
                             {"command": "approve_cancel"})

    def versions(self):
        return {one.order: one.version for one in self.told}

    def shown(self, order):
        """Status and version."""
        status, reply = self._send("GET", f"/orders/{order}", None, self._as("buyer"))
        return status, reply.get("version")

    def _as(self, role):
        if role not in self._tokens:
            status, reply = self._send("POST", "/login", json.dumps(
                {"role": role, "account": role[0] + "1", "key": self._key}), {})
            assert status == 200, reply
            self._tokens[role] = reply["token"]
        return {"Authorization": "Bearer " + self._tokens[role]}

    def _change(self, role, path, body):
        return self._until_told(role, f"{role}.{role[0]}1", path, json.dumps(body),
                                self._as(role))

    def _hook(self, path, body):
        text = json.dumps(body)
        signature = hmac.new(self._key.encode(), text.encode(), hashlib.sha256).hexdigest()
        return self._until_told("gateway", "gateway.gateway", path, text,
                                {"X-Ordersim-Signature": signature})

    def _until_told(self, role, owner, path, text, headers):
        """Sends it again under its key as long as the store cannot be had."""
        self._calls += 1
        key = f"{self._prefix}{self._calls}"
        headers = {**headers, "Idempotency-Key": key}
        sent = self._mark()
        end = time.monotonic() + 5
        while True:
            status, reply = self._send("POST", path, text, headers)
            if status != 503:
                break
            self.unavailable += 1
            assert time.monotonic() < end, reply
            time.sleep(0.02)
        assert status in (200, 201), (status, reply)
        order = reply["order"]
        self.told.append(Told(f"{owner}.{key}", int(order["id"]), order["version"], sent,
                              self._mark()))
        return int(order["id"])

    def _send(self, method, path, text, headers):
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._service.port,
                                                          timeout=5)
        self._connection.request(method, path, text, headers)
        reply = self._connection.getresponse()
        return reply.status, json.loads(reply.read())

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None
