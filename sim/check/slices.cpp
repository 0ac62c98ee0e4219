#include "sim/check/slices.hpp"

#include <array>

#include "sim/base/assert.hpp"

namespace ordersim::check {
namespace {

using C = order::CommandKind;
using Withheld = std::bitset<enum_count<C>>;

Withheld without(std::initializer_list<C> kinds) {
    Withheld withheld;
    for (const C kind : kinds) {
        withheld.set(static_cast<std::size_t>(kind));
    }
    return withheld;
}

std::array<Slice, 4> make_order_slices() {
    return {
        Slice{"life", "the whole life, each count as short as it can be", {1, 1, 1, 2}, {}},
        Slice{"payments",
              "all attempts to pay, their answers in every order, and the way back of each",
              {order::kPayments, 1, 1, 1},
              without({C::request_cancel, C::open_dispute, C::open_case, C::send_message,
                       C::follow_up, C::stop_seen, C::start_pick, C::parcel_lost, C::refund_failed,
                       C::extend_processing, C::cancel_instant, C::delivered_scan})},
        Slice{"refunds",
              "every retry of every refund, of late money too",
              {2, 5, 1, 1},
              without({C::open_dispute, C::open_case, C::send_message, C::follow_up, C::start_pick,
                       C::parcel_lost, C::intercepted, C::cancel_instant, C::withdraw_cancel,
                       C::hand_over_scan, C::refund_accepted, C::request_cancel, C::stop_seen})},
        Slice{"talks",
              "all rounds of offers, proposals and requests",
              {1, 0, 3, 4},
              without({C::refund_failed, C::refund_accepted, C::parcel_lost, C::hand_over_scan})}};
}

std::array<Slice, 3> make_shared_slices() {
    const Withheld quiet =
        without({C::refund_failed, C::refund_accepted, C::follow_up, C::counter_offer,
                 C::parcel_lost, C::refund_sla_timer});
    const Withheld cancelling =
        quiet | without({C::open_dispute, C::verify_timer, C::start_pick, C::cancel_instant,
                         C::intercepted, C::delivered_scan, C::confirm_receipt, C::seller_cancel,
                         C::withdraw_cancel, C::send_message});
    return {Slice{"pair", "two orders from placing to their ends", {1, 0, 1, 1}, quiet},
            Slice{"three", "three orders before and at shipment", {1, 0, 1, 1}, cancelling},
            Slice{"four", "four orders before shipment", {1, 0, 1, 1},
                  cancelling | without({C::ship, C::hand_over_scan, C::request_info})}};
}

}  // namespace

std::span<const Slice> order_slices() {
    static const std::array<Slice, 4> slices = make_order_slices();
    return slices;
}

const Slice& slice_for(std::uint32_t orders) {
    static const std::array<Slice, 3> slices = make_shared_slices();
    ORDERSIM_ASSERT(orders >= 2 && orders <= 4);
    return slices[orders - 2];
}

std::vector<std::string> withheld_names(const Slice& slice) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < enum_count<C>; ++i) {
        if (slice.withheld.test(i)) {
            names.emplace_back(enum_names<C>[i]);
        }
    }
    return names;
}

}  // namespace ordersim::check
