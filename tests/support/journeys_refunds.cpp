#include "tests/support/journeys.hpp"

// Money on its way back, and the ends it leads to.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

Policy one_retry() {
    return policy_with([](Policy& p) { p.refund_retries = 1; });
}

Steps submitted() {
    return refunding() + Steps{does(C::submit_refund, "T54")};
}
Steps failed() {
    return submitted() + Steps{does(C::refund_failed, "T31")};
}
Steps by_hand() {
    return submitted() + Steps{does(C::refund_failed, "T32").permanently()};
}

std::vector<Journey> ways() {
    const Policy base = base_policy();
    return {
        {"nothing to refund", base,
         paid() + Steps{does(C::submit_refund, "!refund_not_ready"),
                        does(C::pay_out_by_hand, "!refund_not_ready"),
                        does(C::refund_accepted, "-"), does(C::refund_succeeded, "-"),
                        does(C::refund_failed, "-")}},
        {"sent, accepted, posted, each once", base,
         submitted() + Steps{does(C::submit_refund, "!refund_not_ready"),
                             does(C::refund_accepted, "-").attempt(2),
                             does(C::refund_accepted, "T54b"), does(C::refund_accepted, "-"),
                             does(C::refund_succeeded, "-").attempt(2),
                             does(C::refund_succeeded, "T55"), does(C::refund_succeeded, "-"),
                             does(C::refund_accepted, "-"), does(C::refund_failed, "-"),
                             fires(C::settle_timer, "T30a")}},
        {"failed, tried again, failed for good", one_retry(),
         failed() + Steps{does(C::refund_failed, "-"), fires_now(C::refund_retry_timer, "-"),
                          fires(C::refund_retry_timer, "T31t"),
                          does(C::refund_failed, "-").attempt(1),
                          does(C::refund_failed, "T32").attempt(2),
                          does(C::refund_succeeded, "-").attempt(1),
                          does(C::pay_out_by_hand, "T32b"), fires(C::settle_timer, "T30a")}},
        {"an old failure is not the new one's", base,
         failed() + Steps{fires(C::refund_retry_timer, "T31t"),
                          does(C::refund_failed, "-").attempt(1),
                          does(C::refund_failed, "T31").attempt(2)}},
        {"nor is it the last", one_retry(),
         failed() + Steps{fires(C::refund_retry_timer, "T31t"),
                          does(C::refund_failed, "-").attempt(1).permanently()}},
        {"believed failed, but posted", base,
         failed() + Steps{does(C::refund_succeeded, "-").attempt(2),
                          does(C::refund_succeeded, "T55b").attempt(1)}},
        {"waiting for a hand, but posted", base,
         by_hand() +
             Steps{does(C::refund_succeeded, "-").attempt(2), does(C::refund_succeeded, "T55c")}},
        {"overdue", base,
         submitted() + Steps{fires_now(C::refund_sla_timer, "-"), fires(C::refund_sla_timer, "T56"),
                             does(C::refund_succeeded, "T55")}},
        {"not overdue while it waits to be tried again", base,
         failed() + Steps{fires(C::refund_sla_timer, "-"), fires(C::refund_retry_timer, "T31t"),
                          fires(C::refund_retry_timer, "-")}},
        {"held while the parcel is being stopped", base,
         refunding() + Steps{does(C::hand_over_scan, "T34"),
                             does(C::submit_refund, "!refund_not_ready"),
                             does(C::intercepted, "T35"), does(C::submit_refund, "T54")}},
    };
}

std::vector<Journey> ends() {
    const Policy base = base_policy();
    const Steps posted{does(C::submit_refund, "T54"), does(C::refund_succeeded, "T55")};
    return {
        {"cancelled", base,
         submitted() + Steps{does(C::refund_succeeded, "T55"), fires(C::settle_timer, "T30a"),
                             does(C::stop_seen, "T11s")}},
        {"cancelled, the parcel on its way back", base,
         refunding() + Steps{does(C::hand_over_scan, "T34"), does(C::intercepted, "T35")} + posted +
             Steps{fires(C::settle_timer, "T30a"), does(C::return_received, "T37")}},
        {"refunded", base,
         delivered() + disputes(1000) + Steps{does(C::accept_proposal, "T40b")} + posted +
             Steps{fires(C::settle_timer, "T30b")}},
        {"settled in part", base,
         delivered() + disputes(400) + Steps{does(C::accept_proposal, "T40b")} + posted +
             Steps{fires(C::settle_timer, "T30c"),
                   does(C::open_dispute, "!already_disputed").amount(100),
                   does(C::follow_up, "T52")}},
        {"settled in part by a parcel that came back", base,
         delivered() + disputes(400) +
             Steps{does(C::modify_proposal, "T41b").amount(400).with_return(),
                   does(C::accept_proposal, "T40a"), does(C::give_return_tracking, "T48a"),
                   does(C::return_received, "T48c")} +
             posted + Steps{fires(C::settle_timer, "T30c")}},
    };
}

}  // namespace

std::vector<Journey> refund_journeys() {
    std::vector<Journey> all = ways();
    const std::vector<Journey> last = ends();
    all.insert(all.end(), last.begin(), last.end());
    return all;
}

}  // namespace ordersim::tests
