"""Everything at once, by the dice: a bad network, and a service whose disk, process and limits fail
beneath it; then nothing fails, and everything must settle.

usage: chaos_test.py PROGRAM --shim DISK_SHIM [--seed N] [--long] [TestCase[.test]]
"""

import collections
import errno
import signal
import time

import bench
from disk import Disk
from proxy import Proxy


class Chaos(bench.Faults):
    ROUNDS = 12

    def setUp(self):
        super().setUp()
        self.disk = Disk(self.folder, bench.InFile(self.folder).path)
        self.disk.begin()
        self.service = self.service_on(environment=self.disk.environment(bench.Options.shim))
        self.met = collections.Counter()

    def test_it_settles(self):
        for _ in range(50 if bench.Options.is_long else 1):
            self.settle_after_chaos()

    def settle_after_chaos(self):
        proxy = Proxy(self.service.port, self.dice.random())
        self.addCleanup(proxy.close)
        loading = self.begin_load(proxy.url, int(1.2 * self.ROUNDS) + 4)
        self.service.wait_for_orders(self.service.read_orders_count() + 5)
        proxy.storm()
        for _ in range(self.ROUNDS):
            time.sleep(self.dice.uniform(0.1, 0.6))
            fault = self.dice.choice((self.power_cut, self.kill, self.stop, self.stand_still,
                                      self.fill_disk, self.break_disk, self.silence))
            self.met[fault.__name__] += 1
            fault(proxy)
        proxy.calm()
        self.disk.control.heal()
        self.assert_healthy(self.service)
        self.assert_right(loading)
        self.assertEqual(proxy.unlike, [], "the same key, answered in two ways")
        self.assert_settles(self.service, 40)
        self.tell(f"{dict(self.met)}, {sum(proxy.met.values())} faults of the network")

    def pause(self):
        time.sleep(self.dice.uniform(0.1, 0.6))

    def power_cut(self, _):
        self.service.kill()
        self.disk.cut_power(self.dice)
        self.start()

    def kill(self, _):
        self.service.kill()
        self.start()

    def stop(self, _):
        self.assertEqual(self.service.end()[0], 0)
        self.start()

    def start(self):
        self.disk.control.heal()
        self.disk.begin()
        self.service.start()

    def stand_still(self, _):
        self.service.signal(signal.SIGSTOP)
        self.pause()
        self.service.signal(signal.SIGCONT)

    def fill_disk(self, _):
        self.disk.control["is_short"] = self.dice.randrange(2)
        self.disk.control.fail("write", errno.ENOSPC, self.dice.randrange(1, 9))
        self.pause()
        self.disk.control.heal()

    def break_disk(self, _):
        self.disk.control.fail(self.dice.choice(("write", "sync")), errno.EIO,
                               self.dice.randrange(1, 9), self.dice.randrange(1, 9))
        self.pause()

    def silence(self, proxy):
        proxy.flow(False)
        self.pause()
        proxy.flow(True)


if __name__ == "__main__":
    bench.main()
