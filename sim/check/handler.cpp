#include "sim/check/handler.hpp"

#include <array>

#include "sim/check/handler_model.hpp"

namespace ordersim::check {
namespace {

/// What each request may do as often as a scene needs.
constexpr Slice kSlice{"handler", "requests that race",
                       {.payments = 2, .refund_retries = 1, .rounds = 2, .requests = 2},
                       {}};

/// Under a policy that refuses all of a scene's commands from the start there is no race.
bool is_possible(const HandlerModel& model) {
    const HandlerState start = model.start();
    const OrderId order = model.orders_of(start)[0];
    for (std::size_t i = 0; i < model.scene().requests.size(); ++i) {
        const bool is_command =
            model.scene().requests[i].kind == HandlerRequest::Kind::command;
        if (is_command && is_refusal(model.space().effect(order, i).answer)) {
            return false;
        }
    }
    return true;
}

SceneResult explored(const Setting& setting, const HandlerScene& scene, HandlerDefect defect,
                     const LayerOptions& options, TwinSet& reached) {
    SceneResult result;
    order::CommandKind stopped_at{};
    const auto start = led_to(setting, scene.before, stopped_at);
    if (!start) {
        result.skipped = "the policy refuses " + std::string(enum_name(stopped_at));
    } else if (const HandlerModel model(setting, scene, *start, defect); !is_possible(model)) {
        result.skipped = "the policy refuses what would race";
    } else {
        result = SceneSearch(model, options, reached).result();
    }
    result.name = scene.name;
    result.title = scene.title;
    return result;
}

using Defect = HandlerDefect;
constexpr std::array<LayerPlant<HandlerDefect>, 14> kPlants{{
    {"double_cancel", Defect::write_without_compare, "two concurrent cancels both refund",
     "open-mercato #4036, Truxify #3637", "inv_05_promised_within_captured",
     "seller_cancels_twice"},
    {"lost_update", Defect::write_without_compare, "cancelling and shipping overwrite one another",
     "Eventra #18962", "no_lost_update", "cancel_or_ship"},
    {"both_agents_decide", Defect::decision_forced, "two of the support staff both decide a case",
     "", "inv_06_decided_once", "two_agents"},
    {"retry_carried_out_again", Defect::key_not_looked_up,
     "a request sent again under its key takes effect again", "woocommerce-paypal-payments #3976",
     "s9_key_has_one_effect", "offer_sent_again"},
    {"keys_lost_on_restart", Defect::keys_in_memory,
     "a request sent again after a restart takes effect again", "Eventra #18962",
     "s9_key_has_one_effect", "offer_sent_again"},
    {"retry_answered_anew", Defect::refusals_not_stored,
     "a refused request sent again is accepted", "", "s9_retry_gets_same_answer",
     "cancel_or_ship"},
    {"key_reused", Defect::body_not_compared,
     "another request under a used key gets the old answer", "", "s9_answer_is_own",
     "key_for_two_requests"},
    {"timer_lost_on_restart", Defect::timers_in_memory, "after a restart a deadline never comes",
     "", "ag_ef_settled", "approve_at_deadline"},
    {"acknowledged_too_early", Defect::acknowledged_before_sync,
     "a power cut takes back what was acknowledged", "", "s10_acknowledged_is_durable",
     "cancel_sent_again"},
    {"replayed_too_early", Defect::stored_answer_not_synced,
     "a power cut takes back what was acknowledged to a retry", "",
     "s10_acknowledged_is_durable", "cancel_sent_again"},
    {"stale_read", Defect::read_from_cache, "the order looks as if the request had not been made",
     "", "answers_are_fresh", "ask_and_look"},
    {"error_after_effect", Defect::retried_with_new_key,
     "an error after the effect makes the client ask again, which takes effect again", "",
     "inv_06_decided_once", "offer_sent_again"},
    {"events_swapped", Defect::log_written_apart, "events swap their places in the log", "",
     "inv_18_events_in_order", "cancel_or_ship"},
    {"event_lost", Defect::log_written_apart, "a crash between order and event loses the event", "",
     "inv_18_log_replays", "cancel_sent_again"},
}};

}  // namespace

LayerResult check_handler(const order::Rules& rules, const order::Policy& policy,
                          HandlerDefect defect, const LayerOptions& options) {
    const Setting setting(rules, policy, kSlice);
    LayerResult result;
    TwinSet reached;
    for (const HandlerScene& scene : handler_scenes()) {
        if (options.scene.empty() || options.scene == scene.name) {
            result.scenes.push_back(explored(setting, scene, defect, options, reached));
        }
        if (breaks(result, options.stop_at)) {
            break;
        }
    }
    result.verdicts = verdicts_of(HandlerModel::properties(), result.scenes, reached);
    return result;
}

std::span<const LayerPlant<HandlerDefect>> handler_plants() { return kPlants; }

}  // namespace ordersim::check
