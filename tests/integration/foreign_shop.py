"""An order service that is not ours: a small shop with its own URLs, words and codes, in memory.

usage: foreign_shop.py [--port N] [--defect NAME] [--no-revision] [--pay-limit SECONDS]
                       [--speed N]

Written from what the rules of an order say, not from the program's code. A purchase is OPEN,
CHECKING (its payment is verified), PAID, PACKED (in the warehouse, begun or done), ASKED (a
cancellation is asked for), SENT, DONE or VOID. Prints its address, then serves until it is killed.
It pays back by itself, and has no deadline unless --pay-limit says so.
"""

import argparse
import http.server
import json
import re
import threading
import time
import uuid

DEFECTS = ("ships-void", "approves-twice", "cancels-sent", "forgets-payment", "shows-stale",
           "voids-wrong-word", "never-expires")


class No(Exception):
    """The shop does not do it: a status and a word that says why."""

    def __init__(self, status, word):
        super().__init__(word)
        self.status, self.word = status, word


class Purchase:
    def __init__(self, customer, merchant, cents, seconds_to_pay):
        self.number = uuid.uuid4().hex[:12]
        self.customer, self.merchant, self.cents = customer, merchant, cents
        self.state = "OPEN"
        self.box = 0           # 0: on the shelf, 1: being packed, 2: labelled
        self.payments = 0      # how often the customer tried to pay
        self.captured = set()  # which of these payments the bank confirmed
        self.asks = 0          # cancellations asked for
        self.revision = 1
        self.before = "OPEN"
        self.seconds_left = seconds_to_pay  # to pay; stands still while a payment is checked
        self.open_since = time.monotonic()

    @property
    def shown(self):
        return "PACKED" if self.state == "PAID" and self.box else self.state


class Shop:
    """The rules. One lock; every method is one step."""

    def __init__(self, defect=None, seconds_to_pay=None):
        self.defect = defect
        self.seconds_to_pay = seconds_to_pay
        self.purchases = {}
        self.sessions = {}  # token -> (kind, name)
        self.replies = {}   # by idempotency key
        self.lock = threading.Lock()

    def change(self, purchase, state=None):
        purchase.before = purchase.shown
        purchase.state = state or purchase.state
        purchase.revision += 1

    def find(self, number):
        """The purchase as it is now: what nobody paid in time is void."""
        purchase = self.purchases.get(number)
        if purchase is not None and purchase.state == "OPEN" and self.left(purchase) <= 0:
            self.change(purchase, "VOID")
        return purchase

    def left(self, purchase):
        if self.seconds_to_pay is None or self.defect == "never-expires":
            return 1
        return purchase.seconds_left - (time.monotonic() - purchase.open_since)

    @staticmethod
    def need(condition, word, status=409):
        if not condition:
            raise No(status, word)

    @staticmethod
    def wrong(purchase):
        """Why nothing can be done with a purchase in this state."""
        if purchase.state in ("VOID", "DONE"):
            raise No(410, "FINISHED")
        raise No(409, "NOT_NOW")

    def place(self, customer, merchant, cents):
        self.need(cents >= 0, "BAD_AMOUNT", 422)
        purchase = Purchase(customer, merchant, cents, self.seconds_to_pay)
        self.purchases[purchase.number] = purchase
        return purchase

    def pay(self, purchase, cents):
        if purchase.state != "OPEN":
            self.wrong(purchase)
        self.need(cents == purchase.cents, "BAD_AMOUNT", 422)
        purchase.seconds_left = self.left(purchase)
        purchase.payments += 1
        self.change(purchase, "OPEN" if self.defect == "forgets-payment" else "CHECKING")

    def bank_confirms(self, purchase, attempt):
        """Money that nobody waits for goes back by itself; the purchase stays as it is."""
        if not 1 <= attempt <= purchase.payments or attempt in purchase.captured:
            return False
        purchase.captured.add(attempt)
        self.change(purchase, "PAID" if purchase.state in ("OPEN", "CHECKING") else None)
        return True

    def bank_declines(self, purchase, attempt):
        if purchase.state != "CHECKING" or attempt != purchase.payments:
            return False
        purchase.open_since = time.monotonic()
        self.change(purchase, "OPEN")
        return True

    def void(self, purchase, step):
        """`step`: what the customer believes he cancels."""
        if step == "ask":
            return self.ask(purchase)
        wanted = {"unpaid": "OPEN", "checking": "CHECKING"}[step]
        if purchase.state != wanted:
            self.wrong(purchase)
        return self.change(purchase, "VOID")

    def ask(self, purchase):
        if purchase.state == "SENT" and self.defect != "cancels-sent":
            raise No(409, "GONE_ALREADY")
        if purchase.state not in ("PAID", "SENT"):
            self.wrong(purchase)
        self.need(purchase.asks == 0 or self.defect == "cancels-sent", "ASKED_TOO_OFTEN", 429)
        purchase.asks += 1
        self.change(purchase, "ASKED")

    def take_back(self, purchase):
        if purchase.state != "ASKED":
            self.wrong(purchase)
        self.change(purchase, "PAID")

    def decide(self, purchase, agrees):
        is_twice = (agrees and purchase.state == "VOID" and purchase.asks > 0 and
                    self.defect == "approves-twice")
        if purchase.state != "ASKED" and not is_twice:
            self.wrong(purchase)
        self.change(purchase, "VOID" if agrees else "PAID")

    def call_off(self, purchase):
        """The merchant cannot deliver."""
        if purchase.state != "PAID":
            self.wrong(purchase)
        self.change(purchase, "VOID")

    def pack(self, purchase, stage):
        if purchase.state not in ("PAID", "ASKED"):
            self.wrong(purchase)
        if stage == 1:
            self.need(purchase.box == 0, "PACKED_ALREADY")
        else:
            self.need(purchase.box == 1, "NOT_PACKED")
        purchase.box = stage
        self.change(purchase)

    def send(self, purchase):
        if purchase.state == "ASKED":
            raise No(423, "CANCELLATION_ASKED")
        if purchase.state != "PAID" and not (purchase.state == "VOID" and
                                             self.defect == "ships-void"):
            self.wrong(purchase)
        self.change(purchase, "SENT")

    def receive(self, purchase):
        if purchase.state != "SENT":
            self.wrong(purchase)
        self.change(purchase, "DONE")


class Handler(http.server.BaseHTTPRequestHandler):
    """HTTP around the shop: who calls, about which purchase, with which words."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body leave together
    hook_secret = "the bank's word"

    ROUTES = (
        ("POST", r"/api/v2/sessions", "log_in"),
        ("POST", r"/api/v2/purchases", "place"),
        ("GET", r"/api/v2/purchases/(\w+)", "show"),
        ("POST", r"/api/v2/purchases/(\w+)/payment", "pay"),
        ("PUT", r"/api/v2/purchases/(\w+)/void", "void"),
        ("DELETE", r"/api/v2/purchases/(\w+)/void", "take_back"),
        ("PUT", r"/api/v2/purchases/(\w+)/decision", "decide"),
        ("PUT", r"/api/v2/purchases/(\w+)/parcel", "parcel"),
        ("PUT", r"/api/v2/purchases/(\w+)/receipt", "receive"),
        ("POST", r"/api/v2/bank", "bank"))

    def answer(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            sent = json.loads(text) if text else {}
            method, number = self.route()
            with self.server.shop.lock:
                status, reply, revision = self.once(method, number, sent)
        except No as no:
            status, reply, revision = no.status, {"error": {"code": no.word}}, None
        except (ValueError, KeyError, TypeError):
            status, reply, revision = 400, {"error": {"code": "NONSENSE"}}, None
        body = json.dumps(reply).encode()
        self.send_response(status)
        if revision is not None and not self.server.is_silent:
            self.send_header("ETag", f'"{revision}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def route(self):
        for method, pattern, name in self.ROUTES:
            found = re.fullmatch(pattern, self.path)
            if found and method == self.command:
                return getattr(self, "on_" + name), (found.groups() or (None,))[0]
        raise No(404, "NO_SUCH_PAGE")

    def once(self, method, number, sent):
        """What was asked before under this key gets the same reply."""
        replies = self.server.shop.replies
        key = self.headers.get("X-Request-Key")
        if key not in replies:
            try:
                done = method(number, sent)
            except No as no:
                done = no.status, {"error": {"code": no.word}}, None
            if not key:
                return done
            replies[key] = done
        return replies[key]

    def caller(self, kind=None):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        who = self.server.shop.sessions.get(token)
        if who is None:
            raise No(401, "WHO_ARE_YOU")
        if kind is not None and who[0] != kind:
            raise No(403, "NOT_YOURS_TO_DO")
        return who

    def purchase(self, number, kind=None):
        who = self.caller(kind)
        purchase = self.server.shop.find(number)
        if purchase is None or who[1] not in (purchase.customer, purchase.merchant):
            raise No(404, "NO_SUCH_PURCHASE")
        return purchase

    def shown(self, purchase, status=200):
        word = purchase.shown
        if self.server.shop.defect == "voids-wrong-word" and word == "VOID":
            word = "SENT"
        return status, {"purchase": {"id": purchase.number, "state": word,
                                     "total": purchase.cents / 100},
                        "at": int(time.monotonic() * self.server.speed * 1e6)}, purchase.revision

    def on_log_in(self, _, sent):
        if sent["kind"] not in ("customer", "merchant"):
            raise No(422, "NO_SUCH_KIND")
        token = uuid.uuid4().hex
        self.server.shop.sessions[token] = (sent["kind"], sent["name"])
        return 201, {"session": {"token": token}}, None

    def on_place(self, _, sent):
        customer = self.caller("customer")[1]
        cents = round(float(sent["total"]) * 100)
        return self.shown(self.server.shop.place(customer, sent["merchant"], cents), 201)

    def on_show(self, number, _):
        purchase = self.purchase(number)
        status, reply, revision = self.shown(purchase)
        if self.server.shop.defect == "shows-stale" and purchase.revision > 2:
            reply["purchase"]["state"], revision = purchase.before, revision - 1
        return status, reply, revision

    def on_pay(self, number, sent):
        purchase = self.purchase(number, "customer")
        self.server.shop.pay(purchase, round(float(sent["sum"]) * 100))
        return self.shown(purchase, 202)

    def on_void(self, number, sent):
        if sent["step"] == "merchant":
            purchase = self.purchase(number, "merchant")
            self.server.shop.call_off(purchase)
        else:
            purchase = self.purchase(number, "customer")
            self.server.shop.void(purchase, sent["step"])
        return self.shown(purchase)

    def on_take_back(self, number, _):
        purchase = self.purchase(number, "customer")
        self.server.shop.take_back(purchase)
        return self.shown(purchase)

    def on_decide(self, number, sent):
        purchase = self.purchase(number, "merchant")
        self.server.shop.decide(purchase, {"yes": True, "no": False}[sent["answer"]])
        return self.shown(purchase)

    def on_parcel(self, number, sent):
        purchase = self.purchase(number, "merchant")
        if sent["is"] == "sent":
            self.server.shop.send(purchase)
        else:
            self.server.shop.pack(purchase, {"packing": 1, "labelled": 2}[sent["is"]])
        return self.shown(purchase)

    def on_receive(self, number, _):
        purchase = self.purchase(number, "customer")
        self.server.shop.receive(purchase)
        return self.shown(purchase)

    def on_bank(self, _, sent):
        if self.headers.get("X-Bank-Secret") != self.hook_secret:
            raise No(401, "WHO_ARE_YOU")
        purchase = self.server.shop.find(sent["purchase"])
        if purchase is None:
            raise No(404, "NO_SUCH_PURCHASE")
        take = {"confirmed": self.server.shop.bank_confirms,
                "declined": self.server.shop.bank_declines}[sent["result"]]
        return self.shown(purchase, 200 if take(purchase, int(sent["attempt"])) else 208)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A connection that its caller resets is nobody's fault."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="any that is free")
    parser.add_argument("--defect", choices=DEFECTS)
    parser.add_argument("--no-revision", action="store_true", help="tell no revisions")
    parser.add_argument("--speed", type=float, default=1, help="of the clock that replies tell")
    parser.add_argument("--pay-limit", type=float, metavar="SECONDS", help="else there is none")
    arguments = parser.parse_args()
    server = Server(("127.0.0.1", arguments.port), Handler)
    server.shop = Shop(arguments.defect, arguments.pay_limit)
    server.speed = arguments.speed
    server.is_silent = arguments.no_revision
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
