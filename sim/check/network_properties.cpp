#include <algorithm>
#include <array>
#include <bit>

#include "sim/check/network_model.hpp"

// What must be true of the money whatever is lost, late or told twice.
namespace ordersim::check {
namespace {

using Moment = LayerMoment<NetworkModel>;
using Step = NetworkModel::Step;
using Kind = Message::Kind;
using At = GatewayRefund::At;
using Payment = GatewayPayment;

const Message& delivered(const Moment& moment) {
    static constexpr Message kNothing{};
    return NetworkModel::kind_of(moment.step) == Step::deliver
               ? moment.before.messages[NetworkModel::index_of(moment.step)]
               : kNothing;
}
std::size_t captured_by(const NetworkState& state) {
    return static_cast<std::size_t>(std::ranges::count(state.payments, Payment::captured));
}
std::size_t paid_by(const NetworkState& state) {
    return static_cast<std::size_t>(
        std::ranges::count(state.refunds, At::paid, &GatewayRefund::at));
}

bool pays_within_captured(const NetworkModel&, const Moment& moment) {
    return paid_by(moment.after) <= captured_by(moment.after);
}
bool pays_all_back(const NetworkModel&, const Moment& moment) {
    return paid_by(moment.after) == captured_by(moment.after) && paid_by(moment.after) > 0;
}

bool debt_is_paid_once(const NetworkModel&, const Moment& moment) {
    std::array<unsigned, kDebts> paid{};
    for (const GatewayRefund& refund : moment.after.refunds) {
        paid[refund.key / 16U] += refund.at == At::paid ? 1U : 0U;
    }
    return std::ranges::all_of(paid, [](unsigned times) { return times <= 1; });
}
bool is_asked_to_pay_again(const NetworkModel&, const Moment& moment) {
    return delivered(moment).kind == Kind::refund_request && paid_by(moment.before) > 0;
}

bool was_applied(const NetworkModel& model, const Moment& moment) {
    const std::size_t report = model.report_of(delivered(moment));
    return delivered(moment).kind != Kind::none && report != NetworkModel::kNoReport &&
           (moment.before.applied >> report & 1U) != 0;
}
bool report_is_applied_once(const NetworkModel& model, const Moment& moment) {
    return !was_applied(model, moment) || moment.before.order == moment.after.order;
}

bool is_stale_failure(const NetworkModel& model, const Moment& moment) {
    const Message& message = delivered(moment);
    return (message.kind == Kind::failed_hook || message.kind == Kind::failed_reply) &&
           message.about + 1U < model.order_of(moment.before).payments;
}
bool stale_failure_changes_nothing(const NetworkModel& model, const Moment& moment) {
    return !is_stale_failure(model, moment) || moment.before.order == moment.after.order;
}

bool books_only_what_was_paid(const NetworkModel&, const Moment& moment) {
    return moment.after.booked <= paid_by(moment.after);
}
/// The refund is posted before the platform knows that it was accepted.
bool hook_outruns_reply(const NetworkModel& model, const Moment& moment) {
    return delivered(moment).kind == Kind::succeeded_hook &&
           std::ranges::any_of(model.order_of(moment.before).refund_state,
                               [](order::RefundState refund) {
                                   return refund == order::RefundState::submitted;
                               });
}

bool believes_only_what_was_captured(const NetworkModel& model, const Moment& moment) {
    const unsigned verified = model.order_of(moment.after).payments_verified;
    for (std::size_t i = 0; i < kAttempts; ++i) {
        if ((verified >> i & 1U) != 0 && moment.after.payments[i] != Payment::captured) {
            return false;
        }
    }
    return true;
}
bool verifies_what_had_failed(const NetworkModel& model, const Moment& moment) {
    const order::Regions& was = model.order_of(moment.before).regions;
    return was.payment == order::PaymentState::failed &&
           model.order_of(moment.after).payments_verified !=
               model.order_of(moment.before).payments_verified;
}

bool books_agree(const NetworkModel& model, const Moment& moment) {
    const NetworkState& state = moment.after;
    if (state.messages.front().kind != Kind::none || !model.is_settled(state)) {
        return true;
    }
    const order::Order& order = model.order_of(state);
    const auto verified =
        static_cast<std::size_t>(std::popcount(unsigned{order.payments_verified}));
    const bool is_kept = order.regions.payment == order::PaymentState::held ||
                         order.regions.payment == order::PaymentState::released;
    return verified == captured_by(state) && state.booked == paid_by(state) &&
           captured_by(state) == paid_by(state) + (is_kept ? 1U : 0U);
}
bool settles_a_refund(const NetworkModel& model, const Moment& moment) {
    return moment.after.booked > 0 && moment.after.messages.front().kind == Kind::none &&
           model.is_settled(moment.after);
}

constexpr std::array<LayerProperty<NetworkModel>, 8> kProperties{{
    {"inv_05_paid_back_within_captured", "the gateway never pays back more than it captured",
     pays_within_captured, "the gateway pays all back", pays_all_back},
    {"inv_07_refund_paid_once", "what is owed to the buyer is paid once", debt_is_paid_once,
     "a request comes for a refund after one was paid", is_asked_to_pay_again},
    {"inv_07_report_applied_once", "a report that comes again changes nothing",
     report_is_applied_once, "a report comes again after it was applied", was_applied},
    {"inv_07_stale_failure_ignored", "the failure of an earlier payment changes nothing",
     stale_failure_changes_nothing, "the failure of an earlier payment comes late",
     is_stale_failure},
    {"inv_19_booked_was_paid", "no refund is booked that the gateway has not paid",
     books_only_what_was_paid, "a refund is posted before it is known to be accepted",
     hook_outruns_reply},
    {"s2_verified_was_captured", "no payment is believed that was not captured",
     believes_only_what_was_captured, "a payment is verified that was believed to have failed",
     verifies_what_had_failed},
    {"inv_19_books_agree", "when all is quiet, platform and gateway agree on every payment",
     books_agree, "all is quiet after a refund", settles_a_refund},
    {"ag_ef_settled", "without more faults all can still become quiet", nullptr,
     "all becomes quiet", nullptr},
}};

}  // namespace

std::span<const LayerProperty<NetworkModel>> NetworkModel::properties() { return kProperties; }

}  // namespace ordersim::check
