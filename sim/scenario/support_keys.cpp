#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using namespace agents;

constexpr auto kParams = &Target::params;
constexpr auto kSupport = &Params::support;
constexpr auto kCosts = &Params::costs;

constexpr std::array kSupportKeys{
    Key<Target>{plain("support.day", "in which the day shift works; the night shift works else"),
                at<kParams, kSupport, &Support::day>},
    Key<Target>{KeyTraits{.name = "support.chat_agents", .most = 100000, .help = "who chat by day"},
                at<kParams, kSupport, &Support::chat_agents>},
    Key<Target>{
        KeyTraits{.name = "support.chat_agents_night", .most = 100000, .help = "who chat by night"},
        at<kParams, kSupport, &Support::chat_agents_night>},
    Key<Target>{
        KeyTraits{.name = "support.chats_per_agent", .least = 1, .most = 100, .help = "at once"},
        at<kParams, kSupport, &Support::chats_per_agent>},
    Key<Target>{plain("support.chat_service", "length of a chat"),
                at<kParams, kSupport, &Support::chat_service>},
    Key<Target>{plain("support.chat_patience", "of a buyer in the line of the chat"),
                at<kParams, kSupport, &Support::chat_patience>},
    Key<Target>{
        probability("support.silent_share",
                    "of those who leave the line do not say so and are served in their absence"),
        at<kParams, kSupport, &Support::silent_share>},
    Key<Target>{plain("support.answer_target", "within which a chat should be answered"),
                at<kParams, kSupport, &Support::answer_target>},
    Key<Target>{
        KeyTraits{.name = "support.case_agents", .most = 100000, .help = "who review cases by day"},
        at<kParams, kSupport, &Support::case_agents>},
    Key<Target>{KeyTraits{.name = "support.case_agents_night",
                          .most = 100000,
                          .help = "who review cases by night"},
                at<kParams, kSupport, &Support::case_agents_night>},
    Key<Target>{plain("support.case_service", "length of a review, and of a payout by hand"),
                at<kParams, kSupport, &Support::case_service>},
    Key<Target>{plain("support.priority",
                      "whose case comes first, after those whose information came in: fifo, "
                      "preship, value or deadline"),
                at<kParams, kSupport, &Support::priority>},
    Key<Target>{probability("support.info_share", "of cases need information"),
                at<kParams, kSupport, &Support::info_share>},
    Key<Target>{probability("support.info_answer_share", "of those asked for information give it"),
                at<kParams, kSupport, &Support::info_answer_share>},
    Key<Target>{plain("support.info_answer_delay", "from the question to the information"),
                at<kParams, kSupport, &Support::info_answer_delay>},
    Key<Target>{
        plain("support.payout_delay", "until somebody looks at a refund that cannot be sent"),
        at<kParams, kSupport, &Support::payout_delay>},
    Key<Target>{
        shift("support.decision_base", "logit of a decision for the buyer, all else being equal"),
        at<kParams, kSupport, &Support::decision_base>},
    Key<Target>{shift("support.decision_evidence",
                      "of that logit, times the buyer's quality of evidence minus the seller's"),
                at<kParams, kSupport, &Support::decision_evidence>},
    Key<Target>{shift("support.decision_unscanned", "of that logit, if no delivery was scanned"),
                at<kParams, kSupport, &Support::decision_unscanned>},
    Key<Target>{shift("support.decision_seller_fault",
                      "of that logit, if the reason lays the fault on the seller"),
                at<kParams, kSupport, &Support::decision_seller_fault>},
    Key<Target>{
        shift("support.decision_chat", "of that logit, if the buyer had asked the seller before"),
        at<kParams, kSupport, &Support::decision_chat>},
    Key<Target>{shift("support.decision_follow_up", "of that logit, for each follow-up"),
                at<kParams, kSupport, &Support::decision_follow_up>},
    Key<Target>{probability("support.split_share", "of decisions split the claim"),
                at<kParams, kSupport, &Support::split_share>},
    Key<Target>{probability("support.split_amount_share", "of the claim goes to the buyer then"),
                at<kParams, kSupport, &Support::split_amount_share>},
    Key<Target>{
        KeyTraits{
            .name = "costs.support_minute", .most = 1e9, .help = "of the platform's staff at work"},
        at<kParams, kCosts, &Costs::support_minute>},
    Key<Target>{KeyTraits{.name = "costs.seller_message",
                          .most = 1e9,
                          .help = "an answer, offer or proposal of the seller"},
                at<kParams, kCosts, &Costs::seller_message>},
    Key<Target>{
        KeyTraits{
            .name = "costs.pick", .most = 1e9, .help = "work lost on a parcel picked in vain"},
        at<kParams, kCosts, &Costs::pick>},
    Key<Target>{KeyTraits{.name = "costs.label", .most = 1e9, .help = "a label void"},
                at<kParams, kCosts, &Costs::label>},
    Key<Target>{KeyTraits{.name = "costs.shipping", .most = 1e9, .help = "a parcel sent in vain"},
                at<kParams, kCosts, &Costs::shipping>},
    Key<Target>{
        KeyTraits{
            .name = "costs.interception", .most = 1e9, .help = "a try to stop a parcel on its way"},
        at<kParams, kCosts, &Costs::interception>},
    Key<Target>{
        KeyTraits{.name = "costs.return_shipping", .most = 1e9, .help = "a parcel sent back"},
        at<kParams, kCosts, &Costs::return_shipping>},
    Key<Target>{KeyTraits{.name = "costs.refund_fee", .most = 1e9, .help = "of each refund"},
                at<kParams, kCosts, &Costs::refund_fee>},
    Key<Target>{
        probability("costs.refund_fee_share", "of the amount refunded, which the gateway keeps"),
        at<kParams, kCosts, &Costs::refund_fee_share>},
    Key<Target>{
        probability("costs.write_off_share", "of the value of goods refunded and not returned"),
        at<kParams, kCosts, &Costs::write_off_share>},
};

}  // namespace

std::span<const Key<Target>> support_keys() {
    return kSupportKeys;
}

}  // namespace ordersim::scenario
