#include "sim/scenario/keys.hpp"

#include "sim/scenario/key_slots.hpp"

#include <vector>

namespace ordersim::scenario {
namespace {

constexpr std::array<Section, 22> kSections{{
    {"run", "How often and how long to run, and how sure to be."},
    {"arrivals", "When orders are placed."},
    {"arrivals.surge", "A busy time on top, if its length is not 0."},
    {"policy", "The marketplace's rules: every lever of the order machine."},
    {"payment", "How and when buyers pay, and how much."},
    {"buyers.intent", "Who wants out, why and when."},
    {"buyers.intent.reason_share", "What buyers say; reasons left out have share 0."},
    {"buyers", "What buyers do about it."},
    {"buyers.complaints", "What buyers do who are refused, or not content with what arrives."},
    {"buyers.complaints.evidence", "What they can show for it."},
    {"sellers", "How sellers answer and handle."},
    {"sellers.offers", "What sellers offer instead of a cancellation."},
    {"sellers.disputes", "How sellers answer disputes."},
    {"sellers.disputes.evidence", "What they can show for it."},
    {"sellers.class",
     "Kinds of sellers: one `[[sellers.class]]` with a `name` each. A later layer changes single "
     "fields under `[sellers.class.NAME]`, or all classes by new `[[sellers.class]]` tables."},
    {"warehouse", "How a parcel is stopped before it leaves."},
    {"carrier", "What happens to a parcel after hand-over."},
    {"gateway", "How money travels back."},
    {"gateway.bank_leg",
     "Laws by payment method; written in business days, they run on business days."},
    {"gateway.hooks", "How reliably the gateway's reports arrive."},
    {"support", "The platform's staff: how many, how fast, and how they decide."},
    {"costs", "What things cost, in units of the currency."},
}};

std::vector<Key<Target>> gathered() {
    std::vector<Key<Target>> all;
    for (const auto part : {run_keys(), policy_keys(), payment_keys(), buyer_keys(), seller_keys(),
                            delivery_keys(), support_keys()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

const std::vector<Key<Target>> kKeys = gathered();

}  // namespace

std::span<const Section> sections() {
    return kSections;
}
std::span<const Key<Target>> keys() {
    return kKeys;
}

}  // namespace ordersim::scenario
