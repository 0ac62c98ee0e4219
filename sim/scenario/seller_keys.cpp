#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using namespace agents;

constexpr auto kParams = &Target::params;
constexpr auto kSellers = &Params::sellers;
constexpr auto kOffers = &Sellers::offers;
constexpr auto kAnswers = &Sellers::disputes;
constexpr auto kEvidence = &DisputeAnswers::evidence;

Shares offer_shares(Target& target) {
    return {target.params.sellers.offers.kind_share, enum_names<order::Offer>};
}

constexpr std::array kSellerKeys{
    Key<Target>{KeyTraits{.name = "sellers.count",
                          .least = 1,
                          .most = 10'000'000,
                          .help = "sellers in the market"},
                at<kParams, kSellers, &Sellers::count>},
    Key<Target>{KeyTraits{.name = "sellers.concentration",
                          .most = 10,
                          .help = "seller i gets orders in proportion to i^-concentration"},
                at<kParams, kSellers, &Sellers::concentration>},
    Key<Target>{plain("sellers.working_hours", "in which sellers read and answer"),
                at<kParams, kSellers, &Sellers::working_hours>},
    Key<Target>{KeyTraits{.name = "sellers.time_zone",
                          .least = -14,
                          .most = 14,
                          .help = "whole hours by which the sellers' clocks are ahead of the "
                                  "platform's"},
                at<kParams, kSellers, &Sellers::time_zone>},
    Key<Target>{KeyTraits{.name = "sellers.capacity_per_day",
                          .most = 1e9,
                          .help = "orders a seller can begin to handle in a day; 0: any number"},
                at<kParams, kSellers, &Sellers::capacity_per_day>},
    Key<Target>{probability("sellers.approve_unpicked", "of requests found before picking"),
                at<kParams, kSellers, &Sellers::approve_unpicked>},
    Key<Target>{probability("sellers.approve_picking", "of requests found while picking"),
                at<kParams, kSellers, &Sellers::approve_picking>},
    Key<Target>{probability("sellers.approve_labelled", "of requests found after labelling"),
                at<kParams, kSellers, &Sellers::approve_labelled>},
    Key<Target>{shift("sellers.shift_chat", "of the consent's logit if the buyer asked first"),
                at<kParams, kSellers, &Sellers::shift_chat>},
    Key<Target>{shift("sellers.shift_seller_fault",
                      "of the consent's logit if the reason lays the fault on the seller"),
                at<kParams, kSellers, &Sellers::shift_seller_fault>},
    Key<Target>{shift("sellers.shift_changed_mind",
                      "of the consent's logit if the buyer merely changed his mind"),
                at<kParams, kSellers, &Sellers::shift_changed_mind>},
    Key<Target>{shift("sellers.shift_evidence",
                      "of the consent's logit, times the quality of what the buyer attached"),
                at<kParams, kSellers, &Sellers::shift_evidence>},
    Key<Target>{shift("sellers.shift_follow_up", "of the consent's logit, for each follow-up"),
                at<kParams, kSellers, &Sellers::shift_follow_up>},
    Key<Target>{KeyTraits{.name = "sellers.follow_up_boost",
                          .least = 1,
                          .most = 1000,
                          .help = "by which each follow-up multiplies the reply hazard"},
                at<kParams, kSellers, &Sellers::follow_up_boost>},
    Key<Target>{plain("sellers.follow_up_asks_anew",
                      "each follow-up may be answered by itself, like a first message"),
                at<kParams, kSellers, &Sellers::follow_up_asks_anew>},
    Key<Target>{
        probability("sellers.stock_out_share", "of approved orders turn out to be out of stock"),
        at<kParams, kSellers, &Sellers::stock_out_share>},
    Key<Target>{plain("sellers.handling", "from approval to hand-over, on the handling clock"),
                at<kParams, kSellers, &Sellers::handling>},
    Key<Target>{KeyTraits{.name = "sellers.handling_clock",
                          .kind = Kind::profile,
                          .help = "how handling proceeds over the week"},
                at<kParams, kSellers, &Sellers::handling_clock>},
    Key<Target>{probability("sellers.pick_at", "share of the handling time"),
                at<kParams, kSellers, &Sellers::pick_at>},
    Key<Target>{probability("sellers.label_at", "share of the handling time"),
                at<kParams, kSellers, &Sellers::label_at>},
    Key<Target>{
        plain("sellers.shipping_deadline", "promised by the seller, calendar time from approval"),
        at<kParams, kSellers, &Sellers::shipping_deadline>},
    Key<Target>{probability("sellers.offers.share",
                            "of answers to a request are offers, while rounds are left"),
                at<kParams, kSellers, kOffers, &Offers::share>},
    Key<Target>{plain("sellers.offers.kind_share", "of offers by their kind"), &offer_shares},
    Key<Target>{probability("sellers.offers.amount_share",
                            "of the order value is what a partial refund offers"),
                at<kParams, kSellers, kOffers, &Offers::amount_share>},
    Key<Target>{probability("sellers.disputes.accept_share", "of answered disputes are conceded"),
                at<kParams, kSellers, kAnswers, &DisputeAnswers::accept_share>},
    Key<Target>{
        probability("sellers.disputes.counter_share", "of the claim is what the others propose"),
        at<kParams, kSellers, kAnswers, &DisputeAnswers::counter_share>},
    Key<Target>{KeyTraits{.name = "sellers.disputes.evidence.items_mean",
                          .most = 100,
                          .help = "files the seller shows, Poisson"},
                at<kParams, kSellers, kAnswers, kEvidence, &Evidence::items_mean>},
    Key<Target>{KeyTraits{.name = "sellers.disputes.evidence.quality",
                          .kind = Kind::amounts,
                          .help = "how much they prove, 0 to 1; with no file 0"},
                at<kParams, kSellers, kAnswers, kEvidence, &Evidence::quality>},
};

constexpr std::array kClassKeys{
    Key<SellerClass>{probability("share", "of orders"), at<&SellerClass::share>},
    Key<SellerClass>{probability("never_share", "of messages and requests get no reply at all"),
                     at<&SellerClass::never_share>},
    Key<SellerClass>{plain("reply", "to a message or a request, in working time"),
                     at<&SellerClass::reply>},
    Key<SellerClass>{probability("rescue_share",
                                 "of parcels that would miss the deadline get a tracking number "
                                 "just before it"),
                     at<&SellerClass::rescue_share>},
    Key<SellerClass>{probability("dispute_answer_share", "of disputes are answered in time"),
                     at<&SellerClass::dispute_answer_share>},
};

}  // namespace

std::span<const Key<Target>> seller_keys() {
    return kSellerKeys;
}
std::span<const Key<agents::SellerClass>> class_keys() {
    return kClassKeys;
}

}  // namespace ordersim::scenario
