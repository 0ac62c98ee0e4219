#!/usr/bin/env python3
"""Makes sample_orders.csv: 300 invented orders in the column layout of Olist's order file.

Delays follow lognormal laws with the medians published for that data set, the seed is fixed, and
no row comes from it. A few orders are unapproved, unsent or undelivered, and a few are handed over
before their approval, as in real files, so that readers meet such rows. Writes to stdout.
"""
import datetime
import math
import random

COLUMNS = (
    "order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
    "order_delivered_carrier_date", "order_delivered_customer_date",
    "order_estimated_delivery_date")


def main():
    draw = random.Random(20170904)
    start = datetime.datetime(2017, 9, 4)

    def days(median, sigma):
        return datetime.timedelta(days=median * math.exp(sigma * draw.gauss(0, 1)))

    def identity():
        return "%032x" % draw.getrandbits(128)

    def stamp(time):
        return "" if time is None else time.strftime("%Y-%m-%d %H:%M:%S")

    print(",".join(COLUMNS))
    for _ in range(300):
        bought = start + datetime.timedelta(seconds=draw.randrange(90 * 86400))
        approved = bought + days(0.015, 1.3)
        sent = approved + days(1.75, 1.071)
        arrived = sent + days(7.1, 0.875)
        status = "delivered"
        kind = draw.random()
        if kind < 0.015:
            approved, sent, arrived, status = None, None, None, "canceled"
        elif kind < 0.03:
            sent, arrived, status = None, None, "unavailable"
        elif kind < 0.05:
            arrived, status = None, "shipped"
        elif kind < 0.065:
            sent = approved - datetime.timedelta(hours=draw.randrange(1, 30))
        promised = (bought + datetime.timedelta(days=24)).replace(hour=0, minute=0, second=0)
        print(",".join((identity(), identity(), status, stamp(bought), stamp(approved),
                        stamp(sent), stamp(arrived), stamp(promised))))


if __name__ == "__main__":
    main()
