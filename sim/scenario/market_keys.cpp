#include "sim/scenario/key_slots.hpp"

namespace ordersim::scenario {
namespace {

using namespace agents;

constexpr auto kParams = &Target::params;
constexpr auto kPayment = &Params::payment;
constexpr auto kWarehouse = &Params::warehouse;
constexpr auto kCarrier = &Params::carrier;
constexpr auto kGateway = &Params::gateway;
constexpr auto kHooks = &Gateway::hooks;

Shares method_shares(Target& target) {
    return {target.params.payment.method_share, enum_names<Method>};
}

template <Method method>
Leg& bank_leg(Target& target) {
    return target.params.gateway.bank_leg[static_cast<std::size_t>(method)];
}

constexpr std::array kPaymentKeys{
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
};

constexpr std::array kDeliveryKeys{
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
    Key<Target>{probability("gateway.refund_failure_share", "of tries to refund fail"),
                at<kParams, kGateway, &Gateway::refund_failure_share>},
    Key<Target>{probability("gateway.refund_permanent_share", "of failed tries can never succeed"),
                at<kParams, kGateway, &Gateway::refund_permanent_share>},
    Key<Target>{plain("gateway.status_lag", "until a posted refund shows in the buyer's account"),
                at<kParams, kGateway, &Gateway::status_lag>},
    Key<Target>{plain("gateway.bank_leg.card", "from submission to posting"),
                &bank_leg<Method::card>},
    Key<Target>{plain("gateway.bank_leg.debit", "from submission to posting"),
                &bank_leg<Method::debit>},
    Key<Target>{plain("gateway.bank_leg.wallet", "from submission to posting"),
                &bank_leg<Method::wallet>},
    Key<Target>{plain("gateway.bank_leg.delayed", "from submission to posting"),
                &bank_leg<Method::delayed>},
    Key<Target>{probability("gateway.hooks.duplicate_share", "of reports arrive twice"),
                at<kParams, kGateway, kHooks, &Hooks::duplicate_share>},
    Key<Target>{plain("gateway.hooks.duplicate_delay", "from the report to its double"),
                at<kParams, kGateway, kHooks, &Hooks::duplicate_delay>},
    Key<Target>{probability("gateway.hooks.late_share", "of reports are late"),
                at<kParams, kGateway, kHooks, &Hooks::late_share>},
    Key<Target>{plain("gateway.hooks.late_delay", "by which a late report is late"),
                at<kParams, kGateway, kHooks, &Hooks::late_delay>},
    Key<Target>{probability("gateway.hooks.loss_share",
                            "of deliveries are lost, and sent again after 60 s, 5 min and 1 h"),
                at<kParams, kGateway, kHooks, &Hooks::loss_share>},
};

}  // namespace

std::span<const Key<Target>> payment_keys() {
    return kPaymentKeys;
}
std::span<const Key<Target>> delivery_keys() {
    return kDeliveryKeys;
}

}  // namespace ordersim::scenario
