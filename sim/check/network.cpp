#include "sim/check/network.hpp"

#include <array>

#include "sim/check/network_model.hpp"

namespace ordersim::check {
namespace {

/// Tries of refunds are told apart as far as messages may name them.
constexpr Slice kSlice{"network", "messages that race",
                       {.payments = kAttempts, .refund_retries = kRefundTries + 1, .rounds = 1,
                        .requests = 1},
                       {}};

SceneResult explored(const Setting& setting, const NetworkScene& scene, NetworkDefect defect,
                     const LayerOptions& options, TwinSet& reached) {
    SceneResult result;
    order::CommandKind stopped_at{};
    const auto start = led_to(setting, scene.before, stopped_at);
    if (!start) {
        result.skipped = "the policy refuses " + std::string(enum_name(stopped_at));
    } else if (const NetworkModel model(setting, scene, *start, defect); !model.is_possible()) {
        result.skipped = "the policy refuses " + std::string(enum_name(scene.commands[0].kind));
    } else {
        result = SceneSearch(model, options, reached).result();
    }
    result.name = scene.name;
    result.title = scene.title;
    return result;
}

using Defect = NetworkDefect;
constexpr std::array<LayerPlant<NetworkDefect>, 7> kPlants{{
    {"refund_under_new_key", Defect::new_key_each_time,
     "a refund asked for again under a new key is paid twice",
     "medusajs/medusa #16681, Adyen/adyen-shopware6 #248", "inv_05_paid_back_within_captured",
     "refund_answer_late"},
    {"refund_booked_twice", Defect::booked_by_each_message,
     "a refund is booked by the hook and by the answer that it outran",
     "woocommerce-gateway-stripe #838", "inv_19_booked_was_paid", "refund_answer_late"},
    {"hook_before_order", Defect::called_before_written,
     "the hook of a payment comes before its order exists and is lost",
     "duncanmcclean/statamic-cargo #190", "inv_19_books_agree", "checkout"},
    {"stale_attempt", Defect::attempt_not_named,
     "the failure of the first payment undoes the second", "mollie/WooCommerce #1159",
     "inv_07_stale_failure_ignored", "second_payment"},
    {"double_capture_undone", Defect::second_report_undone,
     "of two that capture one payment the second undoes it", "medusajs/medusa #13301",
     "inv_19_books_agree", "payment_answer_late"},
    {"paid_by_hand_too", Defect::hand_pays_unlooked,
     "a refund is paid out by hand and then posted after all", "", "inv_07_refund_paid_once",
     "refund_by_hand"},
    {"answer_awaited_for_ever", Defect::never_sent_again,
     "after a lost answer a refund is never finished", "", "ag_ef_settled", "refund_answer_late"},
}};

}  // namespace

LayerResult check_network(const order::Rules& rules, const order::Policy& policy,
                          NetworkDefect defect, const LayerOptions& options) {
    const Setting setting(rules, policy, kSlice);
    LayerResult result;
    TwinSet reached;
    for (const NetworkScene& scene : network_scenes()) {
        if (options.scene.empty() || options.scene == scene.name) {
            result.scenes.push_back(explored(setting, scene, defect, options, reached));
        }
        if (breaks(result, options.stop_at)) {
            break;
        }
    }
    result.verdicts = verdicts_of(NetworkModel::properties(), result.scenes, reached);
    return result;
}

std::span<const LayerPlant<NetworkDefect>> network_plants() { return kPlants; }

}  // namespace ordersim::check
