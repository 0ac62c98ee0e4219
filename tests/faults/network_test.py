"""Networks that lose, delay, double and overtake, and a service that stands still, under a load.

usage: network_test.py PROGRAM [--seed N] [--long] [TestCase[.test]]
"""

import signal
import time

import bench
from proxy import DOSE, Proxy


class Network(bench.Faults):
    def proxy_of(self, service):
        proxy = Proxy(service.port, self.dice.random())
        self.addCleanup(proxy.close)
        return proxy

    def test_every_call_may_be_lost_doubled_or_overtaken(self):
        seconds = 60 if bench.Options.is_long else 8
        for make_store in (bench.InMemory, bench.InFile, bench.InDatabase):
            with self.subTest(make_store.__name__):
                service = self.service_on(make_store)
                base = service.open_files()
                proxy = self.proxy_of(service)
                loading = self.begin_load(proxy.url, seconds + 2, rate="100")
                service.wait_for_orders()
                proxy.storm()
                time.sleep(seconds)
                proxy.calm()
                result = self.assert_right(loading)
                self.assertEqual(proxy.unlike, [], "the same key, answered in two ways")
                self.assertEqual(set(proxy.met), set(DOSE), "a fault was never met")
                self.assert_settles(service, base)
                self.tell(f"{sum(proxy.met.values())} faults in {result['judgement']['replies']} "
                          f"calls, {result['retries']} retries")
                service.kill()

    def test_a_service_that_does_again_what_it_did_is_accused(self):
        service = self.service_on(bench.InMemory, arguments=("--plant", "D27"))
        proxy = self.proxy_of(service)
        loading = self.begin_load(proxy.url, 4)
        service.wait_for_orders()
        proxy.storm()
        self.result_of(loading)
        self.assertGreater(len(proxy.unlike), 5, "nobody noticed")

    def test_a_network_that_stops_for_a_while(self):
        service = self.service_on()
        base = service.open_files()
        proxy = self.proxy_of(service)
        loading = self.begin_load(proxy.url, 8)
        service.wait_for_orders()
        for _ in range(3):
            time.sleep(self.dice.uniform(0.4, 1))
            proxy.flow(False)
            time.sleep(self.dice.uniform(0.4, 1.5))  # more than the load's patience, at times
            proxy.flow(True)
        proxy.calm()
        self.assert_right(loading)
        self.assert_settles(service, base)

    def test_a_service_that_stands_still_for_a_while(self):
        service = self.service_on()
        base = service.open_files()
        loading = self.begin_load(service.url, 8)
        service.wait_for_orders()
        for _ in range(3):
            time.sleep(self.dice.uniform(0.4, 1))
            service.signal(signal.SIGSTOP)
            time.sleep(self.dice.uniform(0.4, 1.5))
            service.signal(signal.SIGCONT)
        self.assert_right(loading)
        self.assert_settles(service, base)


if __name__ == "__main__":
    bench.main()
