#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using namespace agents;

constexpr auto kParams = &Target::params;
constexpr auto kPayment = &Params::payment;
constexpr auto kBuyers = &Params::buyers;
constexpr auto kIntent = &Buyers::intent;
constexpr auto kSellers = &Params::sellers;
constexpr auto kWarehouse = &Params::warehouse;
constexpr auto kCarrier = &Params::carrier;
constexpr auto kGateway = &Params::gateway;

Shares method_shares(Target& target) {
    return {target.params.payment.method_share, enum_names<Method>};
}

Shares cause_shares(Target& target) {
    return {target.params.buyers.intent.cause_share, enum_names<Cause>};
}

template <Cause cause>
Shares reason_shares(Target& target) {
    return {target.params.buyers.intent.reason_share[static_cast<std::size_t>(cause)],
            enum_names<Reason>};
}

template <Method method>
Leg& bank_leg(Target& target) {
    return target.params.gateway.bank_leg[static_cast<std::size_t>(method)];
}

constexpr KeyTraits probability(std::string_view name, std::string_view help) {
    return {.name = name, .kind = Kind::probability, .least = 0, .most = 1, .help = help};
}

constexpr KeyTraits plain(std::string_view name, std::string_view help) {
    return {.name = name, .help = help};
}

constexpr KeyTraits shift(std::string_view name, std::string_view help) {
    return {.name = name, .least = -50, .most = 50, .help = help};
}

constexpr std::array kMarketKeys{
    Key<Target>{plain("payment.method_share", "of orders by payment method"), &method_shares},
    Key<Target>{plain("payment.verify_delay", "from paying to verified: card, debit, wallet"),
                at<kParams, kPayment, &Payment::verify_delay>},
    Key<Target>{
        plain("payment.delayed_delay", "from placing to paid: delayed methods, verified at once"),
        at<kParams, kPayment, &Payment::delayed_delay>},
    Key<Target>{probability("payment.never_share", "of orders are never paid"),
                at<kParams, kPayment, &Payment::never_share>},
    Key<Target>{probability("payment.failure_share", "of card payments fail"),
                at<kParams, kPayment, &Payment::failure_share>},
    Key<Target>{probability("payment.retry_share", "of failed payments are tried again"),
                at<kParams, kPayment, &Payment::retry_share>},
    Key<Target>{plain("payment.retry_delay", "from the failure to the next try"),
                at<kParams, kPayment, &Payment::retry_delay>},
    Key<Target>{KeyTraits{.name = "payment.amount",
                          .kind = Kind::amounts,
                          .help = "value of an order in minor units of the currency"},
                at<kParams, kPayment, &Payment::amount>},

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
    Key<Target>{plain("buyers.chat_patience", "for a reply to a first message, then the request"),
                at<kParams, kBuyers, &Buyers::chat_patience>},
    Key<Target>{plain("buyers.follow_up_delay", "between follow-ups to an unanswered request"),
                at<kParams, kBuyers, &Buyers::follow_up_delay>},
    Key<Target>{
        KeyTraits{
            .name = "buyers.follow_ups_max", .most = 255, .help = "follow-ups to one request"},
        at<kParams, kBuyers, &Buyers::follow_ups_max>},
    Key<Target>{probability("buyers.withdraw_share",
                            "of requests are withdrawn, uniformly within the answer limit"),
                at<kParams, kBuyers, &Buyers::withdraw_share>},
    Key<Target>{probability("buyers.confirm_share", "of deliveries are confirmed by the buyer"),
                at<kParams, kBuyers, &Buyers::confirm_share>},
    Key<Target>{plain("buyers.confirm_delay", "from delivery to that confirmation"),
                at<kParams, kBuyers, &Buyers::confirm_delay>},

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
    Key<Target>{KeyTraits{.name = "sellers.follow_up_boost",
                          .least = 1,
                          .most = 1000,
                          .help = "by which each follow-up multiplies the reply hazard"},
                at<kParams, kSellers, &Sellers::follow_up_boost>},
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

    Key<Target>{plain("warehouse.poll_interval",
                      "between looks at the list of stops; 0: sees them at once"),
                at<kParams, kWarehouse, &Warehouse::poll_interval>},
    Key<Target>{plain("warehouse.poll_delay", "from the look until the parcel is found"),
                at<kParams, kWarehouse, &Warehouse::poll_delay>},
    Key<Target>{probability("warehouse.leak_share", "of held parcels leave all the same"),
                at<kParams, kWarehouse, &Warehouse::leak_share>},

    Key<Target>{plain("carrier.transit", "from hand-over to delivery"),
                at<kParams, kCarrier, &Carrier::transit>},
    Key<Target>{probability("carrier.lost_share", "of parcels are lost"),
                at<kParams, kCarrier, &Carrier::lost_share>},
    Key<Target>{
        plain("carrier.linehaul_after", "from hand-over, when interception becomes unlikely"),
        at<kParams, kCarrier, &Carrier::linehaul_after>},
    Key<Target>{probability("carrier.intercept_early_share",
                            "of interceptions succeed before the line-haul"),
                at<kParams, kCarrier, &Carrier::intercept_early_share>},
    Key<Target>{probability("carrier.intercept_late_share", "of interceptions succeed after it"),
                at<kParams, kCarrier, &Carrier::intercept_late_share>},
    Key<Target>{plain("carrier.intercept_delay", "until the carrier knows whether it succeeded"),
                at<kParams, kCarrier, &Carrier::intercept_delay>},
    Key<Target>{plain("carrier.return_delay", "from interception to the seller's door"),
                at<kParams, kCarrier, &Carrier::return_delay>},

    Key<Target>{plain("gateway.platform_leg", "from a refund's creation to its submission"),
                at<kParams, kGateway, &Gateway::platform_leg>},
    Key<Target>{plain("gateway.bank_leg.card", "from submission to posting"),
                &bank_leg<Method::card>},
    Key<Target>{plain("gateway.bank_leg.debit", "from submission to posting"),
                &bank_leg<Method::debit>},
    Key<Target>{plain("gateway.bank_leg.wallet", "from submission to posting"),
                &bank_leg<Method::wallet>},
    Key<Target>{plain("gateway.bank_leg.delayed", "from submission to posting"),
                &bank_leg<Method::delayed>},
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
};

}  // namespace

std::span<const Key<Target>> market_keys() {
    return kMarketKeys;
}
std::span<const Key<agents::SellerClass>> class_keys() {
    return kClassKeys;
}

}  // namespace ordersim::scenario
