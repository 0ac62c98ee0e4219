#include <optional>

#include "sim/check/coverage.hpp"
#include "sim/check/properties.hpp"
#include "sim/check/waivers.hpp"

// What ought to be reached.
namespace ordersim::check {
namespace {

using namespace order;

class Twins {
public:
    /// Without a policy nothing is waived.
    Twins(const Coverage& coverage, const Rules& rules, const std::optional<Policy>& policy)
        : coverage_(coverage), rules_(rules), policy_(policy) {
        add_states();
        add_enumeration<RefundState>("refund", [this](std::size_t i) {
            return coverage_.refund_states.test(i);
        });
        for (std::size_t i = 0; i < rules_.rows().size(); ++i) {
            add("row " + std::string(rules_.rows()[i].id), coverage_.rows.test(i));
        }
        add_guards();
        for (std::size_t i = 1; i < enum_count<Refusal>; ++i) {
            add("refusal " + std::string(enum_names<Refusal>[i]), coverage_.refusals.test(i));
        }
        for (std::size_t i = 0; i < properties().size(); ++i) {
            add("at stake " + std::string(properties()[i].name), coverage_.at_stake.test(i));
        }
    }
    [[nodiscard]] std::vector<Dead> dead() && { return std::move(dead_); }
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    void add(const std::string& name, bool is_reached) {
        ++count_;
        const std::string_view reason = policy_ ? waiver_of(name, *policy_) : "";
        if (!is_reached || !reason.empty()) {
            dead_.push_back({name, std::string(reason), is_reached});
        }
    }
    template <class Enum, class Reached>
    void add_enumeration(std::string_view region, const Reached& is_reached) {
        for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
            add(std::string(region) + " " + std::string(enum_names<Enum>[i]), is_reached(i));
        }
    }
    void add_states() {
        std::size_t bit = 0;
        const auto next = [this, &bit](std::size_t) { return coverage_.states.test(bit++); };
        add_enumeration<OrderState>("order", next);
        add_enumeration<PaymentState>("payment", next);
        add_enumeration<ShipmentState>("shipment", next);
        add_enumeration<RequestState>("request", next);
        add_enumeration<ChatState>("chat", next);
        add_enumeration<CaseState>("case", next);
        add_enumeration<StockState>("stock", next);
        add_enumeration<StopState>("stop", next);
    }
    /// A guard that no row names is no twin.
    void add_guards() {
        std::bitset<enum_count<Guard>> named;
        for (const Row& row : rules_.rows()) {
            for (const auto& guards : {row.when, row.guards}) {
                for (const Guard guard : guards) {
                    named.set(static_cast<std::size_t>(guard));
                }
            }
        }
        for (std::size_t i = 1; i < enum_count<Guard>; ++i) {
            if (named.test(i)) {
                const std::string name = "guard " + std::string(enum_names<Guard>[i]);
                add(name + " holds", coverage_.held.test(i));
                add(name + " fails", coverage_.failed.test(i));
            }
        }
    }

    const Coverage& coverage_;
    const Rules& rules_;
    const std::optional<Policy>& policy_;
    std::vector<Dead> dead_;
    std::size_t count_ = 0;
};

}  // namespace

std::vector<Dead> dead_of(const Coverage& coverage, const Rules& rules, const Policy& policy) {
    return Twins(coverage, rules, policy).dead();
}

std::vector<Dead> dead_under_any(const Coverage& coverage, const Rules& rules) {
    return Twins(coverage, rules, std::nullopt).dead();
}

std::size_t twin_count(const Rules& rules) { return Twins({}, rules, std::nullopt).count(); }

}  // namespace ordersim::check
