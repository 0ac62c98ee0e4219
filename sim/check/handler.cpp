#include "sim/check/handler.hpp"

#include <string>

#include "sim/check/handler_model.hpp"

namespace ordersim::check {
namespace {

/// What each request may do as often as a scene needs.
constexpr Slice kSlice{"handler", "requests that race",
                       {.payments = 2, .refund_retries = 1, .rounds = 2, .requests = 2},
                       {}};

/// Under a policy that refuses one of a scene's commands from the start there is no race. Empty:
/// there is.
std::string obstacle(const HandlerModel& model) {
    const HandlerState start = model.start();
    const OrderId order = model.orders_of(start)[0];
    for (std::size_t i = 0; i < model.scene().requests.size(); ++i) {
        const bool is_command =
            model.scene().requests[i].kind == HandlerRequest::Kind::command;
        if (is_command && is_refusal(model.space().effect(order, i).answer)) {
            return "the policy refuses what would race";
        }
    }
    return "";
}

}  // namespace

LayerResult check_handler(const order::Rules& rules, const order::Policy& policy,
                          HandlerDefect defect, const LayerOptions& options) {
    return checked_scenes<HandlerModel>(Setting(rules, policy, kSlice), handler_scenes(), defect,
                                        options, obstacle);
}

}  // namespace ordersim::check
