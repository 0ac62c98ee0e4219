#include "sim/check/network.hpp"

#include <string>

#include "sim/check/network_model.hpp"

namespace ordersim::check {
namespace {

/// Tries of refunds are told apart as far as messages may name them.
constexpr Slice kSlice{"network", "messages that race",
                       {.payments = kAttempts, .refund_retries = kRefundTries + 1, .rounds = 1,
                        .requests = 1},
                       {}};

/// Why the policy has no such race; empty: it has one.
std::string obstacle(const NetworkModel& model) {
    if (model.is_possible()) {
        return "";
    }
    return "the policy refuses " + std::string(enum_name(model.scene().commands[0].kind));
}

}  // namespace

LayerResult check_network(const order::Rules& rules, const order::Policy& policy,
                          NetworkDefect defect, const LayerOptions& options) {
    return checked_scenes<NetworkModel>(Setting(rules, policy, kSlice), network_scenes(), defect,
                                        options, obstacle);
}

}  // namespace ordersim::check
