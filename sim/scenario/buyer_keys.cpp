#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using namespace agents;

constexpr auto kParams = &Target::params;
constexpr auto kBuyers = &Params::buyers;
constexpr auto kIntent = &Buyers::intent;
constexpr auto kComplaints = &Buyers::complaints;
constexpr auto kEvidence = &Complaints::evidence;

Shares cause_shares(Target& target) {
    return {target.params.buyers.intent.cause_share, enum_names<Cause>};
}

template <Cause cause>
Shares reason_shares(Target& target) {
    return {target.params.buyers.intent.reason_share[static_cast<std::size_t>(cause)],
            enum_names<Reason>};
}

constexpr std::array kBuyerKeys{
    Key<Target>{probability("buyers.intent.share",
                            "of paid orders hold a wish to cancel, which may come too late"),
                at<kParams, kBuyers, kIntent, &Intent::share>},
    Key<Target>{plain("buyers.intent.cause_share", "of wishes by their cause"), &cause_shares},
    Key<Target>{plain("buyers.intent.mistake_delay", "from payment to the wish"),
                at<kParams, kBuyers, kIntent, &Intent::mistake_delay>},
    Key<Target>{plain("buyers.intent.remorse_delay", "from payment to the wish"),
                at<kParams, kBuyers, kIntent, &Intent::remorse_delay>},
    Key<Target>{KeyTraits{.name = "buyers.intent.slow_rate_per_day",
                          .most = 1e6,
                          .help = "hazard of the slow wish from approval to hand-over"},
                at<kParams, kBuyers, kIntent, &Intent::slow_rate_per_day>},
    Key<Target>{KeyTraits{.name = "buyers.intent.slow_factor",
                          .most = 1e6,
                          .help = "by which that hazard grows once slow_from has passed"},
                at<kParams, kBuyers, kIntent, &Intent::slow_factor>},
    Key<Target>{probability("buyers.intent.slow_from", "share of the seller's shipping deadline"),
                at<kParams, kBuyers, kIntent, &Intent::slow_from>},
    Key<Target>{plain("buyers.intent.reason_share.mistake", "reasons given after a mistake"),
                &reason_shares<Cause::mistake>},
    Key<Target>{plain("buyers.intent.reason_share.remorse", "reasons given out of remorse"),
                &reason_shares<Cause::remorse>},
    Key<Target>{plain("buyers.intent.reason_share.slow", "reasons given for slow shipping"),
                &reason_shares<Cause::slow>},
    Key<Target>{probability("buyers.unpaid_cancel_share",
                            "of never-paid orders are cancelled by their buyer"),
                at<kParams, kBuyers, &Buyers::unpaid_cancel_share>},
    Key<Target>{plain("buyers.unpaid_cancel_delay", "from placing to that cancellation"),
                at<kParams, kBuyers, &Buyers::unpaid_cancel_delay>},
    Key<Target>{
        probability("buyers.chat_first_share", "of buyers ask the seller before they request"),
        at<kParams, kBuyers, &Buyers::chat_first_share>},
    Key<Target>{
        probability("buyers.support_first_share", "of buyers ask support before they request"),
        at<kParams, kBuyers, &Buyers::support_first_share>},
    Key<Target>{plain("buyers.chat_patience", "for a reply to a first message, then the request"),
                at<kParams, kBuyers, &Buyers::chat_patience>},
    Key<Target>{plain("buyers.follow_up_delay", "between follow-ups to an unanswered request"),
                at<kParams, kBuyers, &Buyers::follow_up_delay>},
    Key<Target>{
        KeyTraits{
            .name = "buyers.follow_ups_max", .most = 20, .help = "follow-ups to one request"},
        at<kParams, kBuyers, &Buyers::follow_ups_max>},
    Key<Target>{probability("buyers.withdraw_share",
                            "of requests are withdrawn, uniformly within the answer limit"),
                at<kParams, kBuyers, &Buyers::withdraw_share>},
    Key<Target>{probability("buyers.confirm_share", "of deliveries are confirmed by the buyer"),
                at<kParams, kBuyers, &Buyers::confirm_share>},
    Key<Target>{plain("buyers.confirm_delay", "from delivery to that confirmation"),
                at<kParams, kBuyers, &Buyers::confirm_delay>},
    Key<Target>{
        probability("buyers.trusted_share", "of buyers are trusted, which some policies reward"),
        at<kParams, kBuyers, &Buyers::trusted_share>},
    Key<Target>{probability("buyers.ask_again_share",
                            "of refused buyers request once more, where max_requests allows"),
                at<kParams, kBuyers, &Buyers::ask_again_share>},
    Key<Target>{plain("buyers.ask_again_delay", "from the refusal to the next request"),
                at<kParams, kBuyers, &Buyers::ask_again_delay>},
    Key<Target>{probability("buyers.offer_accept_share",
                            "of offers made instead of a cancellation are accepted"),
                at<kParams, kBuyers, &Buyers::offer_accept_share>},
    Key<Target>{plain("buyers.offer_answer_delay", "from the offer to the answer"),
                at<kParams, kBuyers, &Buyers::offer_answer_delay>},
    Key<Target>{plain("buyers.check_delay", "between looks at a refund's status"),
                at<kParams, kBuyers, &Buyers::check_delay>},
    Key<Target>{
        probability("buyers.reorder_share", "of buyers who corrected a mistake order again"),
        at<kParams, kBuyers, &Buyers::reorder_share>},
    Key<Target>{probability("buyers.complaints.escalation_share",
                            "of refused buyers turn to support, or dispute once shipped"),
                at<kParams, kBuyers, kComplaints, &Complaints::escalation_share>},
    Key<Target>{
        shift("buyers.complaints.escalation_value_weight",
              "of that share's logit, by standard deviations of the logarithm of the order value"),
        at<kParams, kBuyers, kComplaints, &Complaints::escalation_value_weight>},
    Key<Target>{plain("buyers.complaints.escalation_delay", "from the refusal"),
                at<kParams, kBuyers, kComplaints, &Complaints::escalation_delay>},
    Key<Target>{probability("buyers.complaints.share",
                            "of shipped orders whose buyer never wanted out are disputed"),
                at<kParams, kBuyers, kComplaints, &Complaints::share>},
    Key<Target>{plain("buyers.complaints.span",
                      "within which that happens, from when the goods are there and disputes open"),
                at<kParams, kBuyers, kComplaints, &Complaints::span>},
    Key<Target>{probability("buyers.complaints.return_share",
                            "of disputes about goods received send them back"),
                at<kParams, kBuyers, kComplaints, &Complaints::return_share>},
    Key<Target>{probability("buyers.complaints.return_sent_share",
                            "of buyers who won with a return send the goods"),
                at<kParams, kBuyers, kComplaints, &Complaints::return_sent_share>},
    Key<Target>{
        plain("buyers.complaints.return_sent_delay", "from the decision to the return parcel"),
        at<kParams, kBuyers, kComplaints, &Complaints::return_sent_delay>},
    Key<Target>{probability("buyers.complaints.accept_share",
                            "of the seller's proposals in a dispute are accepted"),
                at<kParams, kBuyers, kComplaints, &Complaints::accept_share>},
    Key<Target>{
        probability("buyers.complaints.modify_share", "of them are answered with a smaller claim"),
        at<kParams, kBuyers, kComplaints, &Complaints::modify_share>},
    Key<Target>{probability("buyers.complaints.escalate_share",
                            "of them are taken to the platform at once"),
                at<kParams, kBuyers, kComplaints, &Complaints::escalate_share>},
    Key<Target>{plain("buyers.complaints.answer_delay", "from the proposal to that answer"),
                at<kParams, kBuyers, kComplaints, &Complaints::answer_delay>},
    Key<Target>{probability("buyers.complaints.withdraw_share",
                            "of cases and disputes that a buyer opened are withdrawn"),
                at<kParams, kBuyers, kComplaints, &Complaints::withdraw_share>},
    Key<Target>{KeyTraits{.name = "buyers.complaints.evidence.items_mean",
                          .most = 100,
                          .help = "files attached to a request, case or dispute, Poisson"},
                at<kParams, kBuyers, kComplaints, kEvidence, &Evidence::items_mean>},
    Key<Target>{KeyTraits{.name = "buyers.complaints.evidence.quality",
                          .kind = Kind::amounts,
                          .help = "how much they prove, 0 to 1; with no file 0"},
                at<kParams, kBuyers, kComplaints, kEvidence, &Evidence::quality>},
};

}  // namespace

std::span<const Key<Target>> buyer_keys() {
    return kBuyerKeys;
}

}  // namespace ordersim::scenario
