#include "sim/wire/routes.hpp"

#include <array>
#include <cstddef>

namespace ordersim::wire {
namespace {

using C = order::CommandKind;

constexpr std::array kRoutes{
    Route{C::place_order, "POST", "/orders"},
    Route{C::cancel_unpaid, "POST", "/orders/{}/cancel"},
    Route{C::pay, "POST", "/orders/{}/payments"},
    Route{C::cancel_direct, "POST", "/orders/{}/cancel"},
    Route{C::cancel_instant, "POST", "/orders/{}/cancel"},
    Route{C::request_cancel, "POST", "/orders/{}/cancel"},
    Route{C::withdraw_cancel, "DELETE", "/orders/{}/cancel"},
    Route{C::accept_offer, "POST", "/orders/{}/cancel/answer"},
    Route{C::decline_offer, "POST", "/orders/{}/cancel/answer"},
    Route{C::extend_processing, "POST", "/orders/{}/extension"},
    Route{C::confirm_receipt, "POST", "/orders/{}/receipt"},
    Route{C::open_case, "POST", "/orders/{}/disputes"},
    Route{C::open_dispute, "POST", "/orders/{}/disputes"},
    Route{C::modify_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::accept_counter, "POST", "/orders/{}/disputes/proposals"},
    Route{C::escalate, "POST", "/orders/{}/disputes/escalate"},
    Route{C::give_return_tracking, "POST", "/orders/{}/disputes/return"},
    Route{C::withdraw_case, "DELETE", "/orders/{}/disputes"},
    Route{C::follow_up, "POST", "/orders/{}/messages"},
    Route{C::send_message, "POST", "/orders/{}/messages"},
    Route{C::submit_info, "POST", "/orders/{}/disputes/info"},
    Route{C::approve_cancel, "POST", "/orders/{}/cancel/decision"},
    Route{C::reject_cancel, "POST", "/orders/{}/cancel/decision"},
    Route{C::counter_offer, "POST", "/orders/{}/cancel/decision"},
    Route{C::seller_cancel, "POST", "/orders/{}/cancel"},
    Route{C::start_pick, "POST", "/orders/{}/ship"},
    Route{C::print_label, "POST", "/orders/{}/ship"},
    Route{C::ship, "POST", "/orders/{}/ship"},
    Route{C::accept_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::reject_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::pick_up_case, "POST", "/orders/{}/disputes/review"},
    Route{C::request_info, "POST", "/orders/{}/disputes/review"},
    Route{C::decide_case, "POST", "/orders/{}/disputes/review"},
    Route{C::submit_refund, "POST", "/orders/{}/refunds"},
    Route{C::pay_out_by_hand, "POST", "/orders/{}/refunds"},
    Route{C::payment_verified, "POST", "/hooks/payment"},
    Route{C::payment_failed, "POST", "/hooks/payment"},
    Route{C::refund_accepted, "POST", "/hooks/payment"},
    Route{C::refund_succeeded, "POST", "/hooks/payment"},
    Route{C::refund_failed, "POST", "/hooks/payment"},
    Route{C::stop_seen, "POST", "/hooks/carrier"},
    Route{C::hand_over_scan, "POST", "/hooks/carrier"},
    Route{C::delivered_scan, "POST", "/hooks/carrier"},
    Route{C::parcel_lost, "POST", "/hooks/carrier"},
    Route{C::intercepted, "POST", "/hooks/carrier"},
    Route{C::intercept_failed, "POST", "/hooks/carrier"},
    Route{C::return_received, "POST", "/hooks/carrier"}};
static_assert(kRoutes.size() == static_cast<std::size_t>(C::pay_timer));

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < kRoutes.size(); ++i) {
        if (kRoutes[i].kind != static_cast<C>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(is_in_order());

}  // namespace

std::span<const Route> command_routes() { return kRoutes; }

}  // namespace ordersim::wire
