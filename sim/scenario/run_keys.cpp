#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using agents::Arrivals;
using agents::Params;
using agents::Surge;
using order::Policy;

constexpr auto kPlan = &Target::plan;
constexpr auto kPolicy = &Target::policy;
constexpr auto kParams = &Target::params;
constexpr auto kArrivals = &Params::arrivals;
constexpr auto kSurge = &Arrivals::surge;

constexpr double kByteMost = 255;
/// Orders are numbered in 32 bits, from 0, and the calendar keeps the two highest numbers for the
/// platform's desks.
constexpr double kOrdersMost = 4'294'967'294.0;

constexpr std::array<Key<Target>, 16> kRunKeys{{
    {{.name = "run.seed", .help = "of all draws; the same seed draws the same numbers"},
     at<kPlan, &RunPlan::seed>},
    {{.name = "run.replications",
      .least = 1,
      .most = 1'000'000,
      .help = "independent repetitions; with half_width the fewest"},
     at<kPlan, &RunPlan::replications>},
    {{.name = "run.half_width",
      .kind = Kind::optional,
      .help = "go on until the interval of a metric is at most so wide to each side: "
              "`{ metric = \"M01\", at_most = 0.005, replications_max = 200 }`"},
     at<kPlan, &RunPlan::precision>},
    {{.name = "run.warm_up",
      .word = "mser-5",
      .help = "orders placed before this are not measured; mser-5 finds it in a pilot run"},
     at<kPlan, &RunPlan::warm_up>},
    {{.name = "run.follow",
      .word = "to the end",
      .help = "how long orders are followed after the last could arrive; open ones are censored"},
     at<kPlan, &RunPlan::follow>},
    {{.name = "run.level", .least = 0.5, .most = 0.9999, .help = "confidence of every interval"},
     at<kPlan, &RunPlan::level>},
    {{.name = "run.check_invariants", .help = "check the order machine's invariants at each step"},
     at<kPlan, &RunPlan::check_invariants>},
    {{.name = "arrivals.orders_per_day",
      .least = 1e-6,
      .most = 1e9,
      .help = "mean rate of the Poisson arrivals"},
     at<kParams, kArrivals, &Arrivals::orders_per_day>},
    {{.name = "arrivals.clock", .kind = Kind::profile, .help = "how the rate moves over the week"},
     at<kParams, kArrivals, &Arrivals::clock>},
    {{.name = "arrivals.horizon", .help = "orders are placed before this"},
     at<kParams, kArrivals, &Arrivals::horizon>},
    {{.name = "arrivals.orders_max",
      .most = kOrdersMost,
      .help = "at most so many orders a replication; 0: no limit"},
     at<kParams, kArrivals, &Arrivals::orders_max>},
    {{.name = "arrivals.surge.at", .help = "when it begins"},
     at<kParams, kArrivals, kSurge, &Surge::at>},
    {{.name = "arrivals.surge.length", .help = "how long it lasts; 0: there is none"},
     at<kParams, kArrivals, kSurge, &Surge::length>},
    {{.name = "arrivals.surge.factor",
      .least = 1,
      .most = 1e6,
      .help = "times the usual rate meanwhile"},
     at<kParams, kArrivals, kSurge, &Surge::factor>},
    {{.name = "arrivals.surge.spike",
      .most = 1e6,
      .help = "times the mean rate in addition at its first instant, dying away"},
     at<kParams, kArrivals, kSurge, &Surge::spike>},
    {{.name = "arrivals.surge.spike_decay", .help = "in which the spike falls to 1/e"},
     at<kParams, kArrivals, kSurge, &Surge::spike_decay>},
}};

constexpr std::array<Key<Target>, 34> kPolicyKeys{{
    {{.name = "policy.grace_window",
      .help = "from payment, in which the buyer cancels without asking"},
     at<kPolicy, &Policy::grace_window>},
    {{.name = "policy.grace_holds",
      .help = "handling starts only when the grace window has passed"},
     at<kPolicy, &Policy::grace_holds>},
    {{.name = "policy.request_window",
      .word = "always",
      .help = "from payment, in which a cancellation may be requested"},
     at<kPolicy, &Policy::request_window>},
    {{.name = "policy.max_requests",
      .most = 10,
      .help = "cancellation requests an order may see"},
     at<kPolicy, &Policy::max_requests>},
    {{.name = "policy.approval",
      .help = "whether a cancellation request needs the seller's answer: always_ask, or none while "
              "nobody has begun to pick, for all buyers (auto_if_unpicked) or trusted ones "
              "(auto_if_trusted)"},
     at<kPolicy, &Policy::approval>},
    {{.name = "policy.answer_limit", .help = "for the seller to answer a request"},
     at<kPolicy, &Policy::answer_limit>},
    {{.name = "policy.answer_clock",
      .help = "how the answer limit is counted: as time passes (elapsed), to 23:59 of its last day "
              "(end_of_day), or on Monday to Friday alone (business_days)"},
     at<kPolicy, &Policy::answer_clock>},
    {{.name = "policy.time_zone",
      .least = -14,
      .most = 14,
      .help = "hours by which the day of the answer clock is ahead of the platform's"},
     at<kPolicy, &Policy::time_zone>},
    {{.name = "policy.on_silence", .help = "what becomes of a request left unanswered"},
     at<kPolicy, &Policy::on_silence>},
    {{.name = "policy.rearm_on_message",
      .help = "a message restarts the answer limit and uses up a negotiation round; with none left "
              "it restarts nothing"},
     at<kPolicy, &Policy::rearm_on_message>},
    {{.name = "policy.lock",
      .help = "whether a pending request keeps the parcel back: none does not, soft asks the "
              "warehouse to hold it, hard refuses shipment"},
     at<kPolicy, &Policy::lock>},
    {{.name = "policy.verify_cancel",
      .help = "whether the buyer may cancel while the payment is verified"},
     at<kPolicy, &Policy::verify_cancel>},
    {{.name = "policy.void_sync",
      .help = "an unverified payment is voided at once, without a refund"},
     at<kPolicy, &Policy::void_sync>},
    {{.name = "policy.negotiation_rounds",
      .most = kByteMost,
      .help = "counter-offers a request (messages that restart its answer limit count as well), "
              "and counter-proposals a dispute"},
     at<kPolicy, &Policy::negotiation_rounds>},
    {{.name = "policy.extension_max",
      .help = "by which a buyer may extend processing in all; 0: off (no buyer of this "
              "version does)"},
     at<kPolicy, &Policy::extension_max>},
    {{.name = "policy.preship_escalation", .help = "a support case may be opened before shipment"},
     at<kPolicy, &Policy::preship_escalation>},
    {{.name = "policy.case_holds_ship", .help = "an open case keeps the parcel back"},
     at<kPolicy, &Policy::case_holds_ship>},
    {{.name = "policy.lost_opens_case", .help = "a parcel declared lost opens a dispute by itself"},
     at<kPolicy, &Policy::lost_opens_case>},
    {{.name = "policy.dispute_opens", .help = "after hand-over, when a dispute becomes possible"},
     at<kPolicy, &Policy::dispute_opens>},
    {{.name = "policy.dispute_at_once_below",
      .help = "shipping limits under this: a dispute is possible from hand-over"},
     at<kPolicy, &Policy::dispute_at_once_below>},
    {{.name = "policy.info_rounds", .most = kByteMost, .help = "requests for information a case"},
     at<kPolicy, &Policy::info_rounds>},
    {{.name = "policy.pay_limit", .help = "for the buyer to pay"}, at<kPolicy, &Policy::pay_limit>},
    {{.name = "policy.verify_limit", .help = "for the gateway to verify the payment"},
     at<kPolicy, &Policy::verify_limit>},
    {{.name = "policy.delivery_limit", .help = "from hand-over to automatic completion"},
     at<kPolicy, &Policy::delivery_limit>},
    {{.name = "policy.confirm_limit", .help = "from delivery to automatic completion"},
     at<kPolicy, &Policy::confirm_limit>},
    {{.name = "policy.dispute_window", .help = "from completion, in which a dispute is possible"},
     at<kPolicy, &Policy::dispute_window>},
    {{.name = "policy.dispute_answer_limit", .help = "for the seller to answer a dispute"},
     at<kPolicy, &Policy::dispute_answer_limit>},
    {{.name = "policy.dispute_platform_limit",
      .help = "from opening a dispute until the platform steps in"},
     at<kPolicy, &Policy::dispute_platform_limit>},
    {{.name = "policy.info_limit", .help = "to supply information asked for"},
     at<kPolicy, &Policy::info_limit>},
    {{.name = "policy.return_limit", .help = "for the buyer to send goods back"},
     at<kPolicy, &Policy::return_limit>},
    {{.name = "policy.return_receipt_limit", .help = "for returned goods to be received"},
     at<kPolicy, &Policy::return_receipt_limit>},
    {{.name = "policy.refund_retry_delay",
      .help = "before a failed refund is tried again; doubles with each try"},
     at<kPolicy, &Policy::refund_retry_delay>},
    {{.name = "policy.refund_retries",
      .most = kByteMost,
      .help = "before a refund is paid out by hand"},
     at<kPolicy, &Policy::refund_retries>},
    {{.name = "policy.refund_sla_business_days",
      .most = kByteMost,
      .help = "after which a buyer asks where his refund is"},
     at<kPolicy, &Policy::refund_sla_business_days>},
}};

}  // namespace

std::span<const Key<Target>> run_keys() {
    return kRunKeys;
}
std::span<const Key<Target>> policy_keys() {
    return kPolicyKeys;
}

}  // namespace ordersim::scenario
